"""Headlines say in one line what was decided and why."""

from collections.abc import Callable

import pytest

from archpanel.domain import DecisionRecord
from archpanel.report import build_report
from archpanel.report.wording import depth, level, sentence


def headline(record: DecisionRecord) -> str:
    return build_report(record).headline


def test_a_hire_names_both_depths(hired: DecisionRecord) -> None:
    assert headline(hired) == "Hire: both depths, AI and architecture, stand above the bar."


def test_one_depth_does_not_pay_for_the_other(ai_only: DecisionRecord) -> None:
    expected = "No hire: architecture depth is below the bar. AI depth does not pay for that."
    assert headline(ai_only) == expected


def test_all_depths_below_the_bar_are_named(hold: Callable[..., DecisionRecord]) -> None:
    record = hold(lambda question: "I would have to think about that.")
    assert headline(record) == "No hire: AI and architecture depth are below the bar."


def test_a_hold_says_that_more_must_be_known(held_back: DecisionRecord) -> None:
    assert headline(held_back).startswith("Hold: ")


def test_without_a_depth_below_the_bar_the_reason_is_named(hired: DecisionRecord) -> None:
    changed = {"decision": "no_hire", "reasons": ("Not taken back: small-pack/risk.",)}
    verdict = hired.verdict.model_copy(update=changed)
    record = hired.model_copy(update={"verdict": verdict})
    assert headline(record) == "No hire: Not taken back: small-pack/risk."


def test_a_role_with_one_axis_has_no_both(hired: DecisionRecord) -> None:
    alone = (hired.verdict.axes[0].model_copy(update={"axis": "overall"}),)
    record = hired.model_copy(update={"verdict": hired.verdict.model_copy(update={"axes": alone})})
    assert headline(record) == "Hire: overall above the bar."


@pytest.mark.parametrize(
    ("given", "shown"),
    [("ai", "AI"), ("architecture", "architecture"), ("people-skills", "people skills")],
)
def test_an_axis_is_written_for_people(given: str, shown: str) -> None:
    assert depth(given) == shown


def test_an_axis_at_the_beginning_of_a_reason_is_written_for_people() -> None:
    assert sentence("ai: 2.00 against a bar of 3.00 (below).").startswith("AI: 2.00")
    assert sentence("ai-costs: 1.0, at least 2.0 is needed.").startswith("ai-costs")
    assert sentence("Every invited seat voted.") == "Every invited seat voted."


NAMES = {"security-architecture": "Security architecture", "security_reviewer": "Marit Haugland"}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("security-architecture was not assessed.", "Security architecture was not assessed."),
        (
            "security-architecture: 2.5, at least 2.0 is needed. Its owner did not judge it: "
            "security_reviewer.",
            "Security architecture: 2.5, at least 2.0 is needed. Its owner did not judge it: "
            "Marit Haugland.",
        ),
        ("Not taken back: some_item/risk.", "Not taken back: some_item/risk."),
    ],
)
def test_a_reason_calls_competencies_and_seats_by_their_names(given: str, shown: str) -> None:
    assert sentence(given, NAMES) == shown


def test_a_low_depth_is_explained_by_what_pulls_it_down(ai_only: DecisionRecord) -> None:
    (told,) = build_report(ai_only).pulls
    low = [c for c in ai_only.role.competencies if c.axis == "architecture"]
    levels = {c.name: ai_only.verdict.levels[c.id] for c in low}
    worst = min((v, name) for name, v in levels.items() if v is not None)
    assert told.startswith("Architecture depth is pulled down most by ")
    assert f"{worst[1]} ({worst[0]:.1f})" in told


def test_a_depth_above_its_bar_needs_no_explanation(hired: DecisionRecord) -> None:
    assert build_report(hired).pulls == ()


def test_what_was_not_assessed_is_no_number() -> None:
    assert level(None) == "not assessed"
    assert level(1.0) == "1.0"
