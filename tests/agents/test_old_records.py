"""Records of older formats verify as they were written: `record_v1.json` and its like."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from finished import Json, caught_at, pack, sealed_again

from archpanel.agents.engine import Engine
from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord, RolePack
from archpanel.evals.played import PlayedCaller, Theatre
from archpanel.graphs import MemoryRecords
from archpanel.graphs.verdict import record_of
from archpanel.packs import load_pack
from archpanel.sessions import assemble
from archpanel.testing import ScriptedEngine

OLD = (Path(__file__).parent / "record_v1.json").read_text(encoding="utf-8")


ROLE = load_pack("ai-architect")


def played() -> Mapping[str, Engine]:
    return Theatre(ROLE, fallback="spare").engines(PlayedCaller())


def old_parts() -> Json:
    found: Json = json.loads(OLD)
    found.pop("seal")
    return found


def test_a_record_of_the_first_format_verifies() -> None:
    record = verify(OLD)
    assert record.record == 1
    assert {b.maker for b in record.ballots} == {""}
    assert {a.kind for a in record.assessments} == {"answered", "passed"}


def test_a_record_of_the_second_format_verifies() -> None:
    record = verify((Path(__file__).parent / "record_v2.json").read_text(encoding="utf-8"))
    assert record.record == 2
    assert record.verdict.diversity is None
    assert {b.models for b in record.ballots} == {()}


def kept(version: int) -> Json:
    text = (Path(__file__).parent / f"record_v{version}.json").read_text("utf-8")
    found: Json = json.loads(text)
    return found


def v4() -> Json:
    return kept(4)


def test_a_record_of_the_fourth_format_verifies_whose_adviser_was_not_counted() -> None:
    record = verify(json.dumps(v4()))
    assert record.record == 4
    assert [b.advice.model for b in record.ballots if b.advice] == ["spare", "played"]
    assert record.verdict.diversity is not None
    assert record.verdict.diversity.models == ("played",)


async def test_votes_that_were_cast_before_an_upgrade_are_written_by_the_rules_of_their_time() -> (
    None
):
    record = await finished_now(verify(json.dumps(v4())), pack(), ScriptedEngine())
    assert record.record == 4
    assert verify(record.model_dump_json()) == record


async def finished_now(
    old: DecisionRecord, role: RolePack, engines: Engine | Mapping[str, Engine]
) -> DecisionRecord:
    """Write what an earlier version put on record, as a session does that outlives an upgrade."""
    records = MemoryRecords()
    for question, answer in zip(old.questions, old.answers, strict=True):
        await records.put_question(question)
        records.accept(answer)
    for made in old.assessments:
        await records.put_assessment(made, "")
    for ballot in old.sealed_ballots:
        await records.put_ballot(ballot)
    if old.moves:
        await records.put_round(1, old.moves)
    panel = assemble(old.brief, old.personas, role, engines, records, "test")
    return await record_of("t", panel)


def test_a_record_of_the_fifth_format_verifies_in_which_one_seat_raised_others() -> None:
    record = verify(json.dumps(kept(5)))
    assert record.record == 5
    assert ("played", "spare") in {b.models for b in record.ballots}
    assert {move.to > move.origin for move in record.moves} == {True}


async def test_a_debrief_that_was_held_before_an_upgrade_is_written_by_the_rules_of_its_time() -> (
    None
):
    record = await finished_now(verify(json.dumps(kept(5))), ROLE, played())
    assert record.record == 5
    assert verify(record.model_dump_json()) == record


async def test_votes_that_keep_all_rules_are_written_in_the_newest_format() -> None:
    old = verify(json.dumps(kept(5)))
    unmoved = old.model_copy(update={"moves": ()})
    record = await finished_now(unmoved, ROLE, played())
    assert record.record == 7
    assert verify(record.model_dump_json()) == record


def test_one_seat_that_raises_another_is_found_since_the_sixth_format() -> None:
    data = kept(5)
    data.pop("seal")
    data["record"] = 6
    assert caught_at(data) == "moves/0"


def test_who_stood_in_for_a_move_is_the_briefs_fallback_since_the_sixth_format() -> None:
    data = kept(5)
    data.pop("seal")
    data["record"] = 6
    data["moves"][0]["stand_in"] = "ghost"
    assert caught_at(data) == "moves/0/stand_in"


def test_what_verified_as_the_third_format_still_does() -> None:
    data = v4()
    data["record"] = 3
    data.pop("seal")
    for answer in data["answers"]:
        answer["repeats"] = []  # known since 4; nothing was said twice here
    assert verify(sealed_again(data)).record == 3


def test_an_adviser_that_is_not_counted_is_found_since_the_fifth_format() -> None:
    data = v4()
    data.pop("seal")
    data["record"] = 5
    assert caught_at(data) == "sealed_ballots/0/models/1"


FORGED: list[tuple[str, Callable[[Json], object]]] = [
    ("assessments", lambda d: d["assessments"].pop()),
    ("sealed_ballots/0/complete", lambda d: d["sealed_ballots"][0].update(complete=False)),
    ("sealed_ballots/0/maker", lambda d: d["sealed_ballots"][0].update(maker="0" * 64)),
    ("assessments/0/abstained", lambda d: d["assessments"][0].update(abstained="Out of reach.")),
    ("sealed_ballots/0/maker", lambda d: d.update(record=2)),
]


@pytest.mark.parametrize(
    ("named", "forge"), FORGED, ids=[f"{n} {named}" for n, (named, _) in enumerate(FORGED)]
)
def test_a_forged_record_of_the_first_format_is_found(
    named: str, forge: Callable[[Json], object]
) -> None:
    data = old_parts()
    forge(data)
    assert caught_at(data) == named
