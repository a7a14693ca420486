"""Tables of an earlier version are brought up to date with what they hold."""

from pathlib import Path

from houses import house_in, interview, question, sit_down
from interviews import only_sqlite
from sqlalchemy import select, text

from archpanel.rooms.accounts import Accounts
from archpanel.rooms.tables import ROOMS, open_rooms
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


@only_sqlite
def test_rooms_of_before_are_known_to_be_over(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    house.host.start()
    coach = house.accounts.open("coach", "Carla")
    over, running = sit_down(house, coach, coach), sit_down(house, coach, coach)
    interview(house, over)
    assert question(house, running) is not None
    house.close(5.0)
    database = open_database(str(tmp_path / "sessions.sqlite"))
    with database.begin() as connection:
        connection.execute(text("DROP INDEX rooms_going_on"))
        connection.execute(text("ALTER TABLE rooms DROP COLUMN ended"))
        connection.execute(text("DELETE FROM rooms_schema_versions WHERE version > 4"))
    open_rooms(database)
    with database.connect() as connection:
        found = dict(connection.execute(select(ROOMS.c.session, ROOMS.c.ended)).all())
    assert found == {over: True, running: False}
    database.dispose()
