"""Another order, a surprise that was none, a follow-up of nothing: found, also under a fresh seal.

Each forgery makes an interview look better by what its questions are called, and derives votes,
verdict and seal anew by the panel's own rules.
"""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from finished import Json, caught_at, derived_anew, parts

from archpanel.agents.verification import verify

Forgery = Callable[[Json], object]


def place_of(data: Json, move: str) -> int:
    """Return where the first question of a move stands."""
    return next(at for at, question in enumerate(data["questions"]) if question["move"] == move)


def asked(data: Json, item: str) -> int:
    """Return where a question of the bank was opened."""
    questions = enumerate(data["questions"])
    return next(at for at, q in questions if (q["item"], q["move"]) == (item, "open"))


def hear_the_risk_again_before_it_is_taken_back(data: Json) -> None:
    data["assessments"].reverse()


def turn_the_conversation_round(data: Json) -> None:
    data["questions"].reverse()


def turn_the_answers_round(data: Json) -> None:
    data["answers"].reverse()


def call_a_weak_turn_a_surprise(data: Json) -> None:
    at = asked(data, "question-3")
    data["questions"][at]["move"] = "twist"
    for reading in data["assessments"]:
        if reading["question_id"] == data["questions"][at]["id"]:
            reading["apart"] = True


def grant_no_surprise(data: Json) -> None:
    data["brief"]["surprise"] = False


def call_a_weak_turn_a_probe(data: Json) -> None:
    """Only what a follow-up asks for can be missing, so the missed points go."""
    at = asked(data, "question-3")
    question = data["questions"][at]
    question.update(move="probe", target="p0", follows="a1")
    for reading in data["assessments"]:
        if reading["question_id"] == question["id"]:
            reading["findings"] = [f for f in reading["findings"] if f["state"] != "not_met"]


def follow_nothing(data: Json) -> None:
    call_a_weak_turn_a_probe(data)
    data["questions"][asked_as(data, "probe", "question-3")]["follows"] = ""


def asked_as(data: Json, move: str, item: str) -> int:
    questions = enumerate(data["questions"])
    return next(at for at, q in questions if (q["move"], q["item"]) == (move, item))


def follow_what_comes_later(data: Json) -> None:
    at = place_of(data, "probe")
    data["questions"][at]["follows"] = data["answers"][-1]["id"]


def open_what_was_open(data: Json) -> None:
    at = place_of(data, "probe")
    data["questions"][at].update(move="open", follows="", target="")


def shorten_the_interview(data: Json) -> None:
    data["brief"]["turns"] = 3


def ask_as_a_stranger(data: Json) -> None:
    data["questions"][0]["persona"] = "nobody"


def say_that_others_held_it(data: Json) -> None:
    """In a review nobody compares items and wordings with a pack."""
    data["brief"]["purpose"] = "review"


FORGERIES: list[tuple[str, Forgery]] = [
    ("assessments", hear_the_risk_again_before_it_is_taken_back),
    ("questions/0/id", turn_the_conversation_round),
    ("answers/0/question_id", turn_the_answers_round),
    ("questions/", call_a_weak_turn_a_surprise),
    ("questions/", grant_no_surprise),
    ("questions/", call_a_weak_turn_a_probe),
    ("questions/", follow_nothing),
    ("questions/", follow_what_comes_later),
    ("questions/", open_what_was_open),
    ("questions/3", shorten_the_interview),
    ("questions/0/persona", ask_as_a_stranger),
    ("items/0", say_that_others_held_it),
]


@pytest.mark.parametrize(("named", "forge"), FORGERIES, ids=[f.__name__ for _, f in FORGERIES])
def test_a_forged_conversation_is_found(named: str, forge: Forgery) -> None:
    data = parts()
    forge(data)
    assert caught_at(derived_anew(data)).startswith(named)


@pytest.mark.parametrize("version", [1, 2, 4, 5])
def test_older_records_kept_the_same_order(version: int) -> None:
    text = (Path(__file__).parent / f"record_v{version}.json").read_text("utf-8")
    assert verify(text).record == json.loads(text)["record"]
