"""One engine for a task, where each seat has its own: asked by seat, it asks that seat's engine."""

from collections.abc import Mapping

from archpanel.agents.engine import (
    Abstained,
    AnchorReading,
    Case,
    Conversation,
    Engine,
    Plan,
    Reading,
    Reconsidered,
    Say,
    Table,
)
from archpanel.domain import Advice, Answer, BadRequest, Competency, Item, Maker, Persona, Question


class SeatedEngine:
    """Hands every job to the engine of the seat that it is for."""

    def __init__(self, by_seat: Mapping[str, Engine]) -> None:
        """Take the engines by persona id; at least one."""
        self._by_seat = dict(by_seat)

    @property
    def maker(self) -> Maker:
        """What all have in common; where models differ, all of them by seat."""
        makers = {seat: engine.maker for seat, engine in self._by_seat.items()}
        first = next(iter(makers.values()))
        if all(maker == first for maker in makers.values()):
            return first
        named = ",".join(f"{seat}={maker.model}" for seat, maker in sorted(makers.items()))
        return first.model_copy(update={"model": named})

    @property
    def reads_first(self) -> bool:
        """True when every seat's does."""
        return all(engine.reads_first for engine in self._by_seat.values())

    def _of(self, seat: Persona) -> Engine:
        if seat.id not in self._by_seat:
            raise BadRequest(
                f"This task seats {seat.id!r}, and models were chosen for "
                f"{', '.join(self._by_seat)}. Name the others by --seats."
            )
        return self._by_seat[seat.id]

    async def word(
        self, seat: Persona, plan: Plan, item: Item, so_far: Conversation, say: Say
    ) -> str:
        """Let the seat's engine find the words."""
        return await self._of(seat).word(seat, plan, item, so_far, say)

    async def clarify(self, seat: Persona, question: Question, item: Item) -> str:
        """Let the seat's engine clarify."""
        return await self._of(seat).clarify(seat, question, item)

    async def read(
        self, seat: Persona, question: Question, item: Item, answer: Answer
    ) -> Reading | Abstained:
        """Let the seat's engine read."""
        return await self._of(seat).read(seat, question, item, answer)

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...] | Abstained:
        """Let the seat's engine read by anchors."""
        return await self._of(seat).read_anchors(seat, competencies, question, answer)

    async def advise(self, seat: Persona, table: Table) -> Advice | None:
        """Let the seat's engine advise."""
        return await self._of(seat).advise(seat, table)

    async def reconsider(self, seat: Persona, cases: tuple[Case, ...]) -> tuple[Reconsidered, ...]:
        """Let the seat's engine reconsider."""
        return await self._of(seat).reconsider(seat, cases)
