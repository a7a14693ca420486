"""Drills on the page and over the API: list, question, answer, what was heard; one's own alone."""

import re
from datetime import date

import pytest
from browsers import Browser, Enter
from houses import sit_down
from programs import SetUp

from archpanel.packs import load_pack
from archpanel.programme.drills import Found, Seed
from archpanel.programme.practice_store import DrilledMeanwhile
from archpanel.programme.study import is_held_back
from archpanel.rooms.everything import everything
from archpanel.rooms.house import House
from archpanel.rooms.leaving import erase_candidate
from archpanel.rooms.practice import hear_drill

PACK = load_pack("ai-architect")
ABOUT = "integration"


def begin(browser: Browser, ahead: str = "") -> str:
    """Begin a drill on the page; return its address."""
    page = browser.get("/drills")
    return browser.send("/drills/next", page, competency=ABOUT, ahead=ahead or "false")


def good(address: str) -> str:
    return PACK.question(address.split("/")[2]).examples.strong.text


def test_a_drill_is_asked_answered_and_comes_again(candidate: Browser, house: House) -> None:
    assert "none of your interviews is finished yet" in candidate.get("/drills")
    address = begin(candidate)
    question = address.split("/")[2]
    assert not is_held_back(question)
    page = candidate.get(address)
    assert PACK.question(question).text.split("\n")[-1][:40] in page
    candidate.send(f"{address}/draft", page, 204, said="Half an <b>answer")
    assert "Half an &lt;b&gt;answer</textarea>" in candidate.get(address)
    assert begin(candidate) == address, "what waits goes first"
    done = candidate.send(address, page, said=good(address))
    heard = candidate.get(done)
    assert "the bar is met" in heard
    assert "Again on 20" in heard
    assert re.search(r'tag met">made</span>', heard)
    listed = candidate.get("/drills")
    assert "Nothing is due today; 1 on the list." in listed
    candidate.send(address, page, 404, said="Once more.")
    assert len(house.practices.of(candidate.account.id).tries()) == 1


def test_a_pass_is_a_miss_and_nothing_due_is_told(candidate: Browser) -> None:
    address = begin(candidate)
    done = candidate.send(address, candidate.get(address), said="ignored", passes="true")
    assert "0 of" in candidate.get(done)
    assert "Passed." in candidate.get(done)
    assert "ignored" not in candidate.get(done)
    assert "1 on the list" in candidate.get("/drills")


def test_what_a_verdict_asks_for_is_on_the_list_until_it_is_erased(
    candidate: Browser, house: House
) -> None:
    session = sit_down(house, candidate.account, candidate.account)
    question = next(q for q in PACK.questions if not is_held_back(q.id))
    seed = Seed(question.key_points[0].competency, question.id, 1.5, ("missed",))
    mine = house.practices.of(candidate.account.id)
    place = ("ai-architect", question.worlds[0], "developer-plus", "senior")
    mine.note(Found(session, date(2026, 1, 5), *place, (seed,)))
    listed = candidate.get("/drills")
    assert "1 of 1 due." in listed
    assert f'href="/verdicts/{session}"' in listed
    address = candidate.send("/drills/next", listed)
    assert address == f"/drills/{question.id}/{seed.competency}"
    assert "A verdict</a> asked for it" in candidate.get(address)


def test_of_two_windows_one_answer_counts(candidate: Browser, house: House) -> None:
    _, _, question, competency = begin(candidate).split("/")
    drill = (question, competency)
    done = hear_drill(house, candidate.account, *drill, "Once.")
    mine = house.practices.of(candidate.account.id)
    with pytest.raises(DrilledMeanwhile):
        mine.keep(done.card.tries[-1], {}, waits=True)
    assert len(mine.tries()) == 1


def test_drills_are_ones_own_are_taken_along_and_erased(
    candidate: Browser, house: House, enter: Enter
) -> None:
    address = begin(candidate)
    page = candidate.get(address)
    other = enter(house.accounts.open("candidate", "Olga", candidate.account.id))
    own = other.get("/drills")
    other.get(address, 404)
    other.send(f"{address}/draft", own, 404, said="x")
    other.send(address, own, 404, said="x")
    done = candidate.send(address, page, said="A queue between the two.")
    other.get(done, 404)
    kept = everything(house, candidate.account)["practice"]
    assert kept["tries"][0]["whole"]["answer"]["text"] == "A queue between the two."
    begin(candidate, ahead="true")
    erase_candidate(house, candidate.account)
    left = house.practices.of(candidate.account.id).export()
    assert left == {"found": [], "tries": [], "left": []}


def test_drills_over_the_api(candidate: Browser, program: SetUp) -> None:
    ada = program(candidate)
    assert ada.get("/drills") == {"due": 0, "drills": [], "waiting": []}
    asked = ada.post("/drills/next", {"competency": ABOUT})
    place = f"/drills/{asked['question']}/{asked['competency']}"
    assert ada.get(place)["text"] == asked["text"]
    text = PACK.question(asked["question"]).examples.strong.text
    heard = ada.post(f"{place}/answer", {"text": text})
    assert heard["level"] >= heard["bar"]
    assert {point["state"] for point in heard["points"]} >= {"met"}
    ada.post(f"{place}/answer", {"text": text}, 404)
    (card,) = ada.get("/drills")["drills"]
    assert (card["drilled"], card["due"]) == (1, heard["due"])
    ada.post("/drills/next", {"competency": "nothing"}, 422)
    ada.send("DELETE", "/drills", status=204)
    assert ada.get("/drills")["drills"] == []
