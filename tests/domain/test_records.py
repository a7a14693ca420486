"""Records take what they mean and nothing that only looks like it."""

import math
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from archpanel.domain import (
    Answer,
    Ballot,
    Brief,
    Evidence,
    Finding,
    Form,
    Level,
    Move,
    PackRef,
    UnknownName,
    to_tenths,
)

LEVEL: TypeAdapter[float] = TypeAdapter(Level)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param(3, 3.0, id="a whole number"),
        pytest.param(2.25, 2.3, id="halves go up"),
        pytest.param(2.35, 2.4, id="halves go up whatever the digit before"),
        pytest.param(2.249, 2.2, id="less than half goes down"),
        pytest.param(1, 1.0, id="the lowest"),
        pytest.param(9, 9.0, id="the highest of any scale"),
    ],
)
def test_a_level_is_kept_in_tenths(given: float, kept: float) -> None:
    assert LEVEL.validate_python(given) == kept


@pytest.mark.parametrize("tenth", range(10, 91))
def test_a_level_in_tenths_stays_what_it_is(tenth: int) -> None:
    assert to_tenths(tenth / 10) == tenth / 10
    assert to_tenths(to_tenths(tenth / 10 + 0.04)) == to_tenths(tenth / 10 + 0.04)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(True, id="a truth value"),
        pytest.param("3", id="a word"),
        pytest.param(math.nan, id="not a number"),
        pytest.param(math.inf, id="infinity"),
        pytest.param(0.9, id="below the scale"),
        pytest.param(9.1, id="above every scale"),
        pytest.param(None, id="nothing"),
        pytest.param([3], id="a list"),
    ],
)
def test_what_is_no_level_is_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Move.model_validate({**MOVE, "to": given})


BALLOT: dict[str, Any] = {
    "persona": "cto",
    "phase": "sealed",
    "levels": {"agents": 3.0},
    "recommendation": "hire",
    "strongest": [],
    "cited": [],
    "confidence": 1.0,
    "complete": True,
    "seal": "",
}
MOVE: dict[str, Any] = {
    "persona": "cto",
    "competency": "agents",
    "origin": 3.0,
    "to": 4.0,
    "evidence": "a1:0-10",
    "round": 1,
    "reason": "r",
}


def test_not_assessed_is_a_value_of_its_own_and_no_number() -> None:
    assert Ballot.model_validate({**BALLOT, "levels": {"agents": None}}).levels == {"agents": None}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"complete": 1}, id="one for true"),
        pytest.param({"confidence": math.nan}, id="confidence that is no number"),
        pytest.param({"confidence": 1.01}, id="more than sure"),
        pytest.param({"recommendation": "maybe"}, id="an unknown recommendation"),
        pytest.param({"levels": {"agents": True}}, id="a truth value as a level"),
        pytest.param({"levels": {1: 3.0}}, id="a number as a competency"),
        pytest.param({"cited": "a1:0-10"}, id="a word for a list"),
        pytest.param({"weight": 1}, id="a field that no ballot has"),
    ],
)
def test_a_ballot_takes_only_what_it_means(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Ballot.model_validate({**BALLOT, **change})


def test_a_record_never_changes() -> None:
    ballot = Ballot.model_validate(BALLOT)
    with pytest.raises(ValidationError, match="frozen"):
        ballot.persona = "reviewer"


def test_lists_become_tuples_that_nobody_can_append_to() -> None:
    ballot = Ballot.model_validate({**BALLOT, "cited": ["a1:0-3"]})
    assert ballot.cited == ("a1:0-3",)


def test_a_record_comes_back_from_its_json() -> None:
    move = Move.model_validate(MOVE)
    assert Move.model_validate_json(move.model_dump_json()) == move


@pytest.mark.parametrize("round_", [0, 3])
def test_a_debrief_has_two_rounds(round_: int) -> None:
    with pytest.raises(ValidationError):
        Move.model_validate({**MOVE, "round": round_})


def evidence(**change: Any) -> Evidence:
    return Evidence.model_validate(
        {
            "id": "a1:2-7",
            "answer_id": "a1",
            "quote": "would",
            "start": 2,
            "end": 7,
            "shows": "p1",
            "stance": "for",
            **change,
        }
    )


def test_evidence_is_a_span_with_the_id_of_answer_and_span() -> None:
    assert evidence().quote == "would"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"end": 8, "id": "a1:2-8"}, id="a span longer than the quote"),
        pytest.param({"quote": "woul"}, id="a quote shorter than the span"),
        pytest.param({"id": "a2:2-7"}, id="the id of another answer"),
        pytest.param({"id": "a1:3-8"}, id="the id of another span"),
        pytest.param({"quote": "", "end": 2, "id": "a1:2-2"}, id="no words at all"),
        pytest.param({"start": -1, "end": 4, "id": "a1:-1-4"}, id="a start before the answer"),
        pytest.param({"stance": "neutral"}, id="neither for nor against"),
    ],
)
def test_evidence_that_does_not_fit_its_span_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        evidence(**change)


def test_a_finding_is_never_sure_beyond_one() -> None:
    finding = {"point": "p", "competency": "c", "weight": 1, "state": "met", "confidence": 1}
    assert Finding.model_validate(finding).confidence == 1.0
    with pytest.raises(ValidationError):
        Finding.model_validate({**finding, "confidence": 1.1})
    with pytest.raises(ValidationError):
        Finding.model_validate({**finding, "state": "half"})


def test_an_answer_is_no_longer_than_ten_minutes_of_speech() -> None:
    said = {"id": "a1", "question_id": "q1", "received": ""}
    assert len(Answer.model_validate({**said, "text": "x" * 20_000}).text) == 20_000
    with pytest.raises(ValidationError):
        Answer.model_validate({**said, "text": "x" * 20_001})


@pytest.mark.parametrize(
    "change", [{"turns": 0}, {"turns": 61}, {"turns": True}, {"seats": []}, {"seats": ["s"] * 8}]
)
def test_a_brief_has_one_to_sixty_turns_and_one_to_seven_seats(change: dict[str, Any]) -> None:
    brief = {
        "pack": PackRef(id="p", version=1, digest="0"),
        "world": "startup",
        "view": "any",
        "rounds": ["all"],
        "seats": ["cto"],
        "turns": 1,
        "level": "senior",
    }
    assert Brief.model_validate(brief).engine == "embedded"
    with pytest.raises(ValidationError):
        Brief.model_validate({**brief, **change})


def test_an_unknown_name_is_answered_with_the_nearest_and_all_known() -> None:
    error = UnknownName("persona", "startup_ceo", ["startup_cto", "security_reviewer"])
    assert str(error) == (
        "No persona is called 'startup_ceo'. Did you mean 'startup_cto'? "
        "Known: security_reviewer, startup_cto."
    )
    assert "Did you mean" not in str(UnknownName("form", "xyzzy", ["demo"]))
    assert "Known: none." in str(UnknownName("session", "x", []))


def test_a_form_has_a_question() -> None:
    with pytest.raises(ValidationError):
        Form.model_validate({"id": "empty", "version": 1, "title": "t", "questions": []})
