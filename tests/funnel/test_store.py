"""Applications on either database: added, never changed, nobody else's, and gone when removed."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from interviews import new_session, only_sqlite, sessions_in
from sqlalchemy import inspect, select

from archpanel.domain import BadRequest, PanelError, Paper
from archpanel.funnel import (
    Application,
    Event,
    Funnel,
    Funnels,
    Plan,
    open_funnels,
    parse_sheet,
    plan_import,
    state_of,
)
from archpanel.funnel.store import MIGRATIONS, SCHEMA
from archpanel.sessions import erasing, open_database

TODAY = date(2026, 11, 27)
FIRST = date(2026, 9, 1)


def application(company: str = "Acme", **more: object) -> Application:
    made = Application("", company, "Architect", events=(Event(1, "applied", FIRST),))
    return made if not more else Application(**{**vars(made), **more})


@pytest.fixture
def mine(funnels: Funnels) -> Funnel:
    return funnels.of("")


def test_what_is_kept_comes_back_as_it_was(funnels: Funnels, mine: Funnel) -> None:
    jd = Paper(name="job.txt", text="Build agents.", digest="0" * 64)
    kept = mine.add(application(source="board", jd=jd))
    mine.note("a1", Event(0, "round", date(2026, 9, 9), "technical", "went\nok"))
    (found,) = mine.all()
    assert kept.id == "a1"
    assert (found.source, found.jd) == ("board", jd)
    assert [(e.n, e.stage, e.round, e.note) for e in found.events] == [
        (1, "applied", "", ""),
        (2, "round", "technical", "went\nok"),
    ]
    assert all(event.noted for event in found.events)
    with funnels.database.connect() as connection:
        versions = connection.scalars(select(SCHEMA.c.version)).all()
    assert versions == [*range(1, len(MIGRATIONS) + 1)]


def test_nobody_sees_or_removes_what_another_noted(funnels: Funnels) -> None:
    ada, eve = funnels.of("ada"), funnels.of("eve")
    ada.add(application())
    eve.add(application("Other"))
    assert eve.find("a1").company == "Other"
    eve.remove_all()
    assert [a.company for a in ada.all()] == ["Acme"]
    assert eve.all() == []
    with pytest.raises(BadRequest, match="There is none"):
        eve.note("a1", Event(0, "process", FIRST))


def test_an_application_is_found_by_its_number_or_its_company(mine: Funnel) -> None:
    for company in ("Acme GmbH", "Acme Ltd", "Beta"):
        mine.add(application(company))
    assert {mine.find(name).id for name in ("a3", "3", "A3", "beta", " be ")} == {"a3"}
    with pytest.raises(BadRequest, match=r"more than one application: a1 \(Acme GmbH, Architect\)"):
        mine.find("acme")
    with pytest.raises(BadRequest, match="There are 3, a1 to a3"):
        mine.find("a9")


def test_the_same_application_is_not_noted_twice(mine: Funnel) -> None:
    mine.add(application())
    with pytest.raises(BadRequest, match="a1 is that application already"):
        mine.add(application("ACME"))
    later = (Event(1, "applied", date(2026, 10, 1)),)
    assert mine.add(application(events=later)).id == "a2"


def test_an_order_that_cannot_be_is_refused_unless_one_says_so(mine: Funnel) -> None:
    mine.add(application())
    mine.note("a1", Event(0, "rejected", date(2026, 9, 9)))
    late = Event(0, "offer", date(2026, 9, 20))
    with pytest.raises(BadRequest, match="offer on 2026-09-20 is after rejected on 2026-09-09"):
        mine.note("a1", late)
    assert len(mine.find("a1").events) == 2
    mine.note("a1", late, anyway=True)
    # What was odd before is no reason to refuse what is not.
    mine.note("a1", Event(0, "applied", date(2026, 8, 30)))
    assert state_of(mine.find("a1").events).furthest == "offer"


def test_an_entry_is_struck_and_stays_on_record(mine: Funnel) -> None:
    mine.add(application())
    mine.note("a1", Event(0, "rejected", date(2026, 9, 9)))
    mine.note("a1", Event(0, "struck", TODAY, strikes=2))
    assert state_of(mine.find("a1").events).now == "applied"
    assert [event.n for event in mine.find("a1").events] == [1, 2, 3]
    with pytest.raises(BadRequest, match=r"no entry 2 that counts; those that do: 1 \(applied\)"):
        mine.note("a1", Event(0, "struck", TODAY, strikes=2))
    with pytest.raises(BadRequest, match="needs a day on which you applied"):
        mine.note("a1", Event(0, "struck", TODAY, strikes=1))


def test_a_link_goes_with_its_session_and_with_its_application(
    mine: Funnel, tmp_path: Path
) -> None:
    sessions = sessions_in(tmp_path)
    mine.add(application())
    one, other = new_session(sessions), new_session(sessions)
    mine.link("a1", one)
    assert mine.link("a1", one).sessions == (one,)
    assert set(mine.link("a1", other).sessions) == {one, other}
    asyncio.run(sessions.erase(one))
    assert mine.find("a1").sessions == (other,)
    with pytest.raises(BadRequest, match=f"linked to: {other}"):
        mine.unlink("a1", "20200101")
    assert mine.unlink("a1", other).sessions == ()
    mine.link("a1", other)
    mine.remove("a1")
    asyncio.run(sessions.erase(other))
    mine.add(application())
    with pytest.raises(PanelError, match="does not exist, or was erased"):
        mine.link("a1", other)


def test_a_table_is_taken_whole_or_not_at_all(mine: Funnel) -> None:
    text = "company,role,date\nA,B,2026-09-01\nC,D,2026-09-02\n"

    def make(known: Sequence[Application]) -> Plan:
        return plan_import(parse_sheet(text, "x.csv"), known, TODAY)

    def refuse(known: Sequence[Application]) -> Plan:
        raise BadRequest("no")

    with pytest.raises(BadRequest):
        mine.take(refuse)
    assert mine.all() == []
    plan = mine.take(make)
    assert [addition.application.id for addition in plan.additions] == ["a1", "a2"]
    assert mine.take(make).additions == ()
    assert len(mine.all()) == 2


def test_many_at_once_get_numbers_of_their_own(mine: Funnel) -> None:
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda n: mine.add(application(f"C{n}")).id, range(12)))
        noted = list(
            pool.map(lambda n: mine.note("a1", Event(0, "round", FIRST, f"r{n}")), range(12))
        )
    assert sorted(kept, key=lambda name: int(name[1:])) == [f"a{n}" for n in range(1, 13)]
    assert len(noted) == 12
    assert [event.n for event in mine.find("a1").events] == [*range(1, 14)]


@only_sqlite
def test_nothing_is_left_of_what_was_removed(mine: Funnel, tmp_path: Path) -> None:
    secret = "Quicksilver Holdings"
    mine.add(application(secret))
    mine.add(application("Acme"))
    mine.database.dispose()
    files = [*tmp_path.glob("sessions.sqlite*")]
    assert any(secret.encode() in file.read_bytes() for file in files)
    mine.remove("a1")
    assert not [f for f in tmp_path.glob("sessions.sqlite*") if secret.encode() in f.read_bytes()]
    assert mine.find("a2").company == "Acme"


@only_sqlite
def test_it_is_said_when_bytes_are_left(mine: Funnel, monkeypatch: pytest.MonkeyPatch) -> None:
    mine.add(application())
    monkeypatch.setattr(erasing, "forget_bytes", lambda engine: False)
    with pytest.raises(PanelError, match="a1: removed, but another process uses the database"):
        mine.remove("a1")
    assert mine.all() == []


@only_sqlite
def test_a_database_of_before_gets_the_tables_once(database_url: str) -> None:
    database = open_database(database_url)
    assert "funnel_events" not in inspect(database).get_table_names()
    open_funnels(database).of("").add(application())
    assert len(open_funnels(database).of("").all()) == 1
    database.dispose()
