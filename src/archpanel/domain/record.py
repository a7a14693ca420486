"""The decision record: everything needed to recompute a verdict offline, sealed."""

from typing import Any, Literal

from archpanel.domain.answer import Answer
from archpanel.domain.assessment import Assessment
from archpanel.domain.ballot import Ballot, Move
from archpanel.domain.bank import Concern
from archpanel.domain.base import Record
from archpanel.domain.brief import Brief
from archpanel.domain.competency import Competency
from archpanel.domain.persona import Persona
from archpanel.domain.policy import Policy
from archpanel.domain.question import Question
from archpanel.domain.verdict import Verdict


class PointKept(Record):
    """What a verdict needs to know of a key point."""

    id: str
    competency: str
    weight: int
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


class RoleKept(Record):
    """The part of the role pack that decides."""

    id: str
    version: int
    digest: str
    name: str
    top: int
    axes: tuple[str, ...]
    competencies: tuple[Competency, ...]
    policy: Policy


class DecisionRecord(Record):
    """One finished interview. Each part refers only to parts before it."""

    record: Literal[1] = 1
    """Version of this format."""

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
    seal: dict[str, Any]
    """See `domain.seal`; empty while the record is being built."""
