"""Insert once: the first write under a key stays, a later one is ignored. On both databases."""

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from archpanel.domain import PanelError


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """Insert a row unless its key is taken; return whether this call was the first.

    Raises:
        PanelError: the session, or the question, that the row belongs to is not there (any more).
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    try:
        return connection.execute(statement).rowcount == 1
    except IntegrityError:
        # Only a foreign key can fail here. The error of the database would quote the answer.
        place = " ".join(str(values[name]) for name in ("session", "question") if name in values)
        raise PanelError(f"{place} does not exist, or was erased; nothing was kept.") from None
