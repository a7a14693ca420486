"""Programmes are kept as they were made, one owner's apart from another's, on either database."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from interviews import new_session, on_database, sessions_in

from archpanel.domain import BadRequest
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.plan import Plan, Wanted, make_plan
from archpanel.programme.store import Programmes, open_programmes
from archpanel.programme.targets import Target

CORE = ("startup_cto", "enterprise_architect", "security_reviewer")
TARGETS = (Target("bank.md", {"token-economy": 0.25}),)


@pytest.fixture(scope="module")
def plan() -> Plan:
    only = {"round": ("coding",), "level": ("senior",)}
    wanted = Wanted(date(2027, 1, 11), sessions=4, only=only)
    return make_plan(wanted, load_pack("ai-architect"), seat_panel(list(CORE)))


@pytest.fixture
def mine(database_url: str, tmp_path: Path) -> Iterator[Programmes]:
    with on_database(database_url):
        sessions = sessions_in(tmp_path)
        yield open_programmes(sessions._database)
        sessions.close()


def test_what_is_kept_comes_back_as_it_was(mine: Programmes, plan: Plan) -> None:
    kept = mine.keep(plan, "ai-architect", TARGETS, 7)
    found = mine.current()
    assert found == kept
    assert (found.sessions, found.space, found.targets) == (plan.sessions, plan.space, TARGETS)


def test_a_new_plan_is_in_force_and_another_owner_has_none(mine: Programmes, plan: Plan) -> None:
    other = Programmes(mine.database, "a1")
    with pytest.raises(BadRequest, match="programme plan"):
        mine.current()
    first = mine.keep(plan, "ai-architect", (), 0)
    assert mine.keep(plan, "ai-architect", (), 1).number == first.number + 1
    assert mine.current().seed == 1
    with pytest.raises(BadRequest, match="no programme"):
        other.current()


def test_a_session_has_its_place_until_it_is_erased(
    mine: Programmes, plan: Plan, tmp_path: Path
) -> None:
    kept = mine.keep(plan, "ai-architect", (), 0)
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    mine.begin(kept, 2, session)
    mine.begin(kept, 3, session)  # the first word stays
    assert mine.begun(kept) == {session: 2}
    assert Programmes(mine.database, "a1").begun(kept) == {}
    mine.forget()
    assert mine.begun(kept) == {}
    with pytest.raises(BadRequest):
        mine.current()
    sessions.close()
