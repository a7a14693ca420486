"""The programme over the page: planned, assigned, held, commented; each sees what is theirs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import house_in, interview
from programs import SetUp
from starlette.testclient import TestClient

from archpanel.packs import load_pack
from archpanel.programme.plan import Planned
from archpanel.rooms.candidates_compared import Compared, Difference
from archpanel.rooms.house import House
from archpanel.rooms.programme_seen import programme_seen
from archpanel.testing import ScriptedEngine
from archpanel.web.app import create_app
from archpanel.web.config import WebConfig
from archpanel.web.pages import coach_programme

SMALL: dict[str, Any] = {
    "sessions": "3",
    "weeks": "3",
    "start": "2027-01-11",
    "seats": ["startup_cto", "security_reviewer"],
    "rounds": ["system-design"],
    "levels": ["senior"],
    "worlds": ["startup"],
}
JD = "You own audit trails and model governance for every automated credit decision."


@pytest.fixture
def served(tmp_path: Path) -> Iterator[TestClient]:
    """The pages of a house with the shipped role, of which programmes are made."""
    app = create_app(
        house_in(tmp_path, ScriptedEngine(kind="embedded"), load_pack),
        WebConfig("http://testserver"),
    )
    with TestClient(app, follow_redirects=False) as client:
        yield client


def plan(who: Browser, path: str = "/programme/plan", **more: Any) -> str:
    return who.send(path, who.get("/programme/plan"), **{**SMALL, **more})


def of(candidate: Browser) -> str:
    return f"/coach/candidates/{candidate.account.id}/programme"


def hold(house: House, who: Browser) -> str:
    """Hold the next session to its verdict; return its id."""
    room = who.send("/programme/next", who.get("/programme"), turns="2")
    session = room.rpartition("/")[2]
    interview(house, session)
    return session


@on_both
def test_a_candidate_plans_holds_and_sees_where_they_stand(
    house: House, candidate: Browser
) -> None:
    assert candidate.client.get("/programme").headers["location"] == "/programme/plan"
    assert candidate.client.get("/programme/status").headers["location"] == "/programme/plan"
    assert plan(candidate, jd_text=JD, weak="token-economy") == "/programme"
    page = candidate.get("/programme")
    assert "0 of 3 sessions held" in page
    assert "Start session 1" in page
    first = candidate.send("/programme/next", page, turns="2")
    assert candidate.send("/programme/next", page, turns="2") == first, "one that waits comes first"
    assert "Go on with the session that waits" in candidate.get("/programme")
    session = first.rpartition("/")[2]
    interview(house, session)
    page = candidate.get("/programme")
    assert f'href="/verdicts/{session}"' in page
    assert "1 of 3 sessions held" in page
    status = candidate.get("/programme/status?level=staff")
    assert "job-description.txt" in status
    assert "<svg" in status
    calendar = candidate.client.get("/programme/calendar.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT\r\n") == 3
    assert "2027" in calendar.text


def test_what_was_asked_of_late_is_in_the_brief_of_the_next_session(
    house: House, candidate: Browser
) -> None:
    plan(candidate)
    first = hold(house, candidate)
    asked = {question.item for question in house.sessions.record(first).questions}
    second = hold(house, candidate)
    assert asked <= set(house.sessions.find(second).brief.seen)
    seeds = [house.sessions.find(session).brief.seed for session in (first, second)]
    assert seeds == [1, 2]


def test_the_same_plan_sent_twice_is_one_and_an_earlier_one_can_be_taken_up(
    house: House, candidate: Browser
) -> None:
    plan(candidate)
    plan(candidate)
    programmes = house.programmes.of(candidate.account.id)
    assert len(programmes.all()) == 1
    session = hold(house, candidate)
    plan(candidate, sessions="2")
    page = candidate.get("/programme")
    assert "0 of 2 sessions held" in page
    assert "3 sessions, 1 begun" in page
    candidate.send("/programme/take-up", page, number="1")
    assert f'href="/verdicts/{session}"' in candidate.get("/programme")
    candidate.send("/programme/take-up", page, 404, number="9")


@on_both
def test_a_coach_assigns_and_the_candidate_replaces_and_both_see_it(
    coach: Browser, candidate: Browser
) -> None:
    assert coach.client.get(of(candidate)).headers["location"] == f"{of(candidate)}/plan"
    assert "reads that it comes from you" in coach.get(f"{of(candidate)}/plan")
    assert plan(coach, f"{of(candidate)}/plan") == of(candidate)
    assert "Assigned by you on" in coach.get(of(candidate))
    assert "Assigned by Carla on" in candidate.get("/programme")
    assert coach.client.get("/programme").status_code == 303, "it is not the coach's own"
    plan(candidate, sessions="2")
    assert "It stands in place of the programme that Carla assigned" in candidate.get("/programme")
    assert "is not in force any more: Ada chose another" in coach.get(of(candidate))


def test_a_comment_on_a_programme_that_was_replaced_stays_in_the_form(
    coach: Browser, candidate: Browser
) -> None:
    plan(coach, f"{of(candidate)}/plan")
    page = coach.get(of(candidate))
    (number,) = re.findall(r'name="number" value="(\d+)"', page)
    plan(candidate, sessions="2")
    said = {"place": "2", "number": number, "text": "Draw first."}
    refused = coach.send(f"{of(candidate)}/comments", page, 409, **said)
    assert "Ada has another programme by now" in refused
    assert ">Draw first.</textarea>" in refused
    assert "Draw first." not in candidate.get("/programme")
    (now,) = re.findall(r'name="number" value="(\d+)"', refused)
    assert now != number
    coach.send(f"{of(candidate)}/comments", refused, **{**said, "number": now})
    assert "Draw first." in candidate.get("/programme")


def test_a_comment_is_read_at_once_and_deleted_by_who_wrote_it(
    coach: Browser, candidate: Browser, enter: Enter, house: House
) -> None:
    plan(coach, f"{of(candidate)}/plan")
    page = coach.get(of(candidate))
    coach.send(f"{of(candidate)}/comments", page, place="2", text="Draw first, <b>then</b> talk.")
    coach.send(f"{of(candidate)}/comments", page, place="0", text="Two a month are enough.")
    coach.send(f"{of(candidate)}/comments", page, 422, place="9", text="Of no session.")
    read = candidate.get("/programme")
    assert "Draw first, &lt;b&gt;then&lt;/b&gt; talk." in read
    assert read.index("Two a month") < read.index("On session 2")
    deletes = re.findall(rf"{of(candidate)}/comments/(\w+)/delete", coach.get(of(candidate)))
    assert len(deletes) == 2
    other = enter(house.accounts.open("coach", "Otto"))
    own = other.get("/start")
    other.send(f"{of(candidate)}/comments/{deletes[0]}/delete", own, 404)
    other.send(f"{of(candidate)}/comments", own, 404, text="x")
    coach.send(f"{of(candidate)}/comments/{deletes[0]}/delete", page)
    coach.send(f"{of(candidate)}/comments/{deletes[0]}/delete", page, 404)
    assert "Two a month" not in candidate.get("/programme")


@on_both
def test_a_coach_who_has_not_rated_sees_that_a_session_was_held_and_not_how(
    house: House, coach: Browser, candidate: Browser
) -> None:
    plan(coach, f"{of(candidate)}/plan")
    session = hold(house, candidate)
    decision = house.sessions.record(session).verdict.decision
    page, status = coach.get(of(candidate)), coach.get(f"{of(candidate)}/status")
    assert "finished: rate it" in page
    assert "1 of 3 sessions held" in status
    assert "Cannot be told until all sessions here are rated" in status
    assert "Nothing was assessed yet." not in status
    assert "As Ada reads it" not in status
    assert "What comes next" not in status, "weak spots decide on it"
    assert f'class="tag {decision}"' not in page
    rate(coach, session)
    assert f'class="tag {decision}"' in coach.get(of(candidate))
    status = coach.get(f"{of(candidate)}/status")
    assert "Cannot be told until" not in status
    assert "As Ada reads it" in status
    assert "What comes next" not in status


def rate(coach: Browser, session: str) -> None:
    """Waive the rating."""
    form = coach.get(f"/rooms/{session}/rating")
    coach.send(f"/rooms/{session}/rating", form, waive="true")


def test_choices_that_are_not_there_and_paths_make_no_programme(candidate: Browser) -> None:
    page = candidate.get("/programme/plan")
    for bad in (
        {"seats": "/etc/passwd"},
        {"profiles": "../../secret.yaml"},
        {"weak": "kwcanary"},
        {"rounds": "kwcanary"},
        {"start": "kwcanary"},
        {"start": "9999-12-31"},
        {"sessions": "61"},
        {"jd_text": "x" * 300_000},
    ):
        told = candidate.send("/programme/plan", page, 422, **{**SMALL, **bad})
        assert "kwcanary" not in told
        assert "/etc" not in told
    assert candidate.client.get("/programme").status_code == 303


def test_job_descriptions_come_as_files_three_at_most(candidate: Browser) -> None:
    page = candidate.get("/programme/plan")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    data = {"csrf": csrf[1], **SMALL}
    files = [("jd_files", (f"bank-{n}.md", JD.encode(), "text/markdown")) for n in range(4)]
    refused = candidate.client.post("/programme/plan", data=data, files=files)
    assert refused.status_code == 422
    assert candidate.client.post("/programme/plan", data=data, files=files[:2]).status_code == 303
    assert "bank-0.md, bank-1.md" in candidate.get("/programme/status")


def test_a_programme_is_erased_and_its_interviews_stay(
    house: House, served: TestClient, candidate: Browser
) -> None:
    plan(candidate)
    session = hold(house, candidate)
    candidate.send("/programme/erase", candidate.get("/programme/erase"))
    assert house.programmes.of(candidate.account.id).all() == []
    assert candidate.get(f"/verdicts/{session}")


ORDER = {
    "seats": SMALL["seats"], "sessions": 3, "weeks": 3, "start": "2027-01-11",
    "rounds": SMALL["rounds"], "levels": SMALL["levels"], "worlds": SMALL["worlds"],
}  # fmt: skip


def test_programs_plan_hold_and_look_as_the_page_does(
    house: House, candidate: Browser, program: SetUp
) -> None:
    ada = program(candidate)
    assert ada.get("/programme", 404)["status"] == 404
    ada.send("PUT", "/programme", {**ORDER, "jobs": [{"text": JD}]})
    again = ada.send("PUT", "/programme", {**ORDER, "jobs": [{"text": JD}]})
    assert (again["number"], again["targets"]) == (1, ["job-description.txt"])
    first = ada.post("/programme/next", {"turns": 2})
    assert first["new"]
    assert ada.post("/programme/next", {"turns": 2}) == {**first, "new": False}
    interview(house, first["session"])
    found = ada.get("/programme")
    assert [one["state"] for one in found["sessions"]].count("finished") == 1
    assert found["next"]["why"]
    status = ada.get("/programme/status?level=staff")
    assert (status["held"], status["level"]) == ([first["session"]], "staff")
    assert ada.get("/programme/status?level=kwcanary", 422)["status"] == 422
    ada.send("PUT", "/programme", {**ORDER, "sessions": 2})
    assert ada.send("PUT", "/programme/in-force", {"number": 1})["number"] == 1
    ada.send("DELETE", "/programme", status=204)
    ada.get("/programme", 404)


def test_a_coach_assigns_comments_and_compares_over_the_api(
    house: House, coach: Browser, candidate: Browser, program: SetUp, enter: Enter
) -> None:
    carla, other = program(coach), enter(house.accounts.open("candidate", "Bea", coach.account.id))
    for who in (candidate, other):
        address = f"/candidates/{who.account.id}/programme"
        assert carla.send("PUT", address, ORDER)["assigned_by"] == "Carla"
    theirs = f"/candidates/{candidate.account.id}/programme"
    said = {"text": "Draw first.", "session": 1}
    carla.post(f"{theirs}/comments", {**said, "programme": 7}, 409)
    comment = carla.post(f"{theirs}/comments", said, 201)
    (read,) = program(candidate).get("/programme")["comments"]
    assert (read["by"], read["text"], read["mine"]) == ("Carla", "Draw first.", False)
    carla.send("DELETE", f"{theirs}/comments/{comment['id']}", status=204)
    carla.send("DELETE", f"{theirs}/comments/{comment['id']}", status=404)
    sessions = [hold(house, who) for who in (candidate, other)]
    query = f"?of={candidate.account.id}&of={other.account.id}"
    found = carla.get(f"/candidates/comparison{query}")
    assert [one["unrated"] for one in found["candidates"]] == [1, 1]
    assert found["parts"] == []
    for session in sessions:
        rate(coach, session)
    found = carla.get(f"/candidates/comparison{query}")
    (part,) = found["parts"]
    assert part["sessions"] == [[sessions[0]], [sessions[1]]]
    assert {one["said"] for one in found["differences"]} == {"too few to say"}
    page = coach.get(f"/coach/candidates/compare{query}")
    assert "Ada and Bea: too few to say" in page
    assert "Both were assessed in 1 part, and it takes three: " in page
    assert "Differences between candidates" not in page, "no table of rows that say nothing"
    program(candidate).get(f"/candidates/comparison{query}", 404)


def test_levels_that_can_be_told_apart_are_a_table_and_others_a_sentence(
    house: House, coach: Browser, candidate: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea = house.accounts.open("candidate", "Bea", coach.account.id)
    sure = Difference("ai", 0, 1, 3, 1.0, 0.5, 1.5, "first is above")
    few = [Difference(n, 0, 1, parts, None, None, None, "too few to say")
           for n, parts in (("Integration", 2), ("Coding", 0), ("Privacy", 2))]  # fmt: skip
    found = Compared((candidate.account, bea), (), (sure, *few), (), (0, 0))
    monkeypatch.setattr(coach_programme, "compare_candidates", lambda *_: found)
    page = coach.get(f"/coach/candidates/compare?of={candidate.account.id}&of={bea.id}")
    assert "Ada is above" in page
    assert page.count("<tr>") == 2
    assert "Both were assessed in 2 parts, and it takes three: Integration, Privacy." in page
    assert "In no part were both assessed: Coding." in page


def test_a_renewed_link_is_told_to_whose_it_is_with_who_came_in_by_it(
    house: House, served: TestClient, coach: Browser, program: SetUp
) -> None:
    coach.send("/coach/candidates", coach.get("/coach"), 200, name="Ada")
    (ada,) = house.accounts.candidates(coach.account.id)
    page = coach.send(f"/coach/candidates/{ada.id}/link", coach.get("/coach"), 200)
    link = re.search(r"/join/[\w-]+", page)
    assert link
    firefox = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
    somebody = TestClient(served.app, follow_redirects=False, headers=firefox)
    assert somebody.post(link[0]).status_code == 303
    lobby = somebody.get("/").text
    assert "Your coach made a new link for you on" in lobby
    assert "from testclient with Firefox on Linux" in lobby
    account = somebody.get("/me").text
    assert "Your coach invited you" in account
    assert "Somebody came in by the link" in account
    kinds = [e["kind"] for e in program(Browser(somebody, ada)).get("/me/entries")["entries"]]
    assert kinds == ["entered", "renewed", "invited"]
    assert "made a new link" not in coach.get("/")


def test_a_candidate_erases_themselves_and_is_out(
    house: House, coach: Browser, candidate: Browser
) -> None:
    plan(candidate)
    session = hold(house, candidate)
    assert coach.client.get("/me/erase").status_code == 404
    gone = candidate.send("/me/erase", candidate.get("/me/erase"), 200)
    assert "Everything is erased" in gone
    assert candidate.client.get("/").status_code == 303
    assert coach.client.get(f"/verdicts/{session}").status_code == 404
    assert house.accounts.candidates(coach.account.id) == []


def test_a_start_button_of_yesterday_opens_no_other_session(
    house: House, candidate: Browser
) -> None:
    plan(candidate)
    page = candidate.get("/programme")
    named = re.search(r'name="n" value="(\d+)"', page)
    assert named
    assert f"Start session {named[1]}" in page
    hold(house, candidate)
    told = candidate.send("/programme/next", page, 409, turns="2", n=named[1])
    assert f"Session {named[1]} does not come next any more" in told
    days = [place.day for place in house_days(house, candidate)]
    calendar = candidate.client.get("/programme/calendar.ics").text
    page = candidate.get("/programme")
    for day in days:
        assert f"{day:%Y%m%d}" in calendar
        assert f"{day}</td>" in page


def house_days(house: House, who: Browser) -> tuple[Planned, ...]:
    """Return the open places as the status dates them."""
    return programme_seen(house, who.account, who.account).standing.remaining
