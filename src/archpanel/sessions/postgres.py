"""PostgreSQL as the session database: how a URL is reached, and what every connection agrees to.

Why pg8000, and why these settings: docs/decisions/0009-postgresql.md
"""

import ssl
from getpass import getuser
from importlib.util import find_spec
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, text

from archpanel.domain import BadRequest

DRIVER = "postgresql+pg8000"

SCHEMES = ("postgresql", "postgres", DRIVER)
"""What the URL may begin with; `postgres` is what many hosts print."""

INSTALL = "pip install 'archpanel[postgres]'"

PATIENCE = 20.0
"""Seconds within which a server must connect and answer, unless the URL says `?timeout=`."""

MIGRATING = 0x61726368
"""The advisory lock while the tables are brought up to date; any fixed number does."""

_AGREED = {
    "default_transaction_isolation": "read committed",  # what is read back is what others kept
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",  # a process that hangs lets go of its locks
}

_LASTING = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)
"""An answer that is acknowledged survives a power cut, whatever the server's default."""

_TAKEN = ("sslmode", "sslrootcert", "host", "application_name", "timeout", "connect_timeout")
"""What may stand behind the `?` of a URL."""


def is_postgres(url: URL) -> bool:
    """Tell whether a URL is one of PostgreSQL, whatever driver it names."""
    return url.get_backend_name() in ("postgresql", "postgres")


def reach(url: URL) -> tuple[URL, dict[str, Any]]:
    """Return the URL with its driver and without its options, and what these mean to the driver.

    Raises:
        BadRequest: the driver is not installed, or is another one.
        ValueError: an option that there is not.
    """
    if url.drivername not in SCHEMES:
        raise BadRequest(
            f"{url.drivername}:// names a driver that archpanel does not use; begin the URL with "
            "postgresql://"
        )
    if find_spec("pg8000") is None:
        raise BadRequest(f"PostgreSQL needs the package 'pg8000'. Install it with: {INSTALL}")
    options = {name: _single(name, value) for name, value in url.query.items()}
    if unknown := set(options) - {*_TAKEN}:
        raise ValueError(f"?{min(unknown)}= is no option here; there are {', '.join(_TAKEN)}")
    plain = url.set(drivername=DRIVER, query={}, username=url.username or getuser())
    return plain, _arguments(options, url.port)


def _single(name: str, value: str | tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise ValueError(f"?{name}= stands there twice")
    return value


def _arguments(options: dict[str, str], port: int | None) -> dict[str, Any]:
    waits = options.get("timeout") or options.get("connect_timeout") or PATIENCE
    given: dict[str, Any] = {
        "timeout": float(waits),
        "ssl_context": _encryption(options.get("sslmode", "prefer"), options.get("sslrootcert")),
        "application_name": options.get("application_name", "archpanel"),
    }
    if host := options.get("host"):  # a folder is that of a Unix socket
        given |= (
            {"unix_sock": f"{host}/.s.PGSQL.{port or 5432}"}
            if host.startswith("/")
            else {"host": host}
        )
    return given


def _encryption(mode: str, authorities: str | None) -> ssl.SSLContext | bool | None:
    """Return what pg8000 takes for a libpq `sslmode`; `None` encrypts where the server can."""
    if mode in ("allow", "prefer") and not authorities:
        return None
    if mode in ("disable", "require") and not authorities:
        return mode == "require"
    if mode not in ("require", "verify-ca", "verify-full"):
        raise ValueError(f"?sslmode={mode} is none of disable, prefer, require, verify-full")
    context = ssl.create_default_context(cafile=authorities)
    context.check_hostname = mode == "verify-full"
    return context


def prepare(engine: Engine) -> None:
    """Let every connection of an engine be opened, and agree to the limits above."""
    from archpanel.sessions.pg_errors import connect

    event.listen(engine, "do_connect", lambda dialect, record, args, options: connect(**options))
    event.listen(engine, "connect", _agree)


def _agree(connection: Any, _: object) -> None:
    settings = (f"set_config('{name}', '{value}', false)" for name, value in _AGREED.items())
    cursor = connection.cursor()
    cursor.execute(f"SELECT {', '.join(settings)}")
    cursor.execute(_LASTING)
    cursor.close()
    connection.commit()


def take_turns(connection: Connection) -> None:
    """Let one process after the other bring the tables up to date, until its transaction ends.

    Raises:
        ValueError: the database cannot hold every text.
    """
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise ValueError(f"it holds {encoding} text; make one with: createdb -E UTF8 -T template0")
    for limit in ("statement_timeout", "lock_timeout"):
        connection.execute(text(f"SET LOCAL {limit} = '120s'"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))


def server_version(connection: Connection) -> str:
    """Return the server's version, without what its builder adds to it."""
    return str(connection.scalar(text("SHOW server_version"))).partition(" ")[0]
