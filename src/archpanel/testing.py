"""A scripted engine for tests, demos and crash harnesses; shipped, so that users can test too."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from archpanel.agents.engine import (
    AnchorReading,
    Case,
    Conversation,
    FlagReading,
    Plan,
    PointReading,
    Reading,
    Reconsidered,
    Say,
    Table,
)
from archpanel.domain import (
    Advice,
    Answer,
    Competency,
    EngineKind,
    Item,
    Maker,
    Persona,
    PointState,
    Question,
)

__all__ = ["ScriptedEngine"]


@dataclass
class ScriptedEngine:
    """Reads answers by a plain notation, so that a test says what is heard where it is said.

    An answer is a list of sentences; `[point]` after a sentence means that the sentence makes that
    key point, `[point?]` that it half makes it, `[!item/flag]` that it raises a red flag and
    `[-item/flag]` that it takes one back. Everything else is said and heard as it stands.
    """

    kind: EngineKind = "scripted"
    version: str = "1"
    reads_first: bool = True
    """False: answers are read beside the conversation, as with a model."""

    changes: Mapping[tuple[str, str], Reconsidered] = field(default_factory=dict)
    """(persona, competency) -> the change proposed in the debrief; each is used once."""

    advice: Mapping[str, Advice] = field(default_factory=dict)
    """Persona -> what is proposed for its ballot."""

    calls: list[str] = field(default_factory=list)
    tables: list[tuple[str, Table]] = field(default_factory=list)
    """(persona, table) for everything a seat was shown before it voted."""

    cases: list[tuple[str, Case]] = field(default_factory=list)
    """(persona, case) for everything a seat was shown in the debrief."""

    @property
    def maker(self) -> Maker:
        """Kind and version."""
        return Maker(engine=self.kind, version=self.version)

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        """Return a sentence that names seat, move and item."""
        self.calls.append(f"word {seat.id} {plan.move} {plan.item} {plan.target}".strip())
        words = f"({seat.id}, {plan.move}) {item.text}"
        say(words)
        return words

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        """Return the item's own clarification."""
        return item.clarify

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        """Read the notation."""
        self.calls.append(f"read {seat.id} {answer.id}")
        points: list[PointReading] = []
        flags: list[FlagReading] = []
        for start, end, mark in _marked(answer.text):
            if mark[0] in "!-":
                flags.append(FlagReading(mark[1:], mark[0] == "-", start, end, 1.0))
            else:
                state: PointState = "partly" if mark.endswith("?") else "met"
                points.append(PointReading(mark.rstrip("?"), state, start, end, 1.0))
        return Reading(kind="answered", points=tuple(points), flags=tuple(flags), confidence=1.0)

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        """Read `[competency=level]` after a sentence."""
        return tuple(
            AnchorReading(name, float(level), 1.0, ((start, end),))
            for start, end, mark in _marked(answer.text)
            for name, _, level in [mark.partition("=")]
            if level
        )

    async def advise(self, seat: Persona, table: Table) -> Advice | None:
        """Give the scripted advice, if there is one for the seat."""
        self.calls.append(f"advise {seat.id}")
        self.tables.append((seat.id, table))
        return self.advice.get(seat.id)

    async def reconsider(self, seat: Persona, cases: tuple[Case, ...]) -> tuple[Reconsidered, ...]:
        """Propose what `change` proposes for each case."""
        made = [(case, await self.change(seat, case)) for case in cases]
        return tuple(replace(c, competency=case.competency) for case, c in made if c)

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        """Propose the scripted change."""
        self.calls.append(f"reconsider {seat.id} {case.competency}")
        key = (seat.id, case.competency)
        self.cases.append((seat.id, case))
        return self.changes.get(key) if self._count(key) == 1 else None

    def assert_complete(self) -> None:
        """Check that every scripted change was proposed.

        Raises:
            AssertionError: the debrief never came to one of them.
        """
        unused = [key for key in self.changes if not self._count(key)]
        assert not unused, f"never reconsidered: {unused}"

    def _count(self, key: tuple[str, str]) -> int:
        return sum((seat, case.competency) == key for seat, case in self.cases)


def _marked(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, mark) of every mark; the span is the sentence before, without marks."""
    found: list[tuple[int, int, str]] = []
    span = (0, 0)
    at = 0
    while (opened := text.find("[", at)) >= 0 and (closed := text.find("]", opened)) >= 0:
        sentence = text[at:opened]
        if sentence.strip():  # else another mark of the same sentence
            lead = len(sentence) - len(sentence.lstrip())
            span = (at + lead, at + len(sentence.rstrip()))
        found.append((*span, text[opened + 1 : closed]))
        at = closed + 1
    return [(a, b, mark) for a, b, mark in found if b > a and mark]
