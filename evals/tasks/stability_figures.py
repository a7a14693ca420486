"""The figures of stability: agreement of an arm with the first reading, and what changed."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.measuring import mean_of, share_of_groups
from archpanel.evals.harness.task import Output, Scored
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.statistics import Array, cluster_interval, krippendorff_alpha

FIRST = "first"
"""The reading that all others are held against."""

ARMS: Mapping[str, tuple[str, ...]] = {
    "repeats": ("repeats-1", "repeats-2"),
    "seats": ("seats-1", "seats-2"),
    "rewordings": ("rewordings-1", "rewordings-2"),
}
"""What is varied -> the two readings that vary it."""

SAME = 0.05
"""Levels; a tenth is the least that a report shows."""

REPEATS = 300
"""Bootstrap samples for an alpha, which takes a hundred times longer than a mean."""

Levels = Mapping[str, Mapping[str, float]]
"""Question -> seat -> level."""


def largest(output: Output, arm: str) -> float:
    """Return the largest change of any seat's level of any answer from the first reading."""
    moved = (abs(now - was) for name in ARMS[arm] for _, was, now in _pairs(output, name))
    return max(moved, default=0.0)


def _pairs(output: Output, name: str) -> Iterator[tuple[str, float, float]]:
    """Yield question, first and later level wherever a seat read an answer both times."""
    later: Levels = output[name]["levels"]
    for question, seats in output[FIRST]["levels"].items():
        for seat, level in seats.items():
            if seat in later.get(question, {}):
                yield question, level, later[question][seat]


def decided(output: Output, arm: str) -> set[str]:
    """Return the decisions of an arm's readings."""
    return {output[name]["decision"] for name in ARMS[arm]}


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return alpha, the largest change and the flips by arm, and alpha over repeats by seat."""
    inside = [one for one in scored if one.score.value["zone"]]
    outside = [one for one in scored if not one.score.value["zone"]]
    return [
        *(_alpha(f"alpha/{arm}", scored, arm, CORE_SEATS) for arm in ARMS),
        *(_alpha(f"alpha/repeats/{seat}", scored, "repeats", (seat,)) for seat in CORE_SEATS),
        *(_largest(arm, scored) for arm in ARMS),
        *(_changed(arm, scored) for arm in ARMS),
        *(_flips(arm, "outside", outside) for arm in ARMS),
        *(_flips(arm, "inside", inside) for arm in ARMS),
    ]


def _alpha(figure: str, scored: Sequence[Scored], arm: str, seats: Sequence[str]) -> Figure:
    """Return how far three readings of one seat's level of one answer agree; questions resampled.

    The first reading is one rater, the arm's two are the others.
    """
    readings, questions = _table(scored, (FIRST, *ARMS[arm]), seats)
    note = "Krippendorff's alpha, interval; one seat's level of one answer, to a tenth"
    try:
        value = krippendorff_alpha(readings, "interval")
        low, high = cluster_interval(
            questions, lambda rows: krippendorff_alpha(readings[:, rows], "interval"), REPEATS
        )
    except ValueError as error:
        return Figure(figure, None, n=len(questions), note=str(error))
    return Figure(figure, value, low, high, len(questions), note=note)


def _table(
    scored: Sequence[Scored], names: Sequence[str], seats: Sequence[str]
) -> tuple[Array, list[str]]:
    """Return levels, a row for each reading, and the question of each column; NaN is a gap."""
    columns: list[list[float]] = []
    questions: list[str] = []
    for one in scored:
        for question in one.output[FIRST]["levels"]:
            for seat in seats:
                columns.append([_level(one.output, name, question, seat) for name in names])
                questions.append(question)
    shape = (len(columns), len(names))
    return np.array(columns, dtype=np.float64).reshape(shape).T, questions


def _level(output: Output, name: str, question: str, seat: str) -> float:
    levels: Levels = output[name]["levels"]
    return round(levels.get(question, {}).get(seat, float("nan")), 1)


def _largest(arm: str, scored: Sequence[Scored]) -> Figure:
    found = [one.score.value[f"largest/{arm}"] for one in scored]
    note = "largest change of one seat's level of one answer"
    return Figure(
        f"largest/{arm}", max(found, default=None), n=len(found), unit="levels", note=note
    )


def _changed(arm: str, scored: Sequence[Scored]) -> Figure:
    """Return the share of a seat's levels of answers that are not what they were."""
    pairs = [pair for one in scored for name in ARMS[arm] for pair in _pairs(one.output, name)]
    other = [float(abs(now - was) > SAME) for _, was, now in pairs]
    note = f"levels that differ by more than {SAME}"
    return mean_of(f"changed/{arm}", other, [question for question, _, _ in pairs], "share", note)


def _flips(arm: str, where: str, scored: Sequence[Scored]) -> Figure:
    """Return the share of interviews with another decision in either reading of an arm."""
    note = f"interviews {where} the borderline zone"
    return share_of_groups(
        f"flips/{arm}/{where}", scored, lambda one: one.score.value[f"flips/{arm}"] > 0, note
    )
