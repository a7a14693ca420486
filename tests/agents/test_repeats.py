"""What an earlier answer has said earns nothing again, whoever reads it; and `verify` knows."""

from functools import partial

import pytest
from finished import Json, caught_at, parts
from interviews import THOROUGH, answer_to, panel, question

from archpanel.agents.repeats import is_repeat, mark_repeats
from archpanel.agents.verification import verify
from archpanel.domain import Assessment, DecisionRecord, Question
from archpanel.graphs import MemoryRecords, score_missing
from archpanel.graphs import panel as live
from archpanel.graphs.verdict import record_of, seal_ballots, take_advice
from archpanel.testing import ScriptedEngine

LIST = "I keep one limit on retries with jitter, and I measure it before and after each change."
OTHER = "A queue between the two takes the peaks, and whoever reads from it may be slow."


def marked(*texts: str, follows: str = "") -> list[str]:
    asked: list[Question] = [question(n) for n, _ in enumerate(texts, start=1)]
    asked[-1] = asked[-1].model_copy(update={"follows": follows})
    answers = [answer_to(q.id, text) for q, text in zip(asked, texts, strict=True)]
    last = mark_repeats(asked, answers)[-1]
    return [last.text[start:end] for start, end in last.repeats]


def test_what_was_said_before_is_marked_however_it_is_cut_and_written() -> None:
    assert marked(LIST, OTHER) == []
    assert marked(LIST, LIST) == [LIST.rstrip(".")]
    assert marked(f"{OTHER} {LIST}", f"First: {LIST.upper().replace(',', '.')}") == [
        LIST.rstrip(".").upper().replace(",", ".")
    ]


def test_who_is_asked_about_an_answer_may_say_it_again() -> None:
    assert marked(LIST, LIST, follows="a1") == []
    assert marked(LIST, OTHER, LIST, follows="a2") == [LIST.rstrip(".")]


def test_a_turn_of_phrase_is_no_repetition() -> None:
    text = f"I keep one limit on retries, {OTHER}"
    assert not is_repeat(text, ((0, 27),), 0, len(text))
    assert is_repeat(text, ((0, 27),), 0, 27)


async def assessed(*texts: str) -> list[Assessment]:
    records = MemoryRecords()
    for number, text in enumerate(texts, start=1):
        asked = question(number, f"question-{number - 1}")
        await records.put_question(asked)
        records.accept(answer_to(asked.id, text))
    seats = panel(ScriptedEngine(), records, turns=len(texts))
    await score_missing(seats)
    return [a for a in (await seats.proceedings()).assessments if a.persona == "first_seat"]


async def test_the_same_answer_to_another_question_makes_no_point() -> None:
    first, second = await assessed(THOROUGH, THOROUGH)
    assert {f.state for f in first.findings} == {"met"}
    assert {f.state for f in second.findings} == {"not_met"}


async def test_a_risk_that_is_said_again_was_said_again() -> None:
    risk = "To be quick we share one key among all of the services. [!question-1/risk]"
    first, second = await assessed(risk, risk)
    assert [c.flag for c in (*first.concerns, *second.concerns)] == ["question-1/risk"] * 2


def drop_a_mark(record: Json) -> None:
    record["answers"][1]["text"] = record["answers"][0]["text"]


def add_a_mark(record: Json) -> None:
    record["answers"][1]["repeats"] = [[0, 12]]


@pytest.mark.parametrize("change", [drop_a_mark, add_a_mark])
def test_marks_that_do_not_follow_from_the_answers_are_found(change: object) -> None:
    data = parts()
    assert callable(change)
    change(data)
    assert caught_at(data).startswith("answers/")


FILLED = (
    "I keep, you know, one limit, I mean, on retries (1) with, basically, jitter, and I actually "
    "measure, so to say, it before, sort of, and after each, like, change."
)


def test_idle_words_hide_no_repetition() -> None:
    [said] = marked(LIST, FILLED)
    assert said.startswith("keep")
    assert said.endswith("change")
    assert marked(LIST, f"{OTHER} You know, I mean, basically, sort of, actually, like.") == []


async def read(*texts: str) -> live.Panel:
    """Return a panel that has read these answers."""
    records = MemoryRecords()
    for number, text in enumerate(texts, start=1):
        asked = question(number, f"question-{number - 1}")
        await records.put_question(asked)
        records.accept(answer_to(asked.id, text))
    seats = panel(ScriptedEngine(), records, turns=len(texts))
    await score_missing(seats)
    return seats


async def judged(seats: live.Panel) -> DecisionRecord:
    """Have a panel vote on what it read."""
    await seal_ballots(seats, await take_advice(seats))
    return await record_of("t", seats)


def credited(record: DecisionRecord) -> list[str]:
    found = [f for a in record.assessments for f in a.findings if f.state != "not_met"]
    return sorted({finding.evidence.partition(":")[0] for finding in found})


async def test_what_is_said_again_with_idle_words_makes_no_point() -> None:
    record = await judged(await read(f"{LIST} [p0]", f"{FILLED} [p0]"))
    assert (record.record, credited(record)) == (7, ["a1"])
    assert verify(record.model_dump_json()) == record


async def test_what_was_credited_before_an_upgrade_is_written_by_the_rules_of_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as then:
        then.setattr(live, "mark_repeats", partial(mark_repeats, loose=False))
        seats = await read(f"{LIST} [p0]", f"{FILLED} [p0]")
    record = await judged(seats)
    assert (record.record, credited(record)) == (6, ["a1", "a2"])
    assert verify(record.model_dump_json()) == record
