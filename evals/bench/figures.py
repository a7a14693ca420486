"""What was measured, and whether it is good enough."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Literal

import numpy as np

Sense = Literal["<=", ">=", "==", ""]
_MEETS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
}


@dataclass(frozen=True)
class Figure:
    """One figure; a ratio is ours to the floor's, the median over rounds."""

    scenario: str
    name: str
    kind: Literal["D", "R"]
    """D: counted, the same in every run. R: a ratio of times, which a busy machine blurs."""

    value: float
    sense: Sense = ""
    """How it has to stand to the target; "" for a figure that is only told."""

    target: float | None = None
    low: float | None = None
    high: float | None = None
    """Least and greatest of the rounds."""

    @property
    def met(self) -> bool:
        """Whether it meets its target; without one it does."""
        return self.target is None or not self.sense or _MEETS[self.sense](self.value, self.target)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "met": self.met}


def counted(
    scenario: str, name: str, value: float, sense: Sense = "", target: float | None = None
) -> Figure:
    """Return a deterministic figure."""
    return Figure(scenario, name, "D", value, sense, target)


def ratio(
    scenario: str,
    name: str,
    rounds: Sequence[float],
    sense: Sense = "<=",
    target: float | None = None,
) -> Figure:
    """Return the median over rounds, with its range; without a target it is only told."""
    return Figure(
        scenario, name, "R", median(rounds), sense, target, low=min(rounds), high=max(rounds)
    )


def growth_exponent(sizes: Sequence[float], amounts: Sequence[float]) -> float:
    """Return the slope of the least-squares line through the logarithms: 1 is linear, 2 squared."""
    return float(np.polyfit(np.log(sizes), np.log(amounts), 1)[0])


def cost_classic(prompt: int, cached: int) -> float:
    """Return the input in tokens at full price; what is read from the cache costs a tenth."""
    return prompt - 0.9 * cached


def cost_marked(prompt: int, read: int, written: int) -> float:
    """Return the same under the rules since GPT-5.6, where writing costs a quarter more."""
    return prompt - 0.9 * read + 0.25 * written
