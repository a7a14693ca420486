"""The decision record: everything needed to recompute a verdict offline, sealed."""

from typing import Any, Literal

from pydantic import Field

from archpanel.domain.answer import Answer
from archpanel.domain.assessment import Assessment
from archpanel.domain.ballot import Ballot, Move
from archpanel.domain.bank import Concern
from archpanel.domain.base import Record
from archpanel.domain.brief import Brief
from archpanel.domain.call import Call
from archpanel.domain.competency import Competency
from archpanel.domain.persona import Persona
from archpanel.domain.policy import Policy
from archpanel.domain.question import Question
from archpanel.domain.verdict import Verdict


class PointKept(Record):
    """What a verdict needs to know of a key point."""

    id: str
    competency: str
    weight: int = Field(ge=1, le=3)
    point: str


class FlagKept(Record):
    """What a verdict needs to know of a red flag."""

    id: str
    """`item/flag`."""

    competency: str
    concern: Concern
    flag: str


class ItemKept(Record):
    """A question of the bank, or a surprise card, as far as it was used."""

    id: str
    title: str
    digest: str
    competencies: tuple[str, ...]
    points: tuple[PointKept, ...]
    text: str = ""
    """The bank's own wording; empty in records of archpanel 0.1.0 and before."""


class RoleKept(Record):
    """The part of the role pack that decides."""

    id: str
    version: int
    digest: str
    name: str
    top: int = Field(ge=2, le=9)
    axes: tuple[str, ...]
    competencies: tuple[Competency, ...]
    policy: Policy


class DecisionRecord(Record):
    """One finished interview. Each part refers only to parts before it."""

    record: Literal[1, 2, 3, 4, 5, 6, 7] = 7
    """Version of this format. Since 2 an abstention is kept in the place of each reading that is
    missing, ballots name their makers, and what was not asked about is neither taken back nor
    confirmed. Since 3 ballots name the models behind them and may hold advice, and the verdict
    states the panel's diversity. Since 4 what an earlier answer has said earns nothing again. Since
    5 whoever advised a seat, or stood in for it in the debrief, counts among the models behind its
    vote. Since 6 it takes two seats to raise a third where models read, and all that is said of
    models agrees. Since 7 idle words hide no repetition. Older records know none of this and verify
    as they were written."""

    session: str
    created: str
    software: str
    """Version of archpanel that wrote the record."""

    brief: Brief
    role: RoleKept
    personas: tuple[Persona, ...]
    items: tuple[ItemKept, ...]
    flags: tuple[FlagKept, ...]
    """Red flags that were heard, whichever item of the bank they belong to."""

    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    assessments: tuple[Assessment, ...]
    sealed_ballots: tuple[Ballot, ...]
    moves: tuple[Move, ...]
    ballots: tuple[Ballot, ...]
    verdict: Verdict
    calls: tuple[Call, ...] = ()
    """Every request to a language model; decides nothing."""

    seal: dict[str, Any]
    """See `domain.seal`; empty while the record is being built."""
