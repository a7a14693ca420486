"""What a run must hold: its task's gates, and what the committed baseline had."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from archpanel.evals.harness.figure import Figure, Gate


@dataclass(frozen=True)
class Check:
    """One bar, and whether it was met."""

    kind: Literal["gate", "baseline"]
    figure: str
    wanted: str
    """In words: `at least 0.9`."""
    value: float | None
    holds: bool


def check_gates(gates: Iterable[Gate], figures: Sequence[Figure]) -> list[Check]:
    """Hold figures against gates; a gate whose figure is undefined or not there is missed."""
    values = {figure.name: figure.value for figure in figures}
    return [
        Check("gate", gate.figure, _wanted(gate), values.get(gate.figure), _holds(gate, values))
        for gate in gates
    ]


def _holds(gate: Gate, values: dict[str, float | None]) -> bool:
    return gate.holds(values.get(gate.figure))


def _wanted(gate: Gate) -> str:
    bounds = (("at least", gate.least), ("at most", gate.most))
    return " and ".join(f"{word} {bound:g}" for word, bound in bounds if bound is not None)
