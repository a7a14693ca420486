"""What a verdict stands for, what became of the application, and when nothing can be said."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interviews import SOUND, new_session, sessions_in, talk

from archpanel.domain import AxisResult, Decision, Verdict
from archpanel.evals.statistics import brier, wilson
from archpanel.funnel import (
    Application,
    Event,
    Foreseen,
    calibration_of,
    forecast,
    foreseen,
    summary_of,
)
from archpanel.funnel.calibration import BANDS, FEWEST_LINKED, margin_of, outcome_of

FIRST = date(2026, 9, 1)
LEVELS = st.none() | st.floats(-5, 5)


def events(*happened: tuple[str, int], start: date = FIRST) -> tuple[Event, ...]:
    return tuple(
        Event(n, stage, start + timedelta(after))  # type: ignore[arg-type]
        for n, (stage, after) in enumerate((("applied", 0), *happened), 1)
    )


def outcomes(*given_pairs: tuple[Decision, bool, int]) -> list[Foreseen]:
    """Return so many outcomes of each decision, each of a rehearsal of its own."""
    pairs = [(d, offer) for d, offer, times in given_pairs for _ in range(times)]
    return [
        Foreseen(f"a{n}", f"s{n}", d, forecast(d, None), offer)
        for n, (d, offer) in enumerate(pairs)
    ]


@given(st.sampled_from(sorted(BANDS)), LEVELS, LEVELS)
def test_more_margin_is_never_a_smaller_chance(
    decision: Decision, one: float | None, other: float | None
) -> None:
    low, high = sorted([one or 0.0, other or 0.0])
    assert 0.05 <= forecast(decision, low) <= forecast(decision, high) <= 0.95


@given(LEVELS, LEVELS)
def test_a_hire_is_never_a_smaller_chance_than_a_hold(
    one: float | None, other: float | None
) -> None:
    assert forecast("no_hire", one) <= forecast("hold", other) <= forecast("hire", one)


def test_the_middle_of_a_band_is_the_bar_and_what_was_not_assessed() -> None:
    assert forecast("hold", 0.0) == forecast("hold", None) == pytest.approx(0.5)
    assert forecast("hire", 1.0) == forecast("hire", 3.0) == pytest.approx(0.95)
    assert forecast("no_hire", -1.0) == pytest.approx(0.05)


def axis(level: float | None, bar: float) -> AxisResult:
    return AxisResult(
        axis="ai", level=level, bar=bar, state="above", assessed=1, asked_for=1, covered=1.0
    )


def verdict(*axes: AxisResult) -> Verdict:
    return Verdict(
        decision="hold", provisional=False, practice=True, levels={}, axes=axes, gates=(),
        agreement=None, reasons=(), policy_version=1,
    )  # fmt: skip


def test_the_weaker_depth_decides_and_an_unknown_one_leaves_the_margin_open() -> None:
    assert margin_of(verdict(axis(4.0, 3.0), axis(2.5, 3.0))) == -0.5
    assert margin_of(verdict(axis(4.0, 3.0), axis(None, 3.0))) is None
    assert margin_of(verdict()) is None


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        ([("process", 3), ("rejected", 9)], (9, False)),
        ([("process", 3), ("ghosted", 60)], (60, False)),
        ([("process", 3), ("offer", 9), ("withdrawn", 12)], (9, True)),
        ([("contract", 9)], (9, True)),
        ([("rejected", 9)], None),
        ([("process", 3), ("withdrawn", 9)], None),
        ([("process", 3)], None),
    ],
)
def test_only_what_a_firm_decided_after_a_process_is_an_outcome(
    happened: list[tuple[str, int]], found: tuple[int, bool] | None
) -> None:
    wanted = found and (FIRST + timedelta(found[0]), found[1])
    assert outcome_of(events(*happened)) == wanted


def test_of_too_few_or_of_one_kind_nothing_is_said() -> None:
    few = outcomes(("hire", True, FEWEST_LINKED - 2), ("no_hire", False, 1))
    found = calibration_of(20, few)
    assert (found.linked, found.outcomes, found.brier, found.rows) == (20, 9, None, ())
    assert found.missing == "Too few to say: 9 of at least 10 linked outcomes."
    one_kind = calibration_of(20, outcomes(("hire", False, 12)))
    assert "all 12 linked outcomes are without one" in one_kind.missing


def test_verdicts_that_foresee_outcomes_beat_the_base_rate() -> None:
    given_ones = outcomes(("hire", True, 16), ("hire", False, 4), ("no_hire", False, 20))
    found = calibration_of(45, given_ones)
    assert found.missing == ""
    assert [(r.decision, r.n, r.offers) for r in found.rows] == [
        ("no_hire", 20, 0),
        ("hire", 20, 16),
    ]
    assert (found.rows[1].low, found.rows[1].high) == wilson(16, 20)
    assert found.brier is not None
    assert found.brier == pytest.approx(brier([0.8] * 20 + [0.2] * 20, [1] * 16 + [0] * 24))
    assert found.base == 0.4
    assert found.gain is not None
    assert found.gain.value == pytest.approx(0.24 - found.brier)
    assert found.gain.low > 0


def test_verdicts_that_say_the_opposite_do_worse_and_chance_tells_nothing() -> None:
    wrong = calibration_of(20, outcomes(("no_hire", True, 8), ("hire", False, 12)))
    assert wrong.gain is not None
    assert wrong.gain.high < 0
    alike = [("hold", True, 6), ("hold", False, 6)]
    even = calibration_of(12, outcomes(*alike))  # type: ignore[arg-type]
    assert even.gain is not None
    assert even.gain.low <= 0


def test_outcomes_of_one_rehearsal_give_no_interval() -> None:
    same = [replace(o, session="s") for o in outcomes(("hire", True, 6), ("hire", False, 6))]
    found = calibration_of(12, same)
    assert found.rehearsals == 1
    assert found.gain is None


async def test_the_last_verdict_before_the_outcome_counts(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    first, last, open_one = (new_session(sessions) for _ in range(3))
    for session in (first, last):
        await talk(sessions, session, lambda q: SOUND)
    today = date.today()  # noqa: DTZ011  a session is held today
    after = events(("process", 1), ("rejected", 3), start=today)
    before = events(("process", 1), ("rejected", 3), start=today - timedelta(30))
    linked = (first, last, open_one)
    mine = [
        Application("a1", "A", "B", events=after, sessions=linked),
        Application("a2", "A", "B", events=before, sessions=linked),
        Application("a3", "A", "B", events=after, sessions=(open_one,)),
        Application("a4", "A", "B", events=after),
    ]
    found = foreseen(mine, sessions)
    assert [(one.application, one.session, one.offer) for one in found] == [("a1", last, False)]
    told = sessions.record(last).verdict
    assert found[0].chance == forecast(told.decision, margin_of(told))
    assert summary_of(mine, found, today + timedelta(9)).calibration.linked == 3
