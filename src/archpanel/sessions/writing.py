"""A transaction that writes: it asks for the lock that it needs before anything else."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from archpanel.sessions.wiping import begin_writing


@contextmanager
def writing(
    engine: Engine, session: str = "", *, lasting: bool = True, erasing: bool = False
) -> Iterator[Connection]:
    """Yield a connection in a transaction that is committed when the block ends well.

    Python's driver begins a transaction on SQLite with the first statement that changes something,
    so what a block reads before that could be outdated when it writes. Asking for the lock first
    makes one step of both, and waits for another writer instead of failing.

    PostgreSQL has many writers. Each holds the row of its session before any other row, so that two
    never wait for each other; many write about one session, but none while it is erased.

    Args:
        engine: the database.
        session: whom it is about, if it is one that is there already.
        lasting: whether it has to survive a power cut the moment it is committed, as an answer
            that is acknowledged. Without it a commit on SQLite survives all that can happen to a
            process, does not wait for the disk, and lasts from the next lasting one on.
            PostgreSQL waits for every commit.
        erasing: whether nobody else may write about the session meanwhile.
    """
    with engine.connect() as connection:
        hurried = engine.dialect.name == "sqlite" and not lasting
        if hurried:
            _set(connection, "NORMAL")
        try:
            with connection.begin():
                if engine.dialect.name == "sqlite":
                    begin_writing(connection)
                elif session:
                    mode = "UPDATE" if erasing else "KEY SHARE"
                    held = text(f"SELECT id FROM sessions WHERE id = :session FOR {mode}")
                    connection.execute(held, {"session": session})
                yield connection
        finally:
            if hurried:
                _set(connection, "FULL")


def _set(connection: Connection, level: str) -> None:
    """Set how long commits wait for the disk; SQLite takes that outside of transactions only."""
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute(f"PRAGMA synchronous={level}").close()
