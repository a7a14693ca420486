"""What coaches do, by the API: notes, ratings with their reason, agreement, comparison."""

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, sit_down
from programs import Program, SetUp

from archpanel.rooms.agreement import agreement_of
from archpanel.rooms.house import House

RATED = {
    "recommendation": "hire",
    "levels": {"ai": 3.5},
    "confidence": "high",
    "reason": "Calm and clear.",
}


@pytest.fixture
def carla(program: SetUp, coach: Browser) -> Program:
    return program(coach)


@pytest.fixture
def ada(program: SetUp, candidate: Browser) -> Program:
    return program(candidate)


@pytest.fixture
def otto(house: House, enter: Enter, program: SetUp) -> Program:
    return program(enter(house.accounts.open("coach", "Otto")))


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    opened = sit_down(house, coach.account, candidate.account, turns=2)
    interview(house, opened)
    return opened


@on_both
def test_notes_are_written_changed_read_and_deleted(
    carla: Program, ada: Program, otto: Program, session: str
) -> None:
    notes = f"/sessions/{session}/notes"
    first = carla.post(notes, {"question": "q1", "text": " Names it. ", "shown": False}, 201)
    assert (first["text"], first["question"], first["mine"]) == ("Names it.", "q1", True)
    second = carla.post(notes, {"question": "q2", "text": "Well put.", "shown": True}, 201)
    assert carla.get(notes)["notes"] == [first, second]
    assert [(n["text"], n["mine"]) for n in ada.get(notes)["notes"]] == [("Well put.", False)]
    changed = carla.send("PUT", f"{notes}/{first['id']}", {"text": "Names two.", "shown": True})
    assert changed == {**first, "text": "Names two.", "shown": True}
    assert len(ada.get(notes)["notes"]) == 2
    for other in (ada, otto):
        other.send("PUT", f"{notes}/{first['id']}", {"text": "x", "shown": False}, 404)
        other.send("DELETE", f"{notes}/{first['id']}", status=404)
        other.post(notes, {"question": "q1", "text": "x", "shown": True}, 404)
    otto.get(notes, 404)
    carla.post(notes, {"question": "q9", "text": "x", "shown": True}, 404)
    assert carla.send("DELETE", f"{notes}/{first['id']}", status=204) is None
    carla.send("DELETE", f"{notes}/{first['id']}", status=404)
    assert carla.get(notes)["notes"] == [second]


def test_a_rating_keeps_how_sure_a_coach_is_and_why(
    house: House, carla: Program, coach: Browser, session: str
) -> None:
    where = f"/sessions/{session}/rating"
    for wrong in ({"confidence": "certain"}, {"reason": "x" * 2001}):
        told = carla.send("PUT", where, {**RATED, **wrong}, 422)
        assert told["fields"] == list(wrong)
    given = carla.send("PUT", where, RATED)
    assert given == {**RATED, "at": given["at"]}
    assert carla.get(where) == given
    kept = house.ratings.of(session, coach.account.id)
    assert kept is not None
    assert (kept.confidence, kept.reason) == ("high", "Calm and clear.")


@on_both
def test_agreement_is_that_of_the_page(
    house: House, carla: Program, ada: Program, coach: Browser, session: str
) -> None:
    nothing = carla.get("/agreement")
    assert (nothing["pairs"], nothing["interval"], nothing["kappa"]) == ([], None, None)
    carla.send("PUT", f"/sessions/{session}/rating", RATED)
    told, found = carla.get("/agreement"), agreement_of(house, coach.account)
    assert found.interval
    (pair,) = told["pairs"]
    panel = house.sessions.record(session).verdict.decision
    assert (pair["session"], pair["own"], pair["panel"]) == (session, "hire", panel)
    assert pair["axes"][0]["own"] == 3.5
    assert (told["same"], told["interval"]) == (found.same, list(found.interval))
    assert told["differences"][0] == {
        "role": house.sessions.record(session).role.name,
        "axis": "ai",
        "pairs": 1,
        "mean": None,
        "spread": None,
    }
    ada.get("/agreement", 404)


def test_interviews_are_compared_once_all_are_over_and_rated(
    house: House, carla: Program, otto: Program, coach: Browser, candidate: Browser, session: str
) -> None:
    second = sit_down(house, coach.account, candidate.account, turns=2)
    where = f"/comparison?of={session}&of={second}"
    carla.send("PUT", f"/sessions/{session}/rating", RATED)
    assert "not over" in carla.get(where, 409)["detail"]
    interview(house, second)
    assert "Rate this interview first" in carla.get(where, 409)["detail"]
    carla.send("PUT", f"/sessions/{second}/rating", {"recommendation": None})
    told = carla.get(where)
    decisions = [house.sessions.record(each).verdict.decision for each in (session, second)]
    assert told["interviews"] == [
        {"session": each, "who": "Ada", "decision": decision, "provisional": provisional}
        for each, decision, provisional in zip(
            (session, second),
            decisions,
            [house.sessions.record(each).verdict.provisional for each in (session, second)],
            strict=True,
        )
    ]
    assert told["levels"]
    assert all(len(row["values"]) == 2 for row in told["levels"] + told["axes"])
    assert {fact["name"] for fact in told["facts"]} >= {"Role", "World", "Engine"}
    assert told["shared"][0]["turns"] == ["q1", "q1"]
    otto.get(where, 404)
    carla.get(f"/comparison?of={session}&of={session}", 422)
    for many in (0, 1, 5):
        carla.get("/comparison?" + "&".join([f"of={session}"] * many), 422)
