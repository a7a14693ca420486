"""What Schemathesis makes of the description: no error here, and replies as they are described."""

import sys
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from interviews import on_database
from open_gate import open_house_in
from routes import described
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from archpanel.web.app import create_app
from archpanel.web.config import WebConfig

schemathesis = pytest.importorskip("schemathesis", reason="Schemathesis is not installed here")

SEED = 20261126
EXAMPLES = {"sqlite": 6, "postgresql": 2}
"""Of each operation: what a body does to the rules is tried on one database, to queries on both."""


@pytest.fixture(scope="module")
def client(database_of_file: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with on_database(database_of_file):
        house = open_house_in(tmp_path_factory.mktemp("schemathesis"))
    app = create_app(house, WebConfig("http://testserver"))
    coach = house.accounts.open("coach", "Carla")
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as found:
        found.headers["Authorization"] = f"Bearer {house.tokens.issue(coach.id, 'api')}"
        yield found


def test_no_case_fails_here_and_replies_are_as_described(
    client: TestClient, database_of_file: str
) -> None:
    examples = EXAMPLES[database_of_file.partition(":")[0].partition("+")[0]]
    known = import_module("schemathesis.specs.openapi.checks")
    not_a_server_error = import_module("schemathesis.checks").not_a_server_error
    told = f"schemathesis {schemathesis.__version__}, seed {SEED}, {examples} examples each\n"
    sys.stderr.write(told)
    checks = [
        not_a_server_error, known.status_code_conformance,
        known.content_type_conformance, known.response_schema_conformance,
    ]  # fmt: skip
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", _begun(client))
    tried = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        tried.add(f"{operation.method.upper()} {operation.path}")
        if operation.label == "DELETE /api/v1/me/tokens":
            continue  # it would take the token of the next case
        _try(client, operation, checks, examples)
    assert tried == described(client.get("/api/v1/openapi.json").json())


def _begun(client: TestClient) -> ASGIApp:
    """Return the application without its beginning and end, which the client saw to."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await client.app(scope, receive, send)
            return
        for what in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{what}.complete"})

    return app


def _try(client: TestClient, operation: object, checks: list[object], examples: int) -> None:
    modes = schemathesis.GenerationMode
    cases = st.one_of(
        *(operation.as_strategy(generation_mode=mode) for mode in (modes.POSITIVE, modes.NEGATIVE))  # type: ignore[attr-defined]
    )

    @seed(SEED)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def try_one(case: object) -> None:
        headers = {"Authorization": client.headers["Authorization"]}
        response = case.call(headers=headers)  # type: ignore[attr-defined]
        case.validate_response(response, checks=checks)  # type: ignore[attr-defined]

    try_one()
