"""A role as data: what it asks for, how it is asked, how it is decided."""

from collections.abc import Iterable
from typing import Self, TypeVar

from pydantic import Field, model_validator

from archpanel.domain.bank import BankQuestion, Form, Item, Risk, Slug, Slugs, SurpriseCard
from archpanel.domain.base import Record
from archpanel.domain.competency import Competency
from archpanel.domain.errors import UnknownName
from archpanel.domain.policy import Policy


class World(Record):
    """A kind of employer."""

    id: Slug
    name: str
    values: str


class View(Record):
    """A way in which employers understand the role."""

    id: Slug
    name: str
    asks: str


class Round(Record):
    """One kind of interview."""

    id: Slug
    name: str
    views: Slugs = Field(min_length=1)
    purpose: str = Field(min_length=40, max_length=600)
    evidence: str = Field(min_length=20, max_length=400)
    """The shape of evidence that the round looks for: code, numbers, a diagram as text..."""

    minutes: int = Field(ge=10, le=180)
    competencies: Slugs = Field(min_length=1)
    opening: str = Field(min_length=20, max_length=600)
    """What the candidate is told when the round begins."""


class RolePack(Record):
    """Everything that depends on the role. `ai-architect` is shipped; others load from a path."""

    id: Slug
    version: int = Field(ge=1)
    name: str
    digest: str
    """SHA-256 over the pack's files in order of their paths; set when the pack is loaded."""

    top: int = Field(ge=2, le=9)
    """The highest level of the scale; the lowest is 1."""

    axes: Slugs = Field(min_length=1)
    worlds: tuple[World, ...] = ()
    views: tuple[View, ...] = ()
    competencies: tuple[Competency, ...] = Field(min_length=1)
    rounds: tuple[Round, ...] = ()
    questions: tuple[BankQuestion, ...] = ()
    surprises: tuple[SurpriseCard, ...] = ()
    forms: tuple[Form, ...] = ()
    policy: Policy

    @model_validator(mode="after")
    def _scale_is_one(self) -> Self:
        for competency in self.competencies:
            if len(competency.anchors) != self.top:
                raise ValueError(
                    f"{competency.id} has {len(competency.anchors)} anchors, the scale {self.top}"
                )
            if competency.axis not in self.axes:
                raise ValueError(f"{competency.id} is on axis {competency.axis!r}: {self.axes}")
        return self

    @model_validator(mode="after")
    def _nothing_is_lacking(self) -> Self:
        """What the rules of the panel look up has to be there; they do not check again."""
        competencies = {c.id for c in self.competencies}
        questions = {q.id for q in self.questions}
        problems = [("policy", self.policy.lacks(self.axes))]
        problems += [(i.id, i.lacks(competencies)) for i in (*self.questions, *self.surprises)]
        problems += [(form.id, form.lacks(questions)) for form in self.forms]
        for where, problem in problems:
            if problem:
                raise ValueError(f"{where}: {problem}")
        return self

    def competency(self, competency_id: str) -> Competency:
        """Return one competency, or raise `UnknownName`."""
        return _find("competency", self.competencies, competency_id)

    def question(self, question_id: str) -> BankQuestion:
        """Return one question of the bank, or raise `UnknownName`."""
        return _find("question", self.questions, question_id)

    def round(self, round_id: str) -> Round:
        """Return one round, or raise `UnknownName`."""
        return _find("round", self.rounds, round_id)

    def form(self, form_id: str) -> Form:
        """Return one form, or raise `UnknownName`."""
        return _find("form", self.forms, form_id)


ANY = "any"
"""Stands for the item in the id of a risk that no question foresaw: `any/security-architecture`."""


def risks_of(items: Iterable[Item], competencies: Iterable[Competency]) -> dict[str, Risk]:
    """Return every risk that the panel can hear, by full id.

    These are the red flags of all items (`item/flag`), and for each competency that has a
    challenge the weak claim that nobody foresaw (`any/competency`).
    """
    foreseen: dict[str, Risk] = {f"{i.id}/{flag.id}": flag for i in items for flag in i.red_flags}
    for competency in competencies:
        if competency.challenge:
            foreseen[f"{ANY}/{competency.id}"] = Risk(
                id=competency.id,
                competency=competency.id,
                concern="serious",
                flag=f"A weak or risky claim about {competency.name.lower()}.",
                challenge=competency.challenge,
            )
    return foreseen


_Named = TypeVar("_Named", Competency, BankQuestion, Round, Form)


def _find(kind: str, things: tuple[_Named, ...], wanted: str) -> _Named:
    for thing in things:
        if thing.id == wanted:
            return thing
    raise UnknownName(kind, wanted, [thing.id for thing in things])
