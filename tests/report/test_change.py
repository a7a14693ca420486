"""Before and after: what a replay changed, and which seat sees it."""

from collections.abc import Callable

import pytest

from archpanel.domain import DecisionRecord, Question
from archpanel.report import Links, build_report, compare, to_body, to_html

Hold = Callable[..., DecisionRecord]
GOOD = (
    "I would say this first of all. [p0] Then I would say that as well. [p1] "
    "And one more thing belongs to it. [p2] Last of all comes this. [p3]"
)
RISK = f"{GOOD} To be quick we skip the check here. [!question-0/risk]"
NAME = "20260101-0a"


def anew(turn: str, said: str) -> Callable[[Question], str]:
    return lambda question: said if question.id == turn else GOOD


@pytest.fixture(scope="module")
def before(hold: Hold) -> DecisionRecord:
    return hold(lambda question: GOOD, turns=4)


def test_the_same_record_has_changed_in_nothing(before: DecisionRecord) -> None:
    change = compare(before, before)
    assert change.before == change.after == before.verdict.decision
    assert all(axis.before == axis.after for axis in change.axes)
    assert (change.levels, change.votes, change.question) == ((), (), None)
    assert (change.new, change.gone) == ((), ())


def test_the_turn_the_levels_and_the_seats_are_named(before: DecisionRecord, hold: Hold) -> None:
    after = hold(lambda question: "I would not know.", turns=4)
    change = compare(before, after)
    assert change.question is not None
    assert change.question.id == "q1"
    assert change.said_before == before.answers[0].text
    assert change.said_after == after.answers[0].text
    moved = {level.competency: (level.before, level.after) for level in change.levels}
    told = {name: (v, after.verdict.levels[name]) for name, v in before.verdict.levels.items()}
    changed = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
    assert changed
    assert changed.items() <= moved.items()
    for level in change.levels:
        for seat in level.seats:
            assert seat.before != seat.after
            assert seat.name in {persona.name for persona in after.personas}


def test_questions_that_came_and_went_are_named(before: DecisionRecord, hold: Hold) -> None:
    change = compare(before, hold(anew("q1", RISK), turns=4))
    assert [q.move for q in change.new] == ["cross-examine"]
    assert len(change.gone) == 1
    assert change.gone[0] in before.questions


def test_the_file_and_the_page_have_the_same_sections(before: DecisionRecord) -> None:
    report = build_report(before)
    body = to_body(report, Links(commands=True))
    assert str(body) in to_html(report)
    assert "<style" not in body
    assert "<html" not in body


def test_a_page_leads_to_forms_and_the_file_names_commands(hold: Hold) -> None:
    report = build_report(hold(lambda question: "It depends on very many things. [p1?]", turns=2))
    assert report.drills
    moment = report.drills[0].moment
    again = {turn.question: f"#again-{turn.question}" for turn in report.turns}
    page = to_body(report, Links(again=again))
    assert f'href="#again-{moment}"' in page
    assert "archpanel replay" not in page
    assert "archpanel replay" in to_html(report)
    assert "archpanel replay" not in to_body(report, Links())


def test_a_replay_names_what_it_was_made_of(before: DecisionRecord) -> None:
    assert "A replay of session 20260101-0." in to_html(
        build_report(before, replay_of="20260101-0")
    )
    assert "A replay of" not in to_html(build_report(before))
