"""Real servers on one PostgreSQL; by hand, with more of everything: see `evals.replicas`."""

import pytest
from postgres_server import PostgresServer

from archpanel.evals.replicas import run


@pytest.fixture(params=["postgresql"])
def database_url(postgres_server: PostgresServer) -> str:
    return postgres_server.create()


def test_a_replica_that_is_killed_loses_and_doubles_nothing(database_url: str) -> None:
    found = run(interviews=6, turns=2, replicas=2, kill=True, database=database_url)
    assert found.faults == []
    assert (found.correct, found.wrong) == (6, 0)
    assert found.reconnected
    assert all(found.connections)
    assert found.followed_after is not None
