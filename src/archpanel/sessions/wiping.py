"""Wiping what deleted rows left in SQLite's file; who writes meanwhile waits instead of failing.

`secure_delete` zeroes the rows themselves, but not the copies that stay behind in a page when
SQLite moves rows between pages. Only writing the whole file anew leaves those out. SQLite does that
in one transaction and lets nobody write until it ends; no way was found to do it in parts. So who
wipes leaves a mark beside the file, and who writes waits for as long as there is one.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from secrets import token_hex

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

LONGEST = 600.0
"""Seconds after which a mark is that of a process that died."""


def forget_bytes(engine: Engine) -> bool:
    """Write SQLite's file anew, without what was erased; return whether that was possible."""
    if engine.dialect.name != "sqlite":
        return True
    with _marked(engine), engine.connect() as connection:
        try:
            rewrite(connection)
        except OperationalError:  # another process writes
            return False
        return bool(connection.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)")) == 0)


def rewrite(connection: Connection) -> None:
    """Write the file of a connection anew; nobody else writes to it meanwhile."""
    connection.execute(text("VACUUM"))


def begin_writing(connection: Connection) -> None:
    """Ask for SQLite's lock, in which alone one writes; who wipes the file is waited for.

    Raises:
        OperationalError: another process holds it for longer than SQLite waits, and does not wipe.
    """
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            return
        except OperationalError:
            if not is_wiped(connection.engine):
                raise


def is_wiped(engine: Engine) -> bool:
    """Tell whether some process is wiping the file of a database just now."""
    file = _file(engine)
    return any(_is_fresh(mark) for mark in file.parent.glob(f"{escape(file.name)}.wiping-*"))


@contextmanager
def _marked(engine: Engine) -> Iterator[None]:
    """Leave a mark of one's own; another process may wipe as well."""
    file = _file(engine)
    mark = file.with_name(f"{file.name}.wiping-{token_hex(4)}")
    mark.touch(mode=0o600)
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def _is_fresh(mark: Path) -> bool:
    try:
        return time.time() - mark.stat().st_mtime < LONGEST
    except FileNotFoundError:  # it has ended since
        return False


def _file(engine: Engine) -> Path:
    return Path(engine.url.database or "")
