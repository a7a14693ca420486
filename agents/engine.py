"""The one seam: how a seat thinks. Embedded, LLM and scripted engines run through the same graph.

An engine only proposes: words for a question, findings for an answer, a change of mind in the
debrief. Quotes are checked, levels computed and votes counted by code outside of the engine.
"""

from dataclasses import dataclass, field
from typing import Protocol

from archpanel.domain import (
    Answer,
    AnswerKind,
    Competency,
    EngineKind,
    Item,
    Persona,
    PointState,
    Question,
    QuestionMove,
)


@dataclass(frozen=True)
class Plan:
    """What the chair decided to ask next; the engine finds the words."""

    persona: str
    move: QuestionMove
    item: str
    target: str = ""
    """Key point to probe or red flag to challenge."""

    follows: str = ""
    """Id of the answer that is followed up."""

    quote: str = ""
    """The candidate's own words that led to a probe or challenge; a verified span, or empty."""

    reason: str = ""


@dataclass(frozen=True)
class PointReading:
    """An engine's proposal for one key point."""

    point: str
    state: PointState
    start: int
    end: int
    """Span of the answer that shows it (characters); both 0 when the point is not met."""

    confidence: float


@dataclass(frozen=True)
class FlagReading:
    """An engine's proposal that a red flag was raised, or taken back, in a span of the answer."""

    flag: str
    """`item/flag`; flags of other items of the pack may be proposed too."""

    withdrawn: bool
    start: int
    end: int
    confidence: float
    confirmed: bool = False
    """True when the candidate stood by it on a challenge; a flag of another item then counts."""


@dataclass(frozen=True)
class Reading:
    """An engine's proposal for one answer. Spans are checked before anything is believed."""

    kind: AnswerKind
    points: tuple[PointReading, ...] = ()
    flags: tuple[FlagReading, ...] = ()
    confidence: float = 0.0
    """0 to 1: how far the findings are from the engine's own thresholds."""


@dataclass(frozen=True)
class AnchorReading:
    """An engine's proposal for one competency from one answer, by the pack's anchors alone."""

    competency: str
    level: float
    """On the pack's scale, 1 to `top`; fractions allowed."""

    weight: float
    """How much this answer says about the competency (0 to 1); 0 is "not assessed"."""

    spans: tuple[tuple[int, int], ...]
    """Up to two spans of the answer that carry the level."""


@dataclass(frozen=True)
class Case:
    """What a seat may look at when it reconsiders one competency in the debrief.

    Typed fields only. Peers are anonymous and shuffled; no free text crosses the table.
    """

    competency: str
    own: float
    peers: tuple[float, ...]
    """The other seats' levels, in shuffled order."""

    unused: tuple[tuple[str, bool, float], ...]
    """Evidence that the seat did not cite: id, in the candidate's favour, confidence (0 to 1)."""


@dataclass(frozen=True)
class Reconsidered:
    """A proposed change of one level, and the id of the evidence that caused it."""

    to: float
    evidence: str
    reason: str


@dataclass(frozen=True)
class Turn:
    """A question with its answer, as an engine sees the interview so far."""

    question: Question
    answer: Answer | None = None


@dataclass(frozen=True)
class Conversation:
    """Everything said so far, oldest first."""

    turns: tuple[Turn, ...] = field(default_factory=tuple)


class Engine(Protocol):
    """How a persona asks, reads and reconsiders."""

    @property
    def kind(self) -> EngineKind:
        """Which family it belongs to; decides how its numbers are labelled."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the same answer may be read differently; part of the ledger's key."""
        ...

    async def word(self, seat: Persona, plan: Plan, item: Item, so_far: Conversation) -> str:
        """Put the plan into this persona's words."""
        ...

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        """Answer a request for clarification, without a hint."""
        ...

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        """Propose findings for one answer."""
        ...

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        """Propose levels for an answer to a question that is not in the bank."""
        ...

    async def reconsider(self, seat: Persona, case: Case) -> Reconsidered | None:
        """Change one level in the debrief, or stay."""
        ...
