"""What a task is: a question, material, how the panel works on it and how that is judged."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archpanel.agents.engine import Engine
from archpanel.domain import RolePack
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.sample import Sample

Output = Any
"""JSON: what a solver returns; it is cached and written to `results.jsonl`."""


@dataclass(frozen=True)
class Setup:
    """Who works on a sample."""

    pack: RolePack
    engine: Engine
    """Embedded, or a language model's; the task treats both alike."""
    epoch: int = 1
    """From 1; a solver that draws anything at random draws it from this and the sample's id."""


@dataclass(frozen=True)
class Score:
    """How one output of one sample was judged.

    The fields are those of inspect's `Score`.
    """

    value: Mapping[str, float]
    """Named numbers that the metrics read; what is undefined is left out, never made up."""
    answer: str = ""
    """What the panel came to, in a few words."""
    explanation: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Scored:
    """One sample, worked on once."""

    sample: Sample
    epoch: int
    output: Output
    score: Score


Solver = Callable[[Sample, Setup], Awaitable[Output]]
Scorer = Callable[[Sample, Output], Score]
Metrics = Callable[[Sequence[Scored]], Sequence[Figure]]


@dataclass(frozen=True)
class Task:
    """One question to the panel's quality, and how it is answered."""

    name: str
    """Kebab-case, the word on the command line."""
    asks: str
    """One question in plain words; the evidence page shows it."""
    material: str
    """On what: the data, its source and size, in one line."""
    load: Callable[[Path | None], Sequence[Sample]]
    """Return all samples. Takes the folder of third-party data, or None.

    Raises `DataMissing` where that is needed and missing.
    """
    solve: Solver
    score: Scorer
    measure: Metrics
    """Return the figures, of whatever was scored; raises nothing for few samples."""
    gates: Sequence[Gate] = ()
    """What must hold for the embedded engine."""
    version: str = "1"
    """Raised when the solver's meaning changes; part of the cache's key."""
    quick: int | None = None
    """How many samples the run in CI takes, evenly spread; None: all."""
    foreign: bool = False
    """Whether it needs data that does not come with the package."""
    notes: str = ""
    """What the figures do not show; the evidence page prints it below them."""
