"""Counterfactuals come out as the panel's own rules have it, from the record alone."""

import json

import pytest
from finished import finished
from lab_room import Compare, interview

from archpanel.agents.record import parts_of
from archpanel.agents.verification import recompute, verify
from archpanel.domain import BadRequest, DecisionRecord, UnknownName
from archpanel.domain.seal import seal
from archpanel.lab.material import Interview
from archpanel.lab.seating import Seating
from archpanel.lab.whatif import Change, Instead, redecide, without


def read(compare: Compare, *ids: str, material: Interview | None = None) -> DecisionRecord:
    from archpanel.evals.small_pack import small_seats

    seated = tuple(p for p in small_seats() if p.id in ids or not ids)
    found = compare([Seating("t", seated)], [material or interview("i")])
    return found.sittings[0].record


def test_nothing_otherwise_is_the_verdict_as_it_was() -> None:
    record = finished()
    assert record.moves
    assert redecide(record, Change()).after == record.verdict


def test_without_a_seat_it_is_the_verdict_that_verify_recomputes(compare: Compare) -> None:
    record = read(compare)
    otherwise = without(record, "third_seat")
    alone = without_third(record).model_copy(update={"verdict": otherwise.after})
    recompute(alone)  # raises where the verdict does not follow
    text = json.dumps({**parts_of(alone), "seal": seal(parts_of(alone))})
    assert verify(text).verdict == otherwise.after


def without_third(record: DecisionRecord) -> DecisionRecord:
    """The record as it would be had the third seat never been invited."""
    assert not record.moves

    def stays(persona: str) -> bool:
        return persona != "third_seat"

    return record.model_copy(
        update={
            "brief": record.brief.model_copy(update={"seats": ("first_seat", "second_seat")}),
            "personas": tuple(p for p in record.personas if stays(p.id)),
            "assessments": tuple(a for a in record.assessments if stays(a.persona)),
            "sealed_ballots": tuple(b for b in record.sealed_ballots if stays(b.persona)),
            "ballots": tuple(b for b in record.ballots if stays(b.persona)),
        }
    )


def test_it_is_what_a_panel_of_the_others_comes_to(compare: Compare) -> None:
    otherwise = without(read(compare), "third_seat").after
    assert otherwise == read(compare, "first_seat", "second_seat").verdict


def test_another_seats_ballot_is_what_a_panel_with_it_comes_to(compare: Compare) -> None:
    record = read(compare, "first_seat", "second_seat")
    other = read(compare, "second_seat", "third_seat")
    swap = Instead("first_seat", other, "third_seat")
    found = redecide(record, Change(instead=(swap,)))
    assert found.after == other.verdict
    assert not any("bars, weights" in line for line in found.assumptions)
    assert any("votes as it did" in line for line in found.assumptions)


def test_another_bar_moves_the_decision_and_the_advice() -> None:
    record = finished()
    axis = record.verdict.axes[0].axis
    found = redecide(record, Change(bars={axis: 5.0}))
    assert found.after.axes[0].bar == 5.0
    assert found.after.decision == "no_hire"
    assert found.after.levels == record.verdict.levels


def test_a_competency_of_no_weight_no_longer_counts() -> None:
    record = finished()
    found = redecide(record, Change(weights={"alpha": 0}))
    ai = next(a for a in found.after.axes if a.axis == "ai")
    assert ai.level == record.verdict.levels["beta"]
    assert ai.asked_for == 1


def test_changes_of_mind_that_only_a_missing_seat_caused_are_named() -> None:
    record = finished()
    mover = record.moves[0].persona
    citing = {b.persona for b in record.sealed_ballots if record.moves[0].evidence in b.cited}
    told = [redecide(record, Change(without=tuple(citing))).assumptions] if citing else []
    assert citing
    assert mover not in citing
    assert any("only a missing seat had credited" in line for line in told[0])


def test_the_ground_of_another_decision_is_named() -> None:
    record = finished()
    told = redecide(record, Change(bars={"ai": 3.2}, weights={"alpha": 1})).assumptions[-1]
    where = f"the world {record.brief.world} at the level {record.brief.level}"
    assert told.endswith(f"are those of {where}, with 1 bar and 1 weight of their own.")


def test_what_is_not_there_is_named_with_what_is() -> None:
    record = finished()
    with pytest.raises(UnknownName, match="first_seat"):
        redecide(record, Change(without=("fourth_seat",)))
    with pytest.raises(UnknownName, match="alpha"):
        redecide(record, Change(weights={"alfa": 1}))
    with pytest.raises(UnknownName, match="senior"):
        redecide(record, Change(level="junior"))
    with pytest.raises(BadRequest, match="from 1 to 5"):
        redecide(record, Change(bars={"ai": 9.0}))
    with pytest.raises(BadRequest, match="from 0"):
        redecide(record, Change(weights={"alpha": 4}))
    with pytest.raises(BadRequest, match="no panel"):
        redecide(record, Change(without=record.brief.seats))


def test_a_seat_that_heard_other_answers_cannot_vote(compare: Compare) -> None:
    record = read(compare, "first_seat", "second_seat")
    other = read(compare, "third_seat", "second_seat", material=interview("j", 1))
    with pytest.raises(BadRequest, match="other answers"):
        redecide(record, Change(instead=(Instead("first_seat", other, "third_seat"),)))
    same = read(compare, "third_seat", "second_seat")
    with pytest.raises(BadRequest, match="sits at this table"):
        redecide(record, Change(instead=(Instead("first_seat", same, "second_seat"),)))
