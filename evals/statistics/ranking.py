"""Strength from who beat whom, e.g. which persona is the stricter on the same answer."""

from collections.abc import Sequence

import numpy as np

from archpanel.evals.statistics.arrays import Array, Numbers, table

ROUNDS = 10_000
"""Steps of the fit; seven teams need about fifty, near ties of a long chain some thousands."""


def bradley_terry(wins: Sequence[Numbers] | Array, prior: float = 0.0) -> Array:
    """Log strengths with mean 0: `i` beats `j` with chance 1 / (1 + exp(s[j] - s[i])).

    Args:
        wins: square; row `i`, column `j`: how often `i` beat `j`. A draw is half a win for both.
        prior: virtual wins of each over each; above 0 where some never lost, which has no answer
            otherwise.

    Raises:
        ValueError: not square, a negative count, or the wins do not link all of them in both
            directions, so that some strength is infinite.

    Source: Bradley & Terry (1952), Biometrika 39(3/4), 324-345; fitted as in Hunter (2004), Annals
    of Statistics 32(1), 384-406; the condition is that of Ford (1957).
    """
    beaten = table(wins, "players", "opponents") + prior
    np.fill_diagonal(beaten, 0)
    if beaten.shape[0] != beaten.shape[1] or (beaten < 0).any():
        raise ValueError(f"shape {beaten.shape}; wins are a square table of counts from 0 up")
    if not _linked(beaten):
        raise ValueError("some won all or lost all against the rest; give a prior, such as 0.1")
    return _fit(beaten)


def _linked(beaten: Array) -> bool:
    """Whether each beat each, directly or through others."""
    reach = (beaten > 0) | np.eye(len(beaten), dtype=bool)
    for _ in range(len(beaten)):
        reach = reach @ reach
    return bool(reach.all())


def _fit(beaten: Array) -> Array:
    met, strength = beaten + beaten.T, np.ones(len(beaten))
    for _ in range(ROUNDS):
        shares = (met / (strength[:, None] + strength[None, :])).sum(axis=1)
        better = beaten.sum(axis=1) / shares
        better /= np.exp(np.log(better).mean())
        moved = float(np.abs(np.log(better / strength)).max())
        strength = better
        if moved < 1e-12:
            break
    return np.asarray(np.log(strength), dtype=np.float64)
