"""Tables of an earlier version are brought up to date with what they hold."""

from pathlib import Path

from sqlalchemy import text

from archpanel.rooms.accounts import Accounts
from archpanel.rooms.tables import open_rooms
from archpanel.rooms.tokens import Tokens
from archpanel.sessions import open_database

ADDED = (("tokens", "prefix"), ("tokens", "created"), ("remarks", "shown"))


def test_tokens_of_before_are_still_good(tmp_path: Path) -> None:
    database = open_rooms(open_database(str(tmp_path / "old.sqlite")))
    token = Tokens(database).issue(Accounts(database).keeper().id, "api")
    with database.begin() as connection:
        for table, column in ADDED:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("DELETE FROM rooms_schema_versions WHERE version > 2"))
    again = open_rooms(open_database(str(tmp_path / "old.sqlite")))
    grant = Tokens(again).find(token, "api")
    assert grant is not None
    held = Tokens(again).held(grant.account, "api")
    assert [(one.prefix, one.created) for one in held] == [("", 0.0)]
    for engine in (database, again):
        engine.dispose()
