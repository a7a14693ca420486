"""What a seat is shown in the debrief of all that it may look at: little, and what weighs most."""

from collections.abc import Sequence
from statistics import fmean

from archpanel.agents.engine import Case

MOST_UNUSED = 1
"""Pieces of evidence per competency and direction that a seat is shown in the debrief."""

MOST_CASES = 12
"""Competencies in one debrief: as many as a reply may move; see `shapes.Reconsidered`."""


def most_telling(case: Case) -> list[tuple[str, bool, float]]:
    """Return the unused evidence that is shown: of each direction what its readers were surest of.

    One piece can move a seat; thirty would make a debrief dearer than the interview.
    """
    surest = sorted(case.unused, key=lambda entry: (-entry[2], entry[0]))
    return [
        entry
        for good in (True, False)
        for entry in [one for one in surest if one[1] is good][:MOST_UNUSED]
    ]


def most_disputed(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the cases that are shown: where a seat is farthest from the others and may move.

    Without evidence that a seat did not use, nothing may move it.
    """
    open_ = [case for case in cases if case.unused]
    farthest = sorted(open_, key=_distance, reverse=True)[:MOST_CASES]
    return tuple(case for case in open_ if case in farthest)


def _distance(case: Case) -> float:
    return abs(case.own - fmean(case.peers)) if case.peers else 0.0
