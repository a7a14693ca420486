"""The one seam: how a seat thinks. Embedded, LLM and scripted engines run through the same graph.

An engine only proposes: words for a question, findings for an answer, a change of mind in the
debrief. Quotes are checked, levels computed and votes counted by code outside of the engine.

An engine may fail, and must say so. What it does, and what the panel does then:

- It returns a proposal. Whatever of it is proven counts.
- It returns `Abstained`, or a proposal that is none (a confidence of 1.2). The seat abstains on
  that answer: the reason is kept in its place, nothing is credited, and the seat's vote is no full
  one. A hire needs every full vote.
- It raises `EngineError`, loses its connection or takes longer than the panel waits. From `read`
  and `read_anchors` this leaves a gap; an `EngineUnavailable` while the candidate is still talking
  is tried once more before the vote. Where the seats without a gap are a quorum, the others
  abstain; else there is no verdict yet, and the session waits. Instead of `word` and `clarify` the
  bank's own words are used; an `advise` that fails leaves the vote to the rules, a `reconsider`
  changes no mind.
- It raises anything else. That is a mistake in a program and is raised, once what the other seats
  were reading is kept.

How often to try again, and how long to wait in between, is for the engine to know. Calls may run
side by side and may be cancelled at any await.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from archpanel.domain import (
    Advice,
    Answer,
    AnswerKind,
    Competency,
    Item,
    Maker,
    Persona,
    PointState,
    Question,
    QuestionMove,
    Recommendation,
)

Say = Callable[[str], None]


def nobody(piece: str) -> None:
    """Hear nothing: an engine that is given this may find all words at once."""


"""Takes a question's words piece by piece, as they are found; the pieces make up the question."""


class EngineError(Exception):
    """An engine could not do one job.

    The message is kept in the record as the reason: it names no key, no address with a password
    and no word of the candidate.
    """


class EngineUnavailable(EngineError):
    """It is out of reach, overloaded or too slow; in a while it may answer."""


class UnusableReply(EngineError):
    """It answered, and nothing in the answer can be used; asking again was tried."""


@dataclass(frozen=True)
class Abstained:
    """Instead of a proposal: the engine cannot tell. Says why, in words for the report."""

    reason: str


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
    tailored: str = ""
    """By which words of the job description it was chosen; empty where they had no say."""

    heard: AnswerKind | Literal[""] = ""
    """For a probe what the answer that it follows was taken for."""


@dataclass(frozen=True)
class PointReading:
    """An engine's proposal for one key point."""

    point: str
    state: PointState
    start: int
    end: int
    """Span of the answer that shows it (characters); both 0 when the point is not met."""

    confidence: float


SURE = 0.9
"""Confidence from which a red flag of the question itself counts at once; below, the panel asks."""


@dataclass(frozen=True)
class FlagReading:
    """An engine's proposal that a red flag was raised, or taken back, in a span of the answer."""

    flag: str
    """`item/flag`; flags of other items of the pack may be proposed too."""

    withdrawn: bool
    """Taken back; counts in the answer to the challenge of this very flag, and nowhere else."""

    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Reading:
    """An engine's proposal for one answer. Spans are checked before anything is believed."""

    kind: AnswerKind
    """`other_language` is an abstention: this engine does not read it. `unread` is no kind."""

    points: tuple[PointReading, ...] = ()
    flags: tuple[FlagReading, ...] = ()
    confidence: float = 0.0
    """0 to 1: how far the findings are from the engine's own thresholds."""

    stand_in: str = ""
    """The model that read in place of the maker's own, which had failed."""


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

    stand_in: str = ""
    """The model that read in place of the maker's own, which had failed."""


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

    shows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of that evidence -> `item/point` or `item/flag` that it was read as. The candidate's own
    words are not here: what could talk one seat round could talk round the others as well."""

    ceiling: float | None = None
    """The highest level that a move up may reach; None: the policy's step alone bounds it."""


@dataclass(frozen=True)
class Reconsidered:
    """A proposed change of one level, and the id of the evidence that caused it."""

    to: float
    evidence: str
    reason: str
    competency: str = ""
    """Which case it belongs to; may be left out where there was only one."""

    stand_in: str = ""
    """The model that proposed it in place of the maker's own, which had failed."""


@dataclass(frozen=True)
class Row:
    """What one seat holds on one competency before it votes."""

    competency: str
    level: float | None
    """Computed from what the seat heard so far; None: not assessed."""

    bar: float
    """The mean level that the competency's axis must reach."""

    quotes: tuple[tuple[str, str, bool], ...]
    """Id, the candidate's own words (verified), in the candidate's favour."""

    missing: tuple[str, ...]
    """Key points that were asked about and not made."""


@dataclass(frozen=True)
class Turn:
    """A question with its answer, as an engine sees the interview so far."""

    question: Question
    answer: Answer | None = None


@dataclass(frozen=True)
class Conversation:
    """Everything said so far, oldest first."""

    turns: tuple[Turn, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Table:
    """All that a seat may look at before it votes: its own findings, and nobody else's."""

    rows: tuple[Row, ...]
    recommendation: Recommendation
    """What follows by rule from the levels so far."""

    unread: int = 0
    """Answers that the seat is still reading when the vote is prepared; their levels are computed
    all the same. Whoever advises is told how many are missing."""


class Engine(Protocol):
    """How a persona asks, reads and reconsiders. See above for what it may raise."""

    @property
    def maker(self) -> Maker:
        """What its readings are kept under; another one whenever an answer may be read otherwise.

        `maker.engine` says which family it belongs to, and so how its numbers are labelled. For a
        model it names model, parameters and every prompt that readings depend on.
        """
        ...

    @property
    def reads_first(self) -> bool:
        """True when reading is quick and sure to end, as on this machine.

        The panel then reads each answer before it asks on, and sets no time limit. Otherwise the
        candidate never waits for a reading: bids and challenges come up to a turn later.
        """
        ...

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        """Put the plan into this persona's words; return them whole.

        Args:
            seat: who asks.
            plan: what the chair decided.
            item: the question of the bank or the surprise card.
            so_far: the conversation.
            say: called with each piece as it comes, by engines that find words piece by piece.
        """
        ...

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        """Answer a request for clarification, without a hint."""
        ...

    async def read(
        self, seat: Persona, question: Question, item: Item, answer: Answer
    ) -> Reading | Abstained:
        """Propose findings for one answer. Is not asked about a pass."""
        ...

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...] | Abstained:
        """Propose levels for an answer to a question that is not in the bank."""
        ...

    async def advise(self, seat: Persona, table: Table) -> Advice | None:
        """Look at the seat's whole evidence before it votes; None: the rules alone vote."""
        ...

    async def reconsider(self, seat: Persona, cases: tuple[Case, ...]) -> tuple[Reconsidered, ...]:
        """Change levels in one round of the debrief, at most one per case; empty: stay."""
        ...
