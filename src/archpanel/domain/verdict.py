"""What the panel decides together, and everything one needs to disagree with it."""

from typing import Literal

from pydantic import Field

from archpanel.domain.ballot import Blocking
from archpanel.domain.base import Record
from archpanel.domain.levels import Decision, Level


class AxisResult(Record):
    """Where one depth stands against its bar."""

    axis: str
    level: float | None
    bar: float
    state: Literal["above", "borderline", "below", "not_assessed"]
    assessed: int
    asked_for: int
    covered: float = Field(ge=0, le=1)
    """Share of the axis' importance that was assessed."""


class Gate(Record):
    """One rule of the verdict and what it found."""

    id: str
    outcome: Literal["pass", "hold", "fail"]
    reason: str


class Dissent(Record):
    """A minority view, kept in the verdict whatever the others think."""

    persona: str
    subject: str
    """A competency, or `recommendation`."""

    own: str
    panel: str


class Veto(Record):
    """A blocking concern that was not taken back."""

    persona: str
    concern: Blocking


class Step(Record):
    """One change of one panel level."""

    competency: str
    origin: Level
    to: Level


class Flip(Record):
    """The smallest change of panel levels that changes the decision."""

    decision: Decision
    total: float
    """Levels moved in all."""

    steps: tuple[Step, ...]


class Wanted(Record):
    """What the panel still needs to know, and which seat should find out."""

    subject: str
    persona: str
    reason: str


class Diversity(Record):
    """How many different minds sat on the panel: seats that think with one model share its errors.

    Source: three judges on one model are fooled together, so they count as one judge.
    """

    seats: int
    models: tuple[str, ...]
    """All models, or engines, that shaped the votes: by reading, advising or standing in."""

    independent: int
    """How many votes are independent: seats with a model in common count as one."""


class Verdict(Record):
    """The panel's joint decision: a pure function of ballots, evidence, flags and policy."""

    decision: Decision
    provisional: bool
    """True when an invited seat did not cast a full vote; such a verdict is never a hire."""

    practice: bool
    """True when the embedded engine judged: an estimate for rehearsal, not for hiring."""

    levels: dict[str, Level | None]
    axes: tuple[AxisResult, ...]
    gates: tuple[Gate, ...]
    vetoes: tuple[Veto, ...] = ()
    dissent: tuple[Dissent, ...] = ()
    agreement: float | None
    """Share of competencies judged by two or more seats on which none is a spread apart."""

    flips: tuple[Flip, ...] = ()
    wanted: tuple[Wanted, ...] = ()
    reasons: tuple[str, ...]
    diversity: Diversity | None = None
    """None in records before the third format."""

    policy_version: int
