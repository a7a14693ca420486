"""What a run must hold: its task's gates, and what the committed baseline had."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from archpanel.evals.harness.figure import Figure, Gate

Kind = Literal["gate", "baseline"]


@dataclass(frozen=True)
class Check:
    """One bar, and whether it was met."""

    kind: Kind
    figure: str
    wanted: str
    """In words: `at least 0.9`."""
    value: float | None
    holds: bool
    least: float | None = None
    most: float | None = None
    """The bar in numbers."""


def check_gates(gates: Iterable[Gate], figures: Sequence[Figure]) -> list[Check]:
    """Hold figures against gates; a gate whose figure is undefined or not there is missed.

    A figure of too few rows is held against nothing.
    """
    known = {figure.name: figure for figure in figures}
    return [
        check("gate", gate, known[gate.figure].value if gate.figure in known else None)
        for gate in gates
        if gate.figure not in known or not gate.is_too_few(known[gate.figure].n)
    ]


def check(kind: Kind, gate: Gate, value: float | None) -> Check:
    """Hold one value against one bar."""
    held = gate.holds(value)
    return Check(kind, gate.figure, _wanted(gate), value, held, gate.least, gate.most)


def _wanted(gate: Gate) -> str:
    bounds = (("at least", gate.least), ("at most", gate.most))
    return " and ".join(f"{word} {bound:.4g}" for word, bound in bounds if bound is not None)
