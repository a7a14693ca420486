"""The verdict as a page: who sees it, what is in it, its downloads, and turns answered anew."""

import asyncio
import json
import re
from html import unescape

import pytest
from browsers import Browser, Enter
from databases import on_both
from houses import interview, question, sit_down
from interviews import RISK, new_session, talk
from own_words import own_words

from archpanel.domain import Question
from archpanel.rooms.house import House
from archpanel.rooms.sheet import Sheet

TURNS = 3
HOSTILE = "</textarea></blockquote><script>alert(1)</script> is what I would say"
DRAWN = Sheet("I would draw it.", "flowchart LR\n  a --> b", "print(1)", "python")
DOWNLOADS = ("report.md", "report.html", "record.json")


def mixed(asked: Question) -> str:
    if asked.id == "q1":
        return HOSTILE
    return DRAWN.text if asked.id == "q2" else own_words("I would say this. [p0]", asked.id)


@pytest.fixture
def session(house: House, coach: Browser, candidate: Browser) -> str:
    opened = sit_down(house, coach.account, candidate.account, turns=TURNS)
    interview(house, opened, mixed)
    return opened


def key_of(page: str, asked: str) -> str:
    found = re.search(rf'id="again-{asked}".*?name="key" value="([^"]+)"', page, re.DOTALL)
    assert found
    return found[1]


def answer_again(browser: Browser, session: str, asked: str, status: int = 303, **say: str) -> str:
    page = browser.get(f"/verdicts/{session}")
    fields = {"question": asked, "key": key_of(page, asked), **say}
    return browser.send(f"/verdicts/{session}/replay", page, status, **fields)


def test_the_page_holds_the_whole_report(house: House, candidate: Browser, session: str) -> None:
    page = candidate.get(f"/verdicts/{session}")
    record = house.sessions.record(session)
    assert page.count("<h1") == 1
    for part in ("why", "levels", "evidence", "ballots", "transcript", "read"):
        assert f'<h2 id="{part}">' in page
    for asked in record.questions:
        assert f'id="{asked.id}"' in page
        assert unescape(page).count(asked.text) >= 1
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert {"q3", "main"} <= links
    assert links <= set(re.findall(r'id="([^"]+)"', page))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert record.verdict.decision in page


def test_the_page_needs_neither_inline_style_nor_script(candidate: Browser, session: str) -> None:
    page = candidate.get(f"/verdicts/{session}")
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", page)
    sheet = candidate.client.get("/verdicts/report.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert "svg.heat" in sheet.text


def test_what_was_said_stays_text_in_page_and_form(candidate: Browser, session: str) -> None:
    page = candidate.get(f"/verdicts/{session}")
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2


def test_each_turn_can_be_answered_again_with_the_old_answer_in_the_form(
    candidate: Browser, session: str
) -> None:
    page = candidate.get(f"/verdicts/{session}")
    form = page.split('id="again-q2"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\n?(.*?)</textarea>', form, re.S))
    assert {name: unescape(text) for name, text in fields.items()} == {
        "said": DRAWN.said, "diagram": DRAWN.diagram, "code": DRAWN.code,
    }  # fmt: skip
    assert "<option selected>python</option>" in form
    assert "archpanel replay" not in page
    assert all(f'href="#again-{m}"' in page for m in re.findall(r"Answer (q\d) again</a>", page))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("report.md", "text/markdown"),
        ("report.html", "text/html"),
        ("record.json", "application/json"),
    ],
)
def test_downloads_are_private_files(
    candidate: Browser, session: str, name: str, kind: str
) -> None:
    got = candidate.client.get(f"/verdicts/{session}/{name}")
    assert got.status_code == 200
    assert got.headers["content-type"].split(";")[0] == kind
    ending = name.rpartition(".")[2]
    wanted = f'attachment; filename="archpanel-{session}.{ending}"'
    assert got.headers["content-disposition"] == wanted
    assert "no-store" in got.headers["cache-control"]
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"


def test_the_downloaded_record_is_the_record(
    house: House, candidate: Browser, session: str
) -> None:
    kept = house.sessions.record(session).model_dump(mode="json")
    assert json.loads(candidate.get(f"/verdicts/{session}/record.json")) == kept


@on_both
def test_a_new_answer_is_heard_in_a_copy_and_the_change_is_shown(
    house: House, candidate: Browser, session: str
) -> None:
    room = answer_again(candidate, session, "q3", said=RISK)
    copy = room.removeprefix("/rooms/")
    assert house.rooms.find(candidate.account, copy).answers
    assert session in candidate.get(room)
    interview(house, copy)
    assert f"/verdicts/{copy}/change" in candidate.get(f"/verdicts/{copy}")
    assert f"/verdicts/{copy}/change" in candidate.get(f"/verdicts/{session}")
    page = unescape(candidate.get(f"/verdicts/{copy}/change"))
    before, after = house.sessions.record(session), house.sessions.record(copy)
    assert RISK in page
    assert before.answers[2].text in page
    for old, new in zip(before.verdict.axes, after.verdict.axes, strict=True):
        for level in (old.level, new.level):
            assert ("not assessed" if level is None else f"{level:.2f}") in page
    moved = [n for n, v in before.verdict.levels.items() if v != after.verdict.levels[n]]
    assert moved
    for name in moved:
        assert re.search(rf'<th scope="row">{name}</th>', page)
    assert house.sessions.record(session) == before


def test_the_same_answer_again_changes_nothing(
    house: House, candidate: Browser, session: str
) -> None:
    said = house.sessions.record(session).answers[2].text
    copy = answer_again(candidate, session, "q3", said=said).removeprefix("/rooms/")
    assert question(house, copy) is None
    page = candidate.get(f"/verdicts/{copy}/change")
    assert "Every answer is the same as before." in page
    assert "None: every seat gave" in page


def test_downloads_of_a_replay_name_what_it_is_a_replay_of(
    house: House, candidate: Browser, session: str
) -> None:
    copy = answer_again(candidate, session, "q3", passes="true").removeprefix("/rooms/")
    assert question(house, copy) is None
    for name in DOWNLOADS:
        got = candidate.client.get(f"/verdicts/{copy}/{name}")
        assert f"archpanel-{copy}-replay-of-{session}." in got.headers["content-disposition"]
        assert (f"A replay of session {session}" in got.text) == (name != "record.json")


def test_an_empty_new_answer_is_refused_and_opens_nothing(
    house: House, candidate: Browser, session: str
) -> None:
    said = answer_again(candidate, session, "q3", 422, said="  ")
    assert "nothing in the new answer" in said
    assert len(house.sessions.list()) == 1


def test_a_form_of_another_page_opens_nothing(
    house: House, candidate: Browser, session: str
) -> None:
    fields = {"question": "q1", "key": "k" * 10, "said": "x"}
    candidate.send(f"/verdicts/{session}/replay", "", 403, **fields)
    assert len(house.sessions.list()) == 1


def test_a_coach_sees_the_verdict_after_their_own_rating(
    house: House, coach: Browser, session: str
) -> None:
    waiting = coach.get(f"/verdicts/{session}")
    assert "Your own rating first" in waiting
    decision = house.sessions.record(session).verdict.decision
    assert decision not in waiting
    for name in (*DOWNLOADS, "change"):
        coach.get(f"/verdicts/{session}/{name}", 404)
    house.ratings.rate(coach.account, session, "hire", {})
    page = coach.get(f"/verdicts/{session}")
    assert '<h2 id="ballots">' in page
    assert "again-q1" not in page
    assert "archpanel replay" not in page
    for name in DOWNLOADS:
        coach.get(f"/verdicts/{session}/{name}")


def test_a_coach_who_rated_neither_sees_no_change(
    house: House, coach: Browser, candidate: Browser, session: str
) -> None:
    copy = answer_again(candidate, session, "q3", passes="true").removeprefix("/rooms/")
    assert question(house, copy) is None
    assert "Your own rating first" in coach.get(f"/verdicts/{copy}/change")
    house.ratings.waive(coach.account, copy)
    assert "Your own rating first" in coach.get(f"/verdicts/{copy}/change")
    house.ratings.waive(coach.account, session)
    assert "What the new answer changed" in coach.get(f"/verdicts/{copy}/change")


def test_only_who_answered_answers_again(
    house: House, coach: Browser, candidate: Browser, session: str
) -> None:
    house.ratings.waive(coach.account, session)
    page = coach.get(f"/verdicts/{session}")
    fields = {"question": "q1", "key": "k" * 10, "said": "x"}
    coach.send(f"/verdicts/{session}/replay", page, 404, **fields)
    assert len(house.sessions.list()) == 1


def test_nothing_of_a_verdict_is_shown_to_others(
    house: House, enter: Enter, candidate: Browser, session: str
) -> None:
    others = (
        enter(house.accounts.open("coach", "Otto")),
        enter(house.accounts.open("candidate", "Bob", "otto")),
        enter(house.accounts.keeper()),
    )
    page = candidate.get(f"/verdicts/{session}")
    for other in others:
        for name in ("", *(f"/{n}" for n in (*DOWNLOADS, "change"))):
            assert session not in other.get(f"/verdicts/{session}{name}", 404)
        own = other.get("/start")
        fields = {"question": "q1", "key": key_of(page, "q1"), "said": "x"}
        other.send(f"/verdicts/{session}/replay", own, 404, **fields)
    assert len(house.sessions.list()) == 1


def test_a_running_interview_has_no_verdict_yet(
    house: House, coach: Browser, candidate: Browser
) -> None:
    running = sit_down(house, coach.account, candidate.account)
    for name in ("", "/change"):
        answer = candidate.client.get(f"/verdicts/{running}{name}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/rooms/{running}")
    candidate.get(f"/verdicts/{running}/record.json", 404)


def test_the_keeper_has_the_verdicts_of_the_terminal_and_may_answer_again(
    house: House, enter: Enter
) -> None:
    keeper = enter(house.accounts.keeper())
    session = new_session(house.sessions, turns=2)

    async def held() -> None:
        await talk(house.sessions, session, lambda q: "I would say this. [p0]")
        await house.sessions.pause(session)

    asyncio.run(held())
    copy = answer_again(keeper, session, "q2", said="I would not.").removeprefix("/rooms/")
    interview(house, copy)
    assert "I would not." in keeper.get(f"/verdicts/{copy}/change")
