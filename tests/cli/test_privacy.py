"""What is said goes to the model and nowhere else: no trace, no log, no error holds it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from archpanel.evals.bench.stub import with_stub
from archpanel.graphs.environment import TRACING

WORDS = "zanzibarquokka"
KEY = "sk-" + "pomegranatekeyofnobody"  # in two parts, or it would look like one that leaked
HONEST = "archpanel.evals.actors:honest"
SAID = f"I would put a queue {WORDS} in front and measure it.\n---\nI would say {WORDS} again.\n"
DEBUG = (
    "import logging, sys; logging.basicConfig(level=logging.DEBUG); "
    "from archpanel.cli.app import app; app(sys.argv[1:])"
)


@dataclass
class Collector:
    """Takes whatever is posted to it."""

    url: str
    got: list[tuple[str, bytes]] = field(default_factory=list)


@pytest.fixture
def collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            taken.got.append((self.path, body))
            self.send_response(200)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    taken = Collector(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield taken
    server.shutdown()
    thread.join()
    server.server_close()


def interview(
    home: Path, base_url: str, *options: str, code: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """Hold an interview of two turns in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if "TRAC" not in name}
    told = {**clean, "ARCHPANEL_HOME": str(home), "OPENAI_API_KEY": KEY, **env}
    started = ["-c", code] if code else ["-m", "archpanel.cli"]
    wanted = ["rehearse", "--turns", "2", "--answers", "-", "--json", "--model", "m"]
    return subprocess.run(
        [sys.executable, *started, *wanted, "--base-url", base_url, *options],
        input=SAID, capture_output=True, text=True, env=told, check=False, timeout=120,
    )  # fmt: skip


LOOP = """
import itertools, os, sys
from pathlib import Path
base_url, home, count = sys.argv[1], sys.argv[2], 0
import archpanel.graphs.environment as environment
from langsmith.utils import tracing_is_enabled
from typer.testing import CliRunner
from archpanel.cli.app import app
for values in itertools.product(("true", None), repeat=len(environment.TRACING)):
    environment._WANTED.clear()
    for name, value in zip(environment.TRACING, values):
        os.environ.pop(name, None)
        if value:
            os.environ[name] = value
    environment.prepare()
    seen = []
    import archpanel.cli.models as models
    models.PromptPrinter = lambda: lambda request: seen.append(bool(tracing_is_enabled()))
    done = CliRunner().invoke(app, ["rehearse", "--turns", "1", "--answers", "-", "--json",
        "--model", "m", "--base-url", base_url, "--show-prompts"], input="I would measure it.")
    assert done.exit_code == 0, (values, done.stderr)
    assert seen and not any(seen) and not tracing_is_enabled(), values
    count += 1
print(count)
"""


def test_no_permutation_of_the_tracing_variables_switches_tracing_on(
    tmp_path: Path, collector: Collector
) -> None:
    env = {**os.environ, "ARCHPANEL_HOME": str(tmp_path), "LANGSMITH_ENDPOINT": collector.url}
    with with_stub(replies=HONEST) as stub:
        done = subprocess.run(
            [sys.executable, "-c", LOOP, stub.base_url("t"), str(tmp_path)],
            capture_output=True, text=True, env=env, check=False, timeout=300,
        )  # fmt: skip
    assert done.stdout.split()[-1:] == [str(2 ** len(TRACING))], done.stderr
    assert collector.got == []


@pytest.mark.parametrize("mode", ["", "otel", "hybrid"])
def test_all_that_asks_for_tracing_is_not_enough_without_the_option(
    tmp_path: Path, collector: Collector, mode: str
) -> None:
    asked = {**dict.fromkeys(TRACING, "true"), "LANGSMITH_TRACING_MODE": mode}
    asked |= {"LANGSMITH_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    with with_stub(replies=HONEST) as stub:
        done = interview(tmp_path, stub.base_url("t"), **asked)
    assert done.returncode == 0, done.stderr
    assert collector.got == []


def test_with_the_option_langsmith_gets_what_is_said(tmp_path: Path, collector: Collector) -> None:
    asked = {"LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": collector.url}
    with with_stub(replies=HONEST) as stub:
        done = interview(tmp_path, stub.base_url("t"), "--trace", **asked)
    assert done.returncode == 0, done.stderr
    assert collector.got
    assert KEY.encode() not in b"".join(body for _, body in collector.got)


EXPORTS = bool(find_spec("opentelemetry") and find_spec("opentelemetry.sdk"))

OTEL = {"LANGSMITH_TRACING": "true", "LANGSMITH_TRACING_MODE": "otel"}


@pytest.mark.skipif(EXPORTS, reason="the packages are there")
@pytest.mark.parametrize(
    "asked", [OTEL, {"LANGSMITH_TRACING": "true", "LANGSMITH_OTEL_ENABLED": "true"}]
)
def test_without_its_packages_nothing_goes_elsewhere_instead_of_to_opentelemetry(
    tmp_path: Path, collector: Collector, asked: dict[str, str]
) -> None:
    with with_stub(replies=HONEST) as stub:
        done = interview(
            tmp_path, stub.base_url("t"), "--trace", LANGSMITH_ENDPOINT=collector.url, **asked
        )
    assert done.returncode == 1
    assert "langsmith[otel]" in done.stderr
    assert collector.got == []


@pytest.mark.skipif(not EXPORTS, reason="needs langsmith[otel]")
def test_with_the_option_a_collector_gets_spans(tmp_path: Path, collector: Collector) -> None:
    asked = {**OTEL, "OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
    with with_stub(replies=HONEST) as stub:
        done = interview(tmp_path, stub.base_url("t"), "--trace", **asked)
    assert done.returncode == 0, done.stderr
    assert {path for path, _ in collector.got} == {"/v1/traces"}
    assert all(body for _, body in collector.got)
    assert KEY.encode() not in b"".join(body for _, body in collector.got)


FAILING: dict[str, dict[str, Any]] = {
    "server errors": {"errors": {"500": 1.0}},
    "too many requests": {"errors": {"429": 1.0}},
    "never answered": {"errors": {"timeout": 1.0}, "hang": 2.0},
    "replies that quote all they were sent": {"replies": "archpanel.evals.actors:parrot"},
}


@pytest.mark.parametrize("manners", FAILING.values(), ids=FAILING.keys())
def test_nothing_that_fails_tells_what_was_said_or_the_key(
    tmp_path: Path, manners: dict[str, Any]
) -> None:
    """With everything logged that can be; what is not shown then is not shown otherwise."""
    with with_stub(**manners) as stub:
        done = interview(
            tmp_path, stub.base_url("f"), code=DEBUG,
            PYTHONASYNCIODEBUG="1", ARCHPANEL_PATIENCE="2", OPENAI_LOG="debug",
        )  # fmt: skip
    assert "DEBUG:asyncio" in done.stderr
    assert WORDS not in done.stderr
    assert KEY not in done.stderr + done.stdout
    told = json.loads(done.stdout)
    assert told.pop("answers", None) if done.returncode == 0 else "error" in told
    assert WORDS not in json.dumps(told)  # reasons of abstentions and outcomes of calls included


def test_a_server_that_is_not_there_is_named_and_nothing_else_is(tmp_path: Path) -> None:
    done = interview(tmp_path, "http://127.0.0.1:9/v1", code=DEBUG, PYTHONASYNCIODEBUG="1")
    assert WORDS not in done.stderr
    assert KEY not in done.stderr + done.stdout
