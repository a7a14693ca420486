"""The lab on the page and in the API: comparisons of a coach's, made beside everything else."""

import re
from collections.abc import Callable

import pytest
from browsers import Browser, Enter
from houses import interview, sit_down, wait_for
from programs import SetUp

from archpanel.rooms.house import House
from archpanel.rooms.labs import MOST_OPEN
from archpanel.web.headers import POLICY

PLAIN = {"bank": "0", "candidates": "0"}


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    """A finished interview whose verdict the coach may see."""
    opened = sit_down(house, coach.account, candidate.account)
    interview(house, opened)
    house.ratings.rate(coach.account, opened, "hire", {})
    return opened


@pytest.fixture
def finished(house: House, coach: Browser) -> Callable[[str], str]:
    """Wait for a comparison, and return the address of its page."""

    def wait(where: str) -> str:
        lab = where.removeprefix("/coach/lab/")
        wait_for(lambda: not house.labs.find(coach.account.id, lab).is_open)
        return where

    return wait


def ask(coach: Browser, status: int = 303, **fields: str) -> str:
    return coach.send("/coach/lab", coach.get("/coach/lab"), status, **{**PLAIN, **fields})


def test_interviews_are_compared_as_they_were_judged(
    coach: Browser, session: str, finished: Callable[[str], str]
) -> None:
    assert session in coach.get("/coach/lab")
    where = finished(ask(coach, of=session))
    page = coach.get(where)
    assert "What stands out" in page
    assert "1 of your interviews" in page
    assert "1 finished interviews" in page
    assert where in coach.get("/coach/lab")
    for kind, begins in (("md", "# Persona lab"), ("html", "<!doctype html>"), ("json", "{")):
        sent = coach.client.get(f"{where}/report.{kind}")
        assert sent.text.startswith(begins)
        assert "attachment" in sent.headers["content-disposition"]
    coach.get(f"{where}/report.exe", 404)
    assert "It is finished" in coach.get(f"{where}/progress")


def test_a_page_of_the_lab_keeps_the_houses_policy(
    coach: Browser, session: str, finished: Callable[[str], str]
) -> None:
    sent = coach.client.get(finished(ask(coach, of=session)))
    assert sent.headers["content-security-policy"] == POLICY
    assert " style=" not in sent.text
    assert "<style" not in sent.text
    assert "<script" not in sent.text
    assert coach.client.get("/coach/lab/report.css").headers["content-type"].startswith("text/css")


def test_a_coachs_own_rating_stands_beside_each_persona(
    house: House, coach: Browser, session: str, finished: Callable[[str], str]
) -> None:
    where = finished(ask(coach, of=session))
    assert "Beside the coach" in coach.get(where)


def test_two_versions_of_a_persona_are_compared_on_the_bank(
    house: House, coach: Browser, finished: Callable[[str], str]
) -> None:
    page = coach.get("/personas/startup_cto/yaml")
    text = re.sub(r"^id: .*$", "id: my_cto", page, flags=re.MULTILINE)
    text = re.sub(r"^version: .*$", "version: 1", text, flags=re.MULTILINE)
    house.personas.save_new(coach.account.id, text)
    strict = re.sub(r"^severity: .*$", "severity: strict", text, flags=re.MULTILINE)
    house.personas.save_next(coach.account.id, "my_cto", strict, 1)
    assert 'value="own:my_cto@1"' in coach.get("/coach/lab")
    lab = coach.client.post(
        "/coach/lab",
        data={
            "csrf": re.findall(r'name="csrf" value="([^"]+)"', coach.get("/coach/lab"))[0],
            "seats": ["own:my_cto@1", "own:my_cto@2", ""],
            "bank": "1",
            "candidates": "0",
        },
    ).headers["location"]
    page = coach.get(finished(lab))
    assert "my_cto v1 and my_cto v2" in page
    assert "In deed" in page


def test_what_cannot_be_compared_is_said_on_the_form(
    house: House, coach: Browser, candidate: Browser
) -> None:
    assert "nothing to compare on" in ask(coach, 422)
    opened = sit_down(house, coach.account, candidate.account)
    assert "Only finished interviews" in ask(coach, 422, of=opened)
    interview(house, opened)
    assert f"Rate {opened} first" in ask(coach, 422, of=opened)
    assert opened not in coach.get("/coach/lab")
    coach.send("/coach/lab", coach.get("/coach/lab"), 404, of="20260101-00000000", **PLAIN)
    coach.send("/coach/lab", coach.get("/coach/lab"), 422, bank="25", candidates="0")


def test_nobody_else_sees_a_comparison(
    house: House, coach: Browser, candidate: Browser, session: str, enter: Enter,
    finished: Callable[[str], str],
) -> None:  # fmt: skip
    where = finished(ask(coach, of=session))
    otto = enter(house.accounts.open("coach", "Otto"))
    for other in (otto, candidate, enter(house.accounts.keeper())):
        for path in (where, f"{where}/progress", f"{where}/report.json"):
            other.get(path, 404)
    otto.send(f"{where}/delete", otto.get("/coach/lab"), 404)
    assert where not in otto.get("/coach/lab")
    candidate.get("/coach/lab", 404)
    coach.get(where)


def test_a_comparison_goes_with_an_interview_that_it_is_of(
    house: House, coach: Browser, session: str, finished: Callable[[str], str]
) -> None:
    where = finished(ask(coach, of=session))
    house.erase(session)
    coach.get(where, 404)
    assert where not in coach.get("/coach/lab")


def test_a_comparison_is_deleted(
    coach: Browser, session: str, finished: Callable[[str], str]
) -> None:
    where = finished(ask(coach, of=session))
    coach.send(f"{where}/delete", coach.get(where))
    coach.get(where, 404)


def test_a_program_has_personas_compared(
    house: House, coach: Browser, session: str, program: SetUp
) -> None:
    mine = program(coach)
    made = mine.send("POST", "/labs", {"sessions": [session]}, 202)
    assert made["compares"] == "Who sat in them, on 1 of your interviews"
    wait_for(lambda: mine.get(f"/labs/{made['lab']}")["status"] == "finished")
    report = mine.get(f"/labs/{made['lab']}/report")
    assert {section["id"] for section in report["sections"]} >= {"severity", "moves", "influence"}
    assert [one["lab"] for one in mine.get("/labs")["labs"]] == [made["lab"]]
    mine.send("DELETE", f"/labs/{made['lab']}", status=204)
    mine.get(f"/labs/{made['lab']}", 404)
    mine.send("POST", "/labs", {"who": ["startup_ceo"], "bank": 5}, 422)
    mine.send("POST", "/labs", {"sessions": []}, 422)


def test_a_report_that_is_not_there_yet_is_a_conflict(
    house: House, coach: Browser, program: SetUp
) -> None:
    house.laboratory.stop(5.0)
    mine = program(coach)
    made = mine.send("POST", "/labs", {"bank": 5}, 202)["lab"]
    mine.get(f"/labs/{made}/report", 409)
    assert "It waits for its turn" in coach.get(f"/coach/lab/{made}")
    for _ in range(MOST_OPEN - 1):
        mine.send("POST", "/labs", {"bank": 5}, 202)
    assert "not finished yet" in mine.send("POST", "/labs", {"bank": 5}, 422)["detail"]


def test_a_coach_sees_what_a_seat_decides_and_a_candidate_does_not(
    house: House, coach: Browser, candidate: Browser, session: str, program: SetUp
) -> None:
    page = coach.get(f"/verdicts/{session}")
    assert "Decided otherwise" in page
    record = house.sessions.record(session)
    for persona in record.personas:
        assert f"Without {persona.name}" in page
    assert "Decided otherwise" not in candidate.get(f"/verdicts/{session}")
    mine, seat = program(coach), record.personas[0].id
    told = mine.get(f"/sessions/{session}/otherwise?without={seat}")
    assert told["before"] == record.verdict.decision
    assert told["differs"] == (told["before"] != told["after"])
    assert told["assumptions"]
    mine.get(f"/sessions/{session}/otherwise?without=nobody", 422)
    same = mine.get(f"/sessions/{session}/otherwise")
    assert same["after"] == same["before"]
