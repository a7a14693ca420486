"""What the graphs need from a session's records; every write is first-write-wins.

`sessions` keeps them in a database, `MemoryRecords` in a dict.
"""

from collections.abc import Sequence
from typing import Protocol

from archpanel.agents.call_log import Placed
from archpanel.domain import (
    Answer,
    Assessment,
    Ballot,
    Call,
    DecisionRecord,
    Move,
    Question,
)


class Records(Protocol):
    """The append-only records of one session.

    A second write under the same key is ignored; each `put_...` returns what is kept, so two
    workers that race converge on the same records even when an engine is not deterministic.
    """

    async def questions(self) -> Sequence[Question]:
        """Return all questions in the order of asking."""
        ...

    async def answers(self) -> Sequence[Answer]:
        """Return all accepted answers in the order of their questions."""
        ...

    async def assessments(self, maker: str) -> Sequence[Assessment]:
        """Return the ledger's assessments by the maker with this digest, by answer and persona."""
        ...

    async def ballots(self) -> Sequence[Ballot]:
        """Return the sealed first ballots, by persona."""
        ...

    async def moves(self) -> Sequence[Move]:
        """Return the debrief's moves in order."""
        ...

    async def rounds_held(self) -> int:
        """Return how many rounds of the debrief are on record, those without a move included."""
        ...

    async def finished(self) -> bool:
        """Tell whether the decision record is kept."""
        ...

    async def put_question(self, question: Question) -> Question:
        """Keep a question under its id."""
        ...

    async def put_assessment(self, assessment: Assessment, item_digest: str) -> Assessment:
        """Keep an assessment under question, persona, item contents and maker."""
        ...

    async def put_ballot(self, ballot: Ballot) -> Ballot:
        """Keep a seat's sealed ballot."""
        ...

    async def put_round(self, number: int, moves: Sequence[Move]) -> Sequence[Move]:
        """Keep the moves of one debrief round, as a whole; an empty round is kept too."""
        ...

    async def put_verdict(self, record: DecisionRecord) -> DecisionRecord:
        """Keep the finished decision record."""
        ...

    async def calls(self) -> Sequence[Call]:
        """Return all calls to models, in the order in which they were kept."""
        ...

    async def put_calls(self, calls: Sequence[Placed]) -> None:
        """Keep calls; each is written once, by the process that made it, in its place if any."""
        ...


class MemoryRecords:
    """Records in memory, for tests, for batches and for a graph opened in LangGraph Studio."""

    def __init__(self) -> None:
        """Start with nothing said."""
        self._questions: dict[str, Question] = {}
        self._answers: dict[str, Answer] = {}
        self._assessments: dict[tuple[str, str, str, str], Assessment] = {}
        self._ballots: dict[str, Ballot] = {}
        self._rounds: dict[int, tuple[Move, ...]] = {}
        self._calls: list[Call] = []
        self.verdict: DecisionRecord | None = None

    def accept(self, answer: Answer) -> Answer:
        """Take an answer in, as the inbox does."""
        return self._answers.setdefault(answer.question_id, answer)

    async def questions(self) -> Sequence[Question]:
        """Return all questions in the order of asking."""
        return list(self._questions.values())

    async def answers(self) -> Sequence[Answer]:
        """Return all accepted answers in the order of their questions."""
        return [self._answers[q] for q in self._questions if q in self._answers]

    async def assessments(self, maker: str) -> Sequence[Assessment]:
        """Return the assessments by the maker with this digest, by answer and persona."""
        kept = [a for key, a in self._assessments.items() if key[3] == maker]
        order = list(self._questions)
        return sorted(kept, key=lambda a: (order.index(a.question_id), a.persona))

    async def ballots(self) -> Sequence[Ballot]:
        """Return the sealed ballots, by persona."""
        return [self._ballots[p] for p in sorted(self._ballots)]

    async def moves(self) -> Sequence[Move]:
        """Return the debrief's moves in order."""
        return [move for number in sorted(self._rounds) for move in self._rounds[number]]

    async def rounds_held(self) -> int:
        """Return how many rounds of the debrief are on record."""
        return max(self._rounds, default=0)

    async def finished(self) -> bool:
        """Tell whether the decision record is kept."""
        return self.verdict is not None

    async def put_question(self, question: Question) -> Question:
        """Keep a question under its id."""
        return self._questions.setdefault(question.id, question)

    async def put_assessment(self, assessment: Assessment, item_digest: str) -> Assessment:
        """Keep an assessment under question, persona, item contents and maker."""
        maker = assessment.maker.digest
        key = (assessment.question_id, assessment.persona, item_digest, maker)
        return self._assessments.setdefault(key, assessment)

    async def put_ballot(self, ballot: Ballot) -> Ballot:
        """Keep a seat's sealed ballot."""
        return self._ballots.setdefault(ballot.persona, ballot)

    async def put_round(self, number: int, moves: Sequence[Move]) -> Sequence[Move]:
        """Keep the moves of one debrief round."""
        return self._rounds.setdefault(number, tuple(moves))

    async def put_verdict(self, record: DecisionRecord) -> DecisionRecord:
        """Keep the finished record."""
        self.verdict = self.verdict or record
        return self.verdict

    async def calls(self) -> Sequence[Call]:
        """Return all calls to models."""
        return list(self._calls)

    async def put_calls(self, calls: Sequence[Placed]) -> None:
        """Keep calls."""
        self._calls += [call for call, _ in calls]
