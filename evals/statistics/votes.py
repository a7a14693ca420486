"""What several judges are worth: how independent they err, and why a vote moves."""

from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from archpanel.evals.statistics.arrays import Array, Numbers, table
from archpanel.evals.statistics.correlation import pearson


class Votes(NamedTuple):
    """How many independent judges a panel amounts to."""

    effective: float
    """From 1 (all err alike) to the number of judges and, where errors cancel, above."""
    correlation: float
    """Mean correlation of two judges' errors."""


class Flips(NamedTuple):
    """Shares of votes that changed."""

    with_peers: float
    alone: float
    """Changed on a second look without any peers: what no argument caused."""
    through_peers: float
    """The difference; below 0 where peers steadied the votes."""


def effective_votes(errors: Sequence[Numbers] | Array) -> Votes:
    """Kish's effective number of votes: k / (1 + (k - 1) * mean pairwise correlation).

    Args:
        errors: one list per case, one value per judge: level minus truth, or 1 for a wrong vote.

    Raises:
        ValueError: fewer than two cases or judges, a judge whose error never varies (then it
            correlates with nothing), or errors that cancel completely.

    Source: Kish (1965), Survey Sampling, section 5.4 (design effect); for judges arXiv:2605.29800.
    """
    given = table(errors, "cases", "judges")
    k = given.shape[1]
    pairs = [pearson(given[:, i], given[:, j]) for i, j in combinations(range(k), 2)]
    mean = float(np.mean(pairs))
    effect = 1 + (k - 1) * mean
    if effect < 1e-12:
        raise ValueError("the errors cancel completely, so the number of votes has no bound")
    return Votes(k / effect, mean)


def effective_weight(weights: Numbers) -> float:
    """How many equal votes weighted ones amount to: (sum of w)^2 / sum of w^2.

    Raises:
        ValueError: a weight is negative, or all are 0.

    Source: Kish (1965), Survey Sampling, section 11.7.
    """
    given = np.asarray(weights, dtype=np.float64)
    if (given < 0).any() or not (given > 0).any():
        raise ValueError(f"weights {given.tolist()}; they are at least 0, and one is above")
    return float(given.sum() ** 2 / (given**2).sum())


def flip_decomposition(
    before: Sequence[Hashable], after_peers: Sequence[Hashable], after_self: Sequence[Hashable]
) -> Flips:
    """Part the votes that peers changed from those that a second look alone changes.

    Args:
        before: the blind votes.
        after_peers: the same votes after the peers' were shown, in the same order.
        after_self: the same votes after a second look with the peers hidden.

    Raises:
        ValueError: the lists differ in length or are empty.

    Source: the control arm of arXiv:2606.00820.
    """
    sizes = {len(before), len(after_peers), len(after_self)}
    if len(sizes) > 1 or 0 in sizes:
        raise ValueError(f"{sorted(sizes)} votes; give three lists of the same votes, not empty")
    with_peers, alone = _moved(before, after_peers), _moved(before, after_self)
    return Flips(with_peers, alone, with_peers - alone)


def _moved(before: Sequence[Hashable], after: Sequence[Hashable]) -> float:
    return sum(a != b for a, b in zip(before, after, strict=True)) / len(before)
