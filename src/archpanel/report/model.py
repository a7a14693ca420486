"""What a report shows, in the order in which it shows it. Plain values; no record is needed."""

from dataclasses import dataclass

from archpanel.domain import AxisResult, Flip, Gate, Wanted


@dataclass(frozen=True)
class Quote:
    """The candidate's own words, and where they stand."""

    answer: str
    text: str
    shows: str
    in_favour: bool


@dataclass(frozen=True)
class HeatRow:
    """One competency: what each seat gave, and what the panel took."""

    axis: str
    competency: str
    name: str
    importance: int
    levels: tuple[float | None, ...]
    panel: float | None
    disputed: bool
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class SeatBallot:
    """One seat's vote before and after the debrief."""

    persona: str
    name: str
    role: str
    sealed: str
    final: str
    changes: tuple[str, ...]
    strongest: tuple[Quote, ...]
    blocking: tuple[str, ...]
    seal: str


@dataclass(frozen=True)
class PointRow:
    """One key point of a question, and how many seats heard it."""

    point: str
    competency: str
    weight: int
    met: int
    partly: int
    seats: int
    quote: str


@dataclass(frozen=True)
class RiskRow:
    """One red flag that was heard."""

    text: str
    competency: str
    concern: str
    state: str
    quote: str


@dataclass(frozen=True)
class TurnRow:
    """One question with its answer and what was heard in it."""

    question: str
    answer_id: str
    asked_by: str
    role: str
    move: str
    reason: str
    context: str
    text: str
    answer: str
    kind: str
    points: tuple[PointRow, ...]
    risks: tuple[RiskRow, ...]
    comparable: bool
    """True for the bank's own wording, which every candidate gets alike."""


@dataclass(frozen=True)
class Drill:
    """One thing to practise, tied to one moment."""

    title: str
    moment: str
    """Question id; the transcript has it under that anchor."""

    happened: str
    practise: str
    command: str


@dataclass(frozen=True)
class Report:
    """A decision record for people."""

    session: str
    created: str
    software: str
    role: str
    world: str
    view: str
    level: str
    rounds: tuple[str, ...]
    engine: str
    top: int
    practice: bool
    decision: str
    headline: str
    provisional: bool
    reasons: tuple[str, ...]
    axes: tuple[AxisResult, ...]
    gates: tuple[Gate, ...]
    vetoes: tuple[str, ...]
    dissent: tuple[str, ...]
    agreement: float | None
    confidence: float
    flips: tuple[Flip, ...]
    wanted: tuple[Wanted, ...]
    seats: tuple[str, ...]
    """Names, in the order of `HeatRow.levels`; ballots may come in another one."""

    heat: tuple[HeatRow, ...]
    ballots: tuple[SeatBallot, ...]
    turns: tuple[TurnRow, ...]
    adaptability: tuple[TurnRow, ...]
    drills: tuple[Drill, ...]
    head: str
    """Last link of the record's chain; publish it, and the record cannot change unseen."""
