"""A candidate who is erased leaves nothing behind: no table holds their id or a word of theirs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest
from houses import interview, sit_down
from sqlalchemy import MetaData, inspect, select

from archpanel.domain import BadRequest, PanelError, Question
from archpanel.funnel import Application, Event
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.plan import Plan, Wanted, make_plan
from archpanel.programme.practice import Try
from archpanel.programme.practice_store import Left
from archpanel.programme.proof import prove
from archpanel.programme.targets import Target
from archpanel.rooms.accounts import Account, Accounts, NoAccount
from archpanel.rooms.entries import MOST_ENTRIES
from archpanel.rooms.everything import everything
from archpanel.rooms.house import House
from archpanel.rooms.leaving import erase_candidate
from archpanel.rooms.limits import OPEN
from archpanel.rooms.programmes import MOST_PROGRAMMES, PlanChosen, comments_of, plan_for
from archpanel.rooms.rooms import NotYours
from archpanel.sessions import Sessions

MARK = "kwmarker"

APPLIED = Application("", MARK, "Architect", "", None, (Event(1, "applied", date(2027, 1, 1)),))


def said(asked: Question) -> str:
    return f"{MARK} said at {asked.id}: a queue between the two."


def told(house: House) -> Iterator[tuple[str, str]]:
    """Every row of every table of the database, as text."""
    database, meta = house.programmes.database, MetaData()
    meta.reflect(database)
    assert {"programmes", "programme_comments", "entries", "hits", "inbox"} <= {
        *inspect(database).get_table_names()
    }
    with database.connect() as connection:
        for table in meta.tables.values():
            for row in connection.execute(select(table)):
                yield table.name, str(tuple(row))


def traces(house: House, *words: str) -> set[str]:
    return {name for name, row in told(house) if any(word in row for word in words)}


@cache
def planned() -> Plan:
    wanted = Wanted(date(2027, 1, 11), sessions=2, only={"round": ("coding",)})
    return make_plan(wanted, load_pack("ai-architect"), seat_panel(["startup_cto"]))


@pytest.fixture
def lived_in(house: House, coach: Account) -> tuple[Account, str]:
    """A candidate with everything that a candidate can have, and the id of their interview."""
    candidate, token = house.invite(coach, f"Ada {MARK}")
    house.invite_again(candidate)
    house.entries.note(candidate.id, "entered", token[:6], "192.0.2.7", "Firefox on Linux")
    house.tokens.issue(candidate.id, "api")
    house.gate.check(OPEN, f"export {candidate.id}")
    programmes = house.programmes.of(candidate.id)
    kept = programmes.keep(planned(), "ai-architect", [Target(f"{MARK}.md", {})], 0, coach.id)
    comments_of(house, candidate).add(kept, 1, coach.id, f"{MARK}: draw first.")
    house.funnels.of(candidate.id).add(APPLIED)
    session = sit_down(house, coach, candidate, along=programmes.beginning(kept, 1))
    interview(house, session, said)
    house.remarks.add(coach, session, "q1", f"{MARK} is calm.", True)
    house.ratings.waive(coach, session)
    room = house.rooms.find(coach, session)
    replay = house.rehear(room, "q1", "Otherwise.", "a-good-key", coach.id)
    interview(house, replay)
    return candidate, session


def test_erasing_a_candidate_leaves_no_row_about_them(
    house: House, coach: Account, lived_in: tuple[Account, str]
) -> None:
    candidate, session = lived_in
    other = house.accounts.open("candidate", "Bea", coach.id)
    before = traces(house, candidate.id, MARK, session)
    assert before >= {
        "accounts", "tokens", "rooms", "entries", "hits", "programmes", "programme_sessions",
        "programme_comments", "funnel_applications", "remarks", "inbox", "replays",
    }  # fmt: skip
    erase_candidate(house, candidate)
    assert traces(house, candidate.id, MARK, session) == set()
    assert house.accounts.find(other.id)
    with pytest.raises(NotYours):
        erase_candidate(house, coach)


def test_erasing_a_session_takes_its_place_and_leaves_the_programme(
    house: House, lived_in: tuple[Account, str]
) -> None:
    candidate, session = lived_in
    house.erase_all([*house.sessions.replays(session), session])
    assert traces(house, session) == set()
    programmes = house.programmes.of(candidate.id)
    assert programmes.begun(programmes.current()) == {}


def test_closing_an_account_erases_its_programmes_and_keeps_its_interviews(
    house: House, lived_in: tuple[Account, str]
) -> None:
    candidate, session = lived_in
    house.shut_out(candidate)
    assert traces(house, candidate.id) & {"programmes", "programme_comments"} == set()
    assert house.sessions.record(session).session == session


def test_everything_holds_programmes_comments_and_entrances(
    house: House, coach: Account, lived_in: tuple[Account, str]
) -> None:
    candidate, session = lived_in
    found: dict[str, Any] = everything(house, candidate)
    (programme,) = found["programmes"]
    assert programme["assigned_by"] == coach.id
    assert programme["begun"] == {session: 1}
    assert [one["text"] for one in programme["comments"]] == [f"{MARK}: draw first."]
    assert [p["n"] for p in programme["sessions"]] == [1, 2]
    assert [e["kind"] for e in found["entries"]] == ["entered", "renewed", "invited"]
    (comment,) = everything(house, coach)["programme_comments"]
    assert (comment["candidate"], comment["place"]) == (candidate.id, 1)


def test_new_links_hide_no_entrance_and_nobody_gone_has_a_door(
    house: House, coach: Account
) -> None:
    ada = house.accounts.open("candidate", "Ada", coach.id)
    house.entries.note(ada.id, "renewed", "first")
    house.entries.note(ada.id, "entered", "first", "192.0.2.7", "Firefox on Linux")
    for n in range(MOST_ENTRIES):
        house.entries.note(ada.id, "renewed", f"n{n}")
    told = house.entries.renewal(ada.id)
    assert told
    assert (told.many, [entry.link for entry in told.entered]) == (MOST_ENTRIES, ["first"])
    erase_candidate(house, ada)
    with pytest.raises(NoAccount):
        house.entries.note(ada.id, "entered", "first")
    chosen = PlanChosen(seats=("startup_cto",), sessions=1, weeks=1)
    with pytest.raises(NoAccount):
        plan_for(house, ada, coach, chosen)
    assert traces(house, ada.id) == set()


def test_a_full_list_takes_what_is_sent_again_and_tells_each_what_they_can_do(
    house: House, coach: Account
) -> None:
    ada = house.accounts.open("candidate", "Ada", coach.id)
    chosen = PlanChosen(seats=("startup_cto",), sessions=1, weeks=1, rounds=("coding",))
    first = plan_for(house, ada, ada, chosen)
    plan = Plan(first.pack, first.space, first.sessions, {}, prove(first.space, []), 1)
    mine = house.programmes.of(ada.id)
    for seed in range(1, MOST_PROGRAMMES):
        mine.keep(plan, first.pack, (), seed)
    mine.take_up(first.number)
    assert plan_for(house, ada, ada, chosen).number == first.number
    with pytest.raises(BadRequest, match="nobody else can erase them"):
        plan_for(house, ada, coach, chosen)
    with pytest.raises(BadRequest, match="or erase them all"):
        plan_for(house, ada, ada, replace(chosen, weeks=2, sessions=2))


def applies(house: House, who: Account) -> None:
    house.funnels.of(who.id).add(APPLIED)


def plans(house: House, who: Account) -> None:
    house.programmes.of(who.id).keep(planned(), "ai-architect", (), 0)


def drafts(house: House, who: Account) -> None:
    house.practices.of(who.id).leave(Left("b1", "delivery", "", "ai-architect", {}, MARK, False))


def drills(house: House, who: Account) -> None:
    tried = Try("", "b1", "delivery", date(2027, 1, 1), {"delivery": 2.0}, 3.0, 1, 0, 4)
    house.practices.of(who.id).keep(tried, {"said": MARK})


def gets_a_link(house: House, who: Account) -> None:
    house.tokens.issue(who.id, "invite")


def sits_down(house: House, who: Account) -> None:
    coach = house.accounts.find(who.coach)
    assert coach
    sit_down(house, coach, who)


Write = Callable[[House, Account], None]


@pytest.mark.parametrize("write", [applies, plans, drafts, drills, gets_a_link, sits_down])
@pytest.mark.parametrize("gone", [erase_candidate, House.shut_out])
def test_who_is_gone_gets_nothing_more(
    house: House, candidate: Account, gone: Callable[..., None], write: Write
) -> None:
    gone(house, candidate)
    before = traces(house, candidate.id)
    with pytest.raises(NoAccount):
        write(house, candidate)
    assert traces(house, candidate.id) == before <= {"accounts"}


@pytest.mark.parametrize("write", [applies, plans, drafts, drills, gets_a_link])
def test_what_is_written_while_somebody_is_erased_goes_with_them(
    house: House, candidate: Account, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    erase = Accounts.erase

    def late(accounts: Accounts, *given: Any) -> bool:
        write(house, candidate)
        return erase(accounts, *given)

    monkeypatch.setattr(Accounts, "erase", late)
    erase_candidate(house, candidate)
    assert traces(house, candidate.id, MARK) == set()


def test_a_replay_that_a_coach_begins_meanwhile_is_erased_or_refused(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch, lived_in: tuple[Account, str]
) -> None:
    candidate, session = lived_in
    room, erase_all = house.rooms.find(coach, session), House.erase_all

    def late(erasing: House, sessions: list[str]) -> Any:
        if session in sessions:
            house.rehear(room, "q1", "Otherwise again.", "another-key", coach.id)
        return erase_all(erasing, sessions)

    monkeypatch.setattr(House, "erase_all", late)
    erase_candidate(house, candidate)
    assert traces(house, candidate.id, MARK, session) == set()


def test_no_copy_is_made_of_what_was_erased_while_it_was_read(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch, lived_in: tuple[Account, str]
) -> None:
    candidate, session = lived_in
    room, opening = house.rooms.find(coach, session), Sessions.open

    def late(*given: Any, **more: Any) -> str:
        erase_candidate(house, candidate)
        return opening(*given, **more)

    monkeypatch.setattr(Sessions, "open", late)
    with pytest.raises(PanelError, match="was erased meanwhile"):
        house.rehear(room, "q1", "Otherwise again.", "another-key", coach.id)
    assert traces(house, candidate.id, MARK, session) == set()


def test_a_comment_on_an_erased_programme_is_refused(
    house: House, coach: Account, candidate: Account
) -> None:
    kept = house.programmes.of(candidate.id).keep(planned(), "ai-architect", (), 0)
    house.programmes.of(candidate.id).forget()
    with pytest.raises(BadRequest, match="erased meanwhile"):
        comments_of(house, candidate).add(kept, 1, coach.id, MARK)
