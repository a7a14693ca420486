"""Two versions of a persona, or a persona and its copy: what differs in the file, and in deed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from archpanel.evals.statistics import permutation_test, sign_test
from archpanel.lab.asking import seat_of
from archpanel.lab.grid import Grid
from archpanel.lab.measured import FEWEST_INTERVIEWS
from archpanel.lab.reacting import Reaction
from archpanel.lab.sitting import Comparison
from archpanel.personas.comparing import differences

SURE = 0.05
"""p below which, after correction for the number of tests, a difference is called one."""


@dataclass(frozen=True)
class PairedTest:
    """One paired test: after less before, interview by interview."""

    name: str
    """What was compared, in words."""

    interviews: int
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    """Mean over interviews; like all that follows None where there are too few to say."""

    p: float | None = None
    """Two-sided, by permutation of the signs of the interviews' differences."""

    sign_p: float | None = None
    """Two-sided, by how many interviews went up and how many down."""

    holm: float | None = None
    """p corrected for the number of tests of this pair."""

    @property
    def found(self) -> bool:
        """Tell whether there is a difference beyond chance."""
        return self.holm is not None and self.holm < SURE


@dataclass(frozen=True)
class Versions:
    """What differs between two personas."""

    before: str
    after: str
    file: tuple[tuple[str, str, str], ...]
    """(field, before, after) of everything that differs in the file."""

    tests: tuple[PairedTest, ...]
    recommendations: tuple[tuple[str, str, str], ...]
    """(interview, before, after) where their sealed ballots advise differently."""

    voted: int
    """Interviews on which both voted."""


def paired(name: str, before: Mapping[str, float], after: Mapping[str, float]) -> PairedTest:
    """Return a paired test over the interviews that both have a value for.

    Args:
        name: what is compared.
        before: interview -> value.
        after: interview -> value.
    """
    shared = [interview for interview in before if interview in after]
    first = np.asarray([before[i] for i in shared], dtype=np.float64)
    second = np.asarray([after[i] for i in shared], dtype=np.float64)
    if len(shared) < FEWEST_INTERVIEWS:
        return PairedTest(name, len(shared))
    # Levels are tenths: what is left of a difference of none is an error of the arithmetic.
    apart = np.round(second - first, 9)
    p, sign = permutation_test(apart), sign_test(apart)
    means = float(first.mean()), float(second.mean())
    return PairedTest(name, len(shared), *means, float(apart.mean()), p, sign)


def corrected(tests: Sequence[PairedTest]) -> tuple[PairedTest, ...]:
    """Return tests with p corrected for their number.

    Source: Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.
    """
    ranked = sorted((t.p, at) for at, t in enumerate(tests) if t.p is not None)
    holm: dict[int, float] = {}
    least = 0.0
    for rank, (p, at) in enumerate(ranked):
        least = max(least, min(1.0, p * (len(ranked) - rank)))
        holm[at] = least
    return tuple(
        PairedTest(
            t.name, t.interviews, t.before, t.after, t.difference, t.p, t.sign_p, holm.get(at)
        )
        for at, t in enumerate(tests)
    )


def versions(
    comparison: Comparison,
    grid: Grid,
    reactions: Mapping[str, Sequence[Reaction]],
    before: str,
    after: str,
) -> Versions:
    """Return what differs between two personas who read the same answers.

    Args:
        comparison: all sittings.
        grid: its levels.
        reactions: every persona's readings.
        before: label of the one.
        after: label of the other.
    """
    both = grid.keep(~np.isnan(grid.column(before)) & ~np.isnan(grid.column(after)))
    tests = [_levels(both, before, after, "level given")]
    tests += [_levels(both.about(c), before, after, f"level: {c}") for c in both.competencies]
    old, new = reactions[before], reactions[after]
    for name, count in _COUNTED:
        tests.append(paired(name, _per_answer(old, count), _per_answer(new, count)))
    for name, tell in _HELD:
        held = [_of_held(comparison, label, tell) for label in (before, after)]
        tests += [paired(name, *held)] if held[0] and held[1] else []
    votes, later = (_recommended(comparison, label) for label in (before, after))
    return Versions(
        before,
        after,
        tuple(differences(comparison.personas[before], comparison.personas[after])),
        corrected(tests),
        tuple((i, votes[i], later[i]) for i in votes if i in later and votes[i] != later[i]),
        sum(interview in later for interview in votes),
    )


def _levels(grid: Grid, before: str, after: str, name: str) -> PairedTest:
    return paired(name, _by_interview(grid, before), _by_interview(grid, after))


def _by_interview(grid: Grid, label: str) -> dict[str, float]:
    own, where = grid.column(label), np.asarray(grid.interviews)
    return {i: float(own[where == i].mean()) for i in dict.fromkeys(grid.interviews)}


_COUNTED: tuple[tuple[str, Callable[[Reaction], float]], ...] = (
    ("wishes to follow up, per answer", lambda r: float(r.assessment.bid is not None)),
    ("risks held against the candidate, per answer", lambda r: _concerns(r, "raised")),
    ("risks only suspected, per answer", lambda r: _concerns(r, "suspected")),
)


def _concerns(reaction: Reaction, state: str) -> float:
    return float(sum(c.state == state for c in reaction.assessment.concerns))


def _per_answer(
    reactions: Sequence[Reaction], count: Callable[[Reaction], float]
) -> dict[str, float]:
    counted: dict[str, list[float]] = {}
    for reaction in reactions:
        counted.setdefault(reaction.interview, []).append(count(reaction))
    return {interview: sum(each) / len(each) for interview, each in counted.items()}


_HELD: tuple[tuple[str, Callable[[Sequence[bool]], float]], ...] = (
    ("questions asked, per interview held", lambda asked: float(len(asked))),
    ("follow-ups asked, per interview held", lambda asked: float(sum(asked))),
)


def _of_held(
    comparison: Comparison, label: str, tell: Callable[[Sequence[bool]], float]
) -> dict[str, float]:
    """Return, by script, what a persona asked where its own panel held the interview."""
    told: dict[str, float] = {}
    for sitting in comparison.sittings:
        seat = seat_of(comparison, sitting, label)
        if sitting.held and seat:
            asked = [q.is_follow_up for q in sitting.record.questions if q.persona == seat]
            told.setdefault(sitting.material, tell(asked))
    return told


def _recommended(comparison: Comparison, label: str) -> dict[str, str]:
    """Return, by interview that all read, what a persona's sealed ballot advises."""
    advised: dict[str, str] = {}
    for sitting in comparison.sittings:
        seat = seat_of(comparison, sitting, label)
        for ballot in sitting.record.sealed_ballots:
            if sitting.shared and ballot.persona == seat:
                advised.setdefault(sitting.interview, ballot.recommendation)
    return advised
