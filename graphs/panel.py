"""What a running graph is given from outside: the seats, the bank, the records. Never persisted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from archpanel.agents.call_log import CallLog
from archpanel.agents.chair import Bank, Proceedings
from archpanel.agents.clock import Clock, utc_now
from archpanel.agents.engine import Conversation, Plan, Turn
from archpanel.agents.interviewer import Interviewer, Matter
from archpanel.agents.listening import UNHEARD, Listener, Worded
from archpanel.agents.repeats import mark_repeat, mark_repeats
from archpanel.agents.setting import Setting
from archpanel.domain import FOLLOW_UPS, Answer, Item, Persona, Question
from archpanel.graphs.beside import Beside
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
    """True where reading is quick (embedded), or nobody waits: the chair then always knows what was
    heard. False for models: the candidate waits for one call only, and bids may lag a turn."""

    from_bank: bool = True
    """False for a transcript: its questions are not in the bank and are read by anchors."""

    beside: Beside = field(default_factory=Beside)
    """Readings that run beside the conversation; outlives the panel where the session goes on."""

    staggered: bool = False
    """Whether one seat reads an answer before the others do; see `scoring.ScoringContext`."""

    calls: CallLog = field(default_factory=CallLog)
    """What calls to models took; the graphs put it on record."""

    listener: Listener = UNHEARD
    """Hears each question while its words are found."""

    as_is: bool = True
    """Whether a verdict is reached though seats are out of reach that it needs; else it waits."""

    software: str = ""

    clock: Clock = utc_now
    """Tells when the record is made."""

    async def keep_calls(self) -> None:
        """Put the calls on record that are not yet."""
        if calls := self.calls.drain_placed():
            try:
                await self.records.put_calls(calls)
            except BaseException:
                self.calls.give_back(calls)
                raise

    @property
    def seated(self) -> tuple[Persona, ...]:
        """The personas at the table."""
        return tuple(i.persona for i in self.interviewers.values())

    def matter(self, item_id: str) -> Matter:
        """Return what an answer to this item is read against."""
        return Matter(item=self.bank.item(item_id), flags=self.bank.flags())

    def matter_of(self, question: Question) -> Matter | None:
        """Return what the answer to a question is read against; None: the role's anchors."""
        return self.matter(question.item) if self.from_bank else None

    async def exchange(self, question_id: str) -> tuple[Question, Answer]:
        """Return one question with its answer."""
        questions = await self.records.questions()
        answers = await self.records.answers()
        question = next(q for q in questions if q.id == question_id)
        answer = next(a for a in answers if a.question_id == question_id)
        return question, mark_repeat(answer, questions, answers)

    async def proceedings(self) -> Proceedings:
        """Return the interview so far; assessments as far as they are in the ledger.

        Of each seat only those count that were made as it reads now: after a change of engines a
        seat has none, rather than two for one answer. Once it has voted, those count that its vote
        rests on, however it would read now.
        """
        records = self.records
        voted = {ballot.persona: ballot.maker for ballot in await records.ballots()}
        makers = {
            seat: voted.get(seat) or interviewer.maker.digest
            for seat, interviewer in self.interviewers.items()
        }
        assessments = [
            assessment
            for maker in sorted(set(makers.values()))
            for assessment in await records.assessments(maker)
            if makers.get(assessment.persona) == maker
        ]
        questions = await records.questions()
        answers = mark_repeats(questions, await records.answers())
        return Proceedings(questions, answers, assessments)


def question_of(plan: Plan, item: Item, words: Worded, number: int, digest: str = "") -> Question:
    """Return the question that a plan became once an engine had found the words.

    Only an opening tells the scene; a follow-up is asked within it. `digest` is the item's, where
    it is known; to make it takes long.
    """
    return Question(
        id=f"q{number}",
        persona=plan.persona,
        move=plan.move,
        item=item.id,
        item_digest=digest or item.digest,
        round=getattr(item, "round", "surprise"),
        competencies=item.competencies,
        text=words.text,
        wording=words.by,
        context="" if plan.move in FOLLOW_UPS else item.context,
        target=plan.target,
        follows=plan.follows,
        reason=plan.reason,
        tailored=plan.tailored,
    )


def exchanges_of(proceedings: Proceedings) -> dict[str, tuple[Question, Answer]]:
    """Return question id -> the question and its answer, of all that were answered."""
    asked = {question.id: question for question in proceedings.questions}
    answered = (answer for answer in proceedings.answers if answer.question_id in asked)
    return {a.question_id: (asked[a.question_id], a) for a in answered}


def conversation(proceedings: Proceedings) -> Conversation:
    """Return the interview as an engine sees it."""
    answers = {a.question_id: a for a in proceedings.answers}
    return Conversation(tuple(Turn(q, answers.get(q.id)) for q in proceedings.questions))


def unanswered(questions: Iterable[Question], answers: Iterable[Answer]) -> Question | None:
    """Return the question that still waits for its answer."""
    answered = {a.question_id for a in answers}
    return next((q for q in questions if q.id not in answered), None)
