"""Connections of pg8000 whose errors have names, and quote nothing of what was said.

pg8000 raises one kind of error for whatever the server says, with the rows in question among its
fields; and the bare error of the socket where a server is gone while an answer is awaited.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pg8000.dbapi as driver
from sqlalchemy.exc import DBAPIError

_KINDS: tuple[tuple[str, type[Exception]], ...] = (
    ("23", driver.IntegrityError),
    ("22", driver.DataError),
    ("40", driver.OperationalError),  # deadlock, serialization
    ("53", driver.OperationalError),  # disk, memory, connections
    ("55P03", driver.OperationalError),  # a lock that did not come
    ("57", driver.OperationalError),  # cancelled, shutting down
    ("58", driver.OperationalError),
    ("42", driver.ProgrammingError),
)
"""By how the SQLSTATE begins."""

_TOLD = {
    "40001": "another process wrote at the same moment; try again",
    "40P01": "two processes waited for each other; try again",
    "55P03": "another process writes for too long; try again",
    "57014": "a statement took too long; try again",
}

GONE = "connection is closed"
"""By these words SQLAlchemy knows that a connection is of no use any more."""


def connect(**options: Any) -> Any:
    """Open a connection whose errors are translated."""
    unix_sock, timeout = options.pop("unix_sock", None), options.pop("timeout")
    place = unix_sock or (options.get("host") or "localhost", options.get("port") or 5432)
    line = _dial(place, timeout)
    try:
        with _translated():
            connection = driver.connect(sock=line, **options)
    except BaseException:
        line.close()  # the driver forgets it where the server does not answer
        raise
    receive, end = connection.handle_messages, connection.close

    def handle_messages(context: Any) -> None:
        with _translated():
            receive(context)

    def close() -> None:
        with suppress(driver.Error, OSError):  # nobody is there any more to say goodbye to
            end()

    connection.handle_messages, connection.close = handle_messages, close
    return connection


def _dial(place: str | tuple[str, int], timeout: float) -> socket.socket:
    """Return a socket on which every wait is finite."""
    try:
        if not isinstance(place, str):
            line = socket.create_connection(place, timeout)
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            return line
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(timeout)
        line.connect(place)
        return line
    except OSError as error:
        where = place if isinstance(place, str) else f"{place[0]}:{place[1]}"
        raise driver.OperationalError(f"{where} does not answer: {error}") from None


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise driver.OperationalError(f"{GONE}: {error}") from None
    except driver.InterfaceError as error:
        because = f" ({error.__cause__})" if error.__cause__ else ""
        raise driver.OperationalError(f"{GONE}: {str(error).rstrip('.')}{because}") from None
    except driver.DatabaseError as error:
        raise _named(error) from None


def _named(error: Exception) -> Exception:
    fields = error.args[0] if error.args and isinstance(error.args[0], dict) else None
    if fields is None:
        return error
    state = str(fields.get("C", ""))
    kind = next((kind for begin, kind in _KINDS if state.startswith(begin)), driver.DatabaseError)
    return kind(f"{_TOLD.get(state, fields.get('M', 'no reason given'))} (SQLSTATE {state})")


def is_from_postgres(error: Exception) -> bool:
    """Tell whether an error is one of PostgreSQL."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, driver.Error)
