"""Both formats tell the whole verdict: decision, axes, gates, dissent, flips, plan, limits."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from finished import finished
from markdown_it import MarkdownIt

from archpanel.agents.engine import Abstained
from archpanel.domain import Answer, DecisionRecord, Form, Item, Persona, Question
from archpanel.report import Report, build_report, to_html, to_markdown, to_terminal
from archpanel.report.wording import FAR
from archpanel.testing import ScriptedEngine

NAMES = {"hire": "Hire", "no_hire": "No hire", "hold": "Hold"}


class Words(HTMLParser):
    """What a reader sees of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = self._hidden or tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = self._hidden and tag not in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.seen.append(data)


def words(page: str) -> str:
    reader = Words()
    reader.feed(page)
    return " ".join(" ".join(reader.seen).split())


def read_html(record: DecisionRecord) -> str:
    return words(to_html(build_report(record)))


def read_markdown(record: DecisionRecord) -> str:
    return words(MarkdownIt().enable("table").render(to_markdown(build_report(record))))


READERS = pytest.mark.parametrize(
    "read", [pytest.param(read_html, id="html"), pytest.param(read_markdown, id="markdown")]
)
Read = Callable[[DecisionRecord], str]
Hold = Callable[..., DecisionRecord]
RISKY = "To be quick we skip the check here. [!question-2/risk]"
ONE_MORE = Form(id="two", version=1, title="Two", questions=("question-2", "question-3"))
GOOD = (
    "I would say this first of all. [p0] Then I would say that as well. [p1] "
    "And one more thing belongs to it. [p2] Last of all comes this. [p3]"
)
HALF = "I would say this first of all. [p0] Then I would nearly say that as well. [p1?]"


def test_the_records_differ_as_they_should(
    hired: DecisionRecord,
    ai_only: DecisionRecord,
    held_back: DecisionRecord,
    vetoed: DecisionRecord,
) -> None:
    decisions = [r.verdict.decision for r in (hired, ai_only, held_back, vetoed)]
    assert decisions == ["hire", "no_hire", "hold", "no_hire"]
    assert vetoed.verdict.vetoes
    assert held_back.verdict.dissent
    assert finished().moves


@READERS
def test_decision_and_headline_come_first(read: Read, record: DecisionRecord) -> None:
    report, text = build_report(record), read(record)
    assert report.headline in text
    assert NAMES[record.verdict.decision] in text[:200]
    assert text.index(report.headline) < text.index("Why")


@READERS
def test_each_depth_stands_with_its_level_and_its_bar(read: Read, record: DecisionRecord) -> None:
    text = read(record)
    for axis, name in zip(record.verdict.axes, ("AI", "architecture"), strict=True):
        assert name in text
        assert f"{axis.bar:.2f}" in text
        assert ("not assessed" if axis.level is None else f"{axis.level:.2f}") in text


@READERS
def test_every_gate_that_did_not_pass_is_told(read: Read, record: DecisionRecord) -> None:
    text = read(record)
    gates = record.verdict.gates
    for gate in gates:
        if gate.outcome != "pass":
            assert gate.reason.replace("ai: ", "AI: ") in text
    assert f"{sum(g.outcome == 'pass' for g in gates)} of {len(gates)} gates passed" in text


@READERS
def test_dissent_is_kept_with_both_views(read: Read, record: DecisionRecord) -> None:
    text = read(record)
    names = {p.id: p.name for p in record.personas}
    for dissent in record.verdict.dissent:
        own, panel = dissent.own.replace("_", " "), dissent.panel.replace("_", " ")
        expected = f"on {dissent.subject}: {own}, where the panel has {panel}."
        assert f"{names[dissent.persona]} {expected}" in text


@READERS
def test_what_would_change_the_verdict_is_told(read: Read, record: DecisionRecord) -> None:
    text = read(record)
    assert "How far away the other verdicts are (levels added up)" in text
    for flip in record.verdict.flips:
        if flip.total <= FAR:
            assert f"{NAMES[flip.decision]}, {flip.total:.1f} away:" in text
            for step in flip.steps:
                assert f"{step.competency} {step.origin:.1f} to {step.to:.1f}" in text
    if not record.verdict.flips:
        assert "would change this" in text
    names = {p.id: p.name for p in record.personas}
    for wanted in record.verdict.wanted:
        assert f"asked by {names[wanted.persona]}" in text


@READERS
def test_every_ballot_is_shown_sealed_and_after_the_debrief(
    read: Read, record: DecisionRecord
) -> None:
    text = read(record)
    for ballot in record.sealed_ballots:
        assert ballot.seal[:16] in text
        assert ballot.recommendation.replace("_", " ") in text
    for move in record.moves:
        assert f"{move.competency} {move.origin:.1f} to {move.to:.1f}" in text
    for veto in build_report(record).vetoes:
        assert veto in text


@READERS
def test_every_question_with_its_reason_and_every_answer_is_there(
    read: Read, record: DecisionRecord
) -> None:
    text = read(record)
    for question in record.questions:
        assert question.text in text
        assert question.reason in text
    for answer in record.answers:
        assert " ".join(answer.text.split()) in text


@READERS
def test_a_practice_verdict_says_so_and_another_does_not(
    read: Read, practice: DecisionRecord, hired: DecisionRecord
) -> None:
    assert "Practice verdict" in read(practice)
    assert "not for hiring decisions" in read(practice)
    assert "Practice verdict" not in read(hired)
    assert "practice verdict" in to_terminal(build_report(practice)).lower()


def test_the_plan_has_at_most_three_drills_each_tied_to_a_moment(record: DecisionRecord) -> None:
    report = build_report(record)
    assert len(report.drills) <= 3
    asked = {question.id for question in record.questions}
    moments = [drill.moment for drill in report.drills]
    assert set(moments) <= asked
    assert len(set(moments)) == len(moments)
    for drill in report.drills:
        assert drill.command == f"archpanel replay {record.session} --from {drill.moment[1:]}"
        for read in (read_html, read_markdown):
            assert drill.title in read(record)
            assert drill.happened in read(record)


def test_there_is_a_plan_unless_nothing_was_missing(
    hired: DecisionRecord, ai_only: DecisionRecord, held_back: DecisionRecord
) -> None:
    assert build_report(hired).drills == ()
    assert len(build_report(ai_only).drills) >= 2
    assert "You said" in build_report(held_back).drills[0].happened  # the risk first


def test_each_level_stands_below_the_seat_that_gave_it(hold: Hold) -> None:
    """Ballots are kept in order of ids, the brief seats people in another."""
    order = ("third_seat", "first_seat", "second_seat")
    record = hold(lambda q: f"{HALF} We skip the check. [!question-2/risk]", seats=order)
    assert [b.persona for b in record.ballots] != list(order)
    names = {p.id: p.name for p in record.personas}
    given = {names[b.persona]: b.levels for b in record.ballots}
    assert len({str(levels) for levels in given.values()}) == 3  # no two seats agree
    for table in (html_table(record), markdown_table(record)):
        seats = [cell for cell in table[0] if cell in given]
        assert len(seats) == 3
        for row in table[1:]:
            cells = dict(zip(table[0], row, strict=True))
            expected = {seat: given[seat].get(cells["Competency"]) for seat in seats}
            shown = {seat: cells[seat] for seat in seats}
            assert shown == {
                s: "not assessed" if v is None else f"{v:.1f}" for s, v in expected.items()
            }


def html_table(record: DecisionRecord) -> list[list[str]]:
    page = to_html(build_report(record))
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row) for row in rows]
    return [[words(cell).removesuffix(" disputed") for cell in row] for row in cells]


def markdown_table(record: DecisionRecord) -> list[list[str]]:
    lines = to_markdown(build_report(record)).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("| Competency"))
    table: list[list[str]] = []
    for line in lines[start:]:
        if not line.startswith("|"):
            return table
        if not line.startswith("|---"):
            cells = [cell.strip().replace("\\_", "_") for cell in line.strip("|").split("|")]
            table.append([cell.removesuffix(" (disputed)") for cell in cells])
    return table


def test_a_surprise_is_reported_apart(held_back: DecisionRecord, hired: DecisionRecord) -> None:
    assert [turn.move for turn in build_report(held_back).adaptability] == ["twist"]
    assert build_report(hired).adaptability == ()
    for read in (read_html, read_markdown):
        assert "it moves no level" in read(held_back)
        assert "it moves no level" not in read(hired)


@READERS
def test_a_risk_that_nobody_asked_about_is_named(
    read: Read, hold: Hold, hired: DecisionRecord
) -> None:
    flags = iter(["question-2", "question-0", "question-3", "question-1"])

    def say(question: Question) -> str:
        flag = next(flags, "")
        return f"This is a risky thing, {flag}. [!{flag}/risk]" if flag else HALF

    record = hold(say, turns=4)
    challenged = {q.target for q in record.questions if q.move == "cross-examine"}
    assert challenged == {"question-2/risk", "question-0/risk"}
    shown = read(record)
    told = shown[shown.index("Possibly risky, not asked about") :]
    for flag, answer in (("question-3", "a3"), ("question-1", "a4")):
        assert f'This is a risky thing, {flag}.", {answer}' in told
    assert build_report(record).unasked == tuple(
        f'Says something risky about it. ("This is a risky thing, {flag}.", {answer})'
        for flag, answer in (("question-3", "a3"), ("question-1", "a4"))
    )
    assert "Possibly risky, not asked about" not in read(hired)


def test_what_was_taken_back_unasked_was_still_not_asked_about(hold: Hold) -> None:
    said = iter([RISKY, "No, we would check there. [-question-2/risk]"])
    record = hold(lambda q: next(said, HALF), turns=2, form=ONE_MORE)
    assert [q.move for q in record.questions] == ["open", "close"]
    assert len(build_report(record).unasked) == 1


class Deaf(ScriptedEngine):
    """Does not read the second answer for the third seat."""

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Any:
        if (seat.id, answer.id) == ("third_seat", "a2"):
            return Abstained("Nobody was there.")
        return await super().read(seat, question, item, answer)


@READERS
def test_what_was_not_read_is_said_with_its_reason(
    read: Read, hold: Hold, hired: DecisionRecord
) -> None:
    record = hold(lambda question: GOOD, Deaf())
    assert (record.verdict.decision, record.verdict.provisional) == ("hold", True)
    told = "Not read by Seat third_seat: Nobody was there."
    assert told in read(record)
    assert [t.question for t in build_report(record).turns if t.unread == (told,)] == ["q2"]
    assert "Not read by" not in read(hired)


def test_the_terminal_gets_verdict_levels_and_plan(record: DecisionRecord) -> None:
    report = build_report(record)
    shown = words(MarkdownIt().enable("table").render(to_terminal(report)))
    assert report.headline in shown
    assert all(drill.title in shown for drill in report.drills)
    assert "Transcript" not in shown


def test_the_report_is_made_of_the_record_alone(record: DecisionRecord) -> None:
    again = DecisionRecord.model_validate_json(record.model_dump_json())
    made: list[Report] = [build_report(record), build_report(again)]
    assert made[0] == made[1]
    assert to_html(made[0]) == to_html(made[1])
