"""What a reply of each job must be; whatever its schema let pass is checked here once more."""

from collections.abc import Collection, Iterable
from typing import Literal

from pydantic import Field

from archpanel.agents.llm.strict import BadReply, StrictReply

Sure = Literal["certain", "likely", "unsure"]
CONFIDENCE: dict[Sure, float] = {"certain": 0.95, "likely": 0.75, "unsure": 0.5}
"""Words for how sure a model is; models that give numbers give few different ones."""

LONGEST_QUOTE = 600
LONGEST_REASON = 300
MOST_FLAGS = 8

Kind = Literal["answered", "dont_know", "refused", "off_topic", "echo", "other_language"]
State = Literal["met", "partly", "not_met"]


class PointRead(StrictReply):
    """One key point."""

    point: str
    state: State
    quote: str = Field(max_length=LONGEST_QUOTE)
    sure: Sure


class FlagRead(StrictReply):
    """One red flag."""

    flag: str
    withdrawn: bool
    quote: str = Field(max_length=LONGEST_QUOTE)
    sure: Sure


class Assessed(StrictReply):
    """Reply of ASSESS."""

    kind: Kind
    points: list[PointRead] = Field(max_length=12)
    flags: list[FlagRead] = Field(max_length=MOST_FLAGS)

    def check(self, points: Collection[str], flags: Collection[str]) -> None:
        """Check the ids.

        Raises:
            BadReply: a key point is missing, doubled or unknown; a red flag is unknown.
        """
        _each_once("points", [p.point for p in self.points], points)
        _known("flags", [f.flag for f in self.flags], flags)


class LevelRead(StrictReply):
    """One competency by the pack's anchors."""

    competency: str
    level: float
    about: Literal["mostly", "partly", "in passing"]
    quotes: list[str] = Field(max_length=2)


WEIGHT = {"mostly": 1.0, "partly": 0.6, "in passing": 0.25}
"""How much an answer says about a competency."""


class Anchored(StrictReply):
    """Reply of ASSESS BY ANCHORS."""

    levels: list[LevelRead] = Field(max_length=12)

    def check(self, competencies: Collection[str], top: int) -> None:
        """Check ids and scale.

        Raises:
            BadReply: unknown or doubled competency, level off the scale, a quotation too long.
        """
        named = [level.competency for level in self.levels]
        _known("levels", named, competencies)
        if len(set(named)) < len(named):
            raise BadReply("levels: a competency is there twice")
        for level in self.levels:
            if not 1 <= level.level <= top:
                raise BadReply(f"levels: {level.level:.3g} is not between 1 and {top}")
            if any(len(quote) > LONGEST_QUOTE for quote in level.quotes):
                raise BadReply("levels: a quotation is too long")


class Advised(StrictReply):
    """Reply of BALLOT."""

    recommendation: str
    because: list[str] = Field(max_length=6)
    strongest: list[str] = Field(max_length=6)
    note: str = Field(max_length=600)

    def check(
        self, choices: Collection[str], competencies: Collection[str], evidence: Collection[str]
    ) -> None:
        """Check the ids.

        Raises:
            BadReply: something is none of what was given.
        """
        _known("recommendation", [self.recommendation], choices)
        _known("because", self.because, competencies)
        _known("strongest", self.strongest, evidence)


class MoveMade(StrictReply):
    """One change in the debrief."""

    competency: str
    to: float
    evidence: str
    reason: str = Field(max_length=LONGEST_REASON)


class Reconsidered(StrictReply):
    """Reply of DEBRIEF."""

    moves: list[MoveMade] = Field(max_length=12)

    def check(self, unused: dict[str, Collection[str]], top: int) -> None:
        """Check ids and scale.

        Args:
            unused: competency -> ids of the evidence that may be named for it.
            top: highest level of the scale.

        Raises:
            BadReply: something is none of what was given, or a competency is there twice.
        """
        named = [move.competency for move in self.moves]
        _known("moves", named, unused)
        if len(set(named)) < len(named):
            raise BadReply("moves: a competency is there twice")
        for move in self.moves:
            _known("evidence", [move.evidence], unused[move.competency])
            if not 1 <= move.to <= top:
                raise BadReply(f"moves: {move.to:.3g} is not between 1 and {top}")


def _each_once(where: str, given: list[str], wanted: Collection[str]) -> None:
    _known(where, given, wanted)
    if len(set(given)) < len(given):
        raise BadReply(f"{where}: an id is there twice")
    if missing := sorted(set(wanted) - set(given)):
        raise BadReply(f"{where}: {missing[0]} is missing")


def _known(where: str, given: Iterable[str], known: Collection[str]) -> None:
    if any(name not in known for name in given):
        raise BadReply(f"{where}: it names an id that was not given")
