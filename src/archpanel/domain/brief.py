"""One session's settings, fixed before the first question."""

from typing import Literal

from pydantic import Field

from archpanel.domain.bank import Form, Slugs
from archpanel.domain.base import Record

Purpose = Literal["rehearsal", "assessment", "review"]
EngineKind = Literal["embedded", "llm", "scripted"]


class PackRef(Record):
    """Which role pack a session uses, down to its contents."""

    id: str
    version: int
    digest: str
    source: str = ""
    """The path given by the user for a pack that is not shipped; empty for shipped ones."""


class Brief(Record):
    """What was agreed before the interview."""

    pack: PackRef
    world: str
    view: str
    rounds: Slugs
    seats: tuple[str, ...] = Field(min_length=1, max_length=7)
    turns: int = Field(ge=1, le=60)
    """How many questions are put in all, probes and cross-examination included."""

    level: str
    """The level sought; one of the policy's bars."""

    purpose: Purpose = "rehearsal"
    surprise: bool = False
    form: Form | None = None
    """The fixed list of questions that is asked in order; without it the chair chooses."""

    seed: int = 0
    engine: EngineKind = "embedded"
