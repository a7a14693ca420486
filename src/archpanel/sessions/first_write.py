"""Insert once: the first write under a key stays, a later one is ignored. On both databases.

What is typed so far is the exception: there the last write stays.
"""

from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from archpanel.domain import PanelError

_Insert = postgresql.Insert | sqlite.Insert


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless its key is taken; return whether this call was the first.

    Raises:
        PanelError: the session, or the question, that the row belongs to is not there (any more).
    """
    computed = {name: value for name, value in values.items() if isinstance(value, ClauseElement)}
    statement = _statement(connection.dialect.name, table)
    if computed:  # by the database, as the time by its clock
        statement = statement.values(**computed)
    return _written(connection, statement, {n: values[n] for n in values if n not in computed})


def put_last(connection: Connection, table: Table, **values: Any) -> None:
    """Insert a row in place of the one under the same key, if there is one.

    Raises:
        PanelError: as `insert_once`.
    """
    keys = [column.name for column in table.primary_key]
    other = {name: value for name, value in values.items() if name not in keys}
    statement = _insert(connection.dialect.name, table)
    _written(connection, statement.on_conflict_do_update(index_elements=keys, set_=other), values)


def _written(connection: Connection, statement: _Insert, values: dict[str, Any]) -> bool:
    try:
        return connection.execute(statement, values).rowcount == 1
    except IntegrityError:
        # Only a foreign key can fail here. The error of the database would quote the answer.
        place = " ".join(str(values[name]) for name in ("session", "question") if name in values)
        raise PanelError(f"{place} does not exist, or was erased; nothing was kept.") from None


@cache
def _statement(dialect: str, table: Table) -> _Insert:
    """Build a table's statement once: that takes longer than SQLite needs to run it."""
    return _insert(dialect, table).on_conflict_do_nothing()


def _insert(dialect: str, table: Table) -> _Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
