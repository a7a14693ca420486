"""No test reads the developer's machine or reaches the network: own home, no keys, no colours."""

import ipaddress
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# A run prints its seeds, and every machine draws the same cases.
from hypothesis import settings

if TYPE_CHECKING:
    from postgres_server import PostgresServer

settings.register_profile("archpanel", deadline=None, print_blob=True, derandomize=True)
settings.load_profile("archpanel")

# The product sets this before it imports langgraph; a test module may import langgraph first.
os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"

_NEEDS_POSTGRES = os.environ.get("ARCHPANEL_TESTS_NEED_POSTGRES", "") not in ("", "0")
"""Set by `.ci/run`: a server that is not there fails the run instead of leaving tests out."""

_NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there: what a child process sends through this proxy fails at once."""


LONGEST = (
    "test_privacy.py", "test_bank_check.py", "test_schemathesis.py", "test_hostile.py",
    "test_crash.py", "test_room.py", "test_looks.py", "test_rehearing.py", "test_output.py",
    "test_terminal.py", "test_coach_pages.py", "test_walk.py", "test_speech.py", "test_verdict.py",
    "test_wheel.py", "test_replicas.py", "test_bench.py", "test_outages.py", "test_wire.py",
    "test_programme.py", "test_drill.py", "test_simulation.py",
)  # fmt: skip
"""Files that take longest, measured on 27 November 2026: begun first, so that none runs alone at
the end while other cores have nothing to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; within a file the order stays."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.name, len(places)))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith(("ARCHPANEL_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("ARCHPANEL_HOME", str(home))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    # Children start elsewhere; what was relative to the folder of this run must stay what it is.
    if paths := os.environ.get("PYTHONPATH"):
        here = (str(Path(path).resolve()) for path in paths.split(os.pathsep) if path)
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(here))
    monkeypatch.chdir(tmp_path)
    return home


@pytest.fixture(scope="session")
def postgres_server() -> "Iterator[PostgresServer]":
    """One server for the whole run, started by the first test that wants it."""
    from postgres_server import NoServer, PostgresServer

    try:
        server = PostgresServer()
    except NoServer as error:
        if _NEEDS_POSTGRES:
            raise
        pytest.skip(str(error))
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty session database, on either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sessions.sqlite'}"
    from postgres_server import emptied

    return emptied(request.getfixturevalue("postgres_server"))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_of_file(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """An empty session database for all tests of one file, on either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'sessions.sqlite'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    from postgres_server import plain

    url = server.create()
    yield plain(url)
    server.drop(url)


@pytest.fixture(autouse=True)
def on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the PATH with a command `archpanel`, as after an installation."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / ("archpanel.cmd" if os.name == "nt" else "archpanel")
    command.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ.get('PATH', '')}")
    return folder


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forbid every address but those of this machine, whichever library asks for it."""
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
    ):
        monkeypatch.setenv(name, _NOWHERE)
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1,::1")
    monkeypatch.setenv("no_proxy", "localhost,127.0.0.1,::1")
    _closed.add("now")
    yield
    _closed.discard("now")


class NetworkForbidden(RuntimeError):
    """A test wanted to talk to another machine."""


_closed: set[str] = set()


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    if not _closed or not event.startswith("socket."):
        return
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("idna")
    if isinstance(host, str) and not _is_here(host):
        raise NetworkForbidden(f"{event} to {host!r}: tests stay on this machine")


def _is_here(host: str) -> bool:
    if host in ("", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


# An audit hook sees connections made by C code too; it cannot be removed, only told to let through.
sys.addaudithook(_guard)
