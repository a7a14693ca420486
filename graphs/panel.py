"""What a running graph is given from outside: the seats, the bank, the records. Never persisted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archpanel.agents.chair import Bank, Protocol
from archpanel.agents.engine import Conversation, Turn
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.agents.voting import Setting
from archpanel.domain import Answer, Item, Maker, Persona, Question, digest
from archpanel.graphs.records import Records


@dataclass(frozen=True)
class Panel:
    """Everything alive that one session's graphs need; passed anew on every resume."""

    setting: Setting
    interviewers: Mapping[str, Interviewer]
    """Seat -> interviewer, in the brief's order."""

    bank: Bank
    records: Records
    reads_first: bool = True
    """True where reading is quick and deterministic (embedded): the chair then always knows what
    was heard. False for models: the candidate waits for one call only, and bids may lag a turn."""

    software: str = ""

    @property
    def seated(self) -> tuple[Persona, ...]:
        """The personas at the table."""
        return tuple(i.persona for i in self.interviewers.values())

    def maker(self, seat: str) -> Maker:
        """Return under which maker this seat's assessments are kept."""
        engine = self.interviewers[seat].engine
        return Maker(engine=engine.kind, version=engine.version)

    def matter(self, item_id: str) -> Matter:
        """Return what an answer to this item is read against."""
        return Matter(item=self.bank.item(item_id), flags=self.bank.flags())

    async def protocol(self) -> Protocol:
        """Return the interview so far; assessments as far as they are in the ledger.

        Of each seat only those count that were made as it reads now: after a change of engines a
        seat has none, rather than two for one answer.
        """
        records = self.records
        makers = {seat: self.maker(seat) for seat in self.interviewers}
        assessments = [
            assessment
            for maker in sorted(set(makers.values()), key=str)
            for assessment in await records.assessments(maker)
            if makers.get(assessment.persona) == maker
        ]
        return Protocol(await records.questions(), await records.answers(), assessments)


def item_digest(item: Item) -> str:
    """Return the digest of an item's whole contents; part of the ledger's key."""
    return digest(item.model_dump(mode="json"))


def conversation(protocol: Protocol) -> Conversation:
    """Return the interview as an engine sees it."""
    answers = {a.question_id: a for a in protocol.answers}
    return Conversation(tuple(Turn(q, answers.get(q.id)) for q in protocol.questions))


def unanswered(questions: Iterable[Question], answers: Iterable[Answer]) -> Question | None:
    """Return the question that still waits for its answer."""
    answered = {a.question_id for a in answers}
    return next((q for q in questions if q.id not in answered), None)
