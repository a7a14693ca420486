"""What the panels judge: the same question-answer pairs for everybody, wherever they come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from archpanel.agents.answers import make_answer
from archpanel.agents.conversation_checks import OUTSIDER
from archpanel.agents.engine import Plan
from archpanel.agents.listening import Worded
from archpanel.domain import Answer, BadRequest, DecisionRecord, Item, Question, RolePack
from archpanel.graphs.panel import question_of
from archpanel.transcripts import Exchange

Source = Literal["record", "transcript", "script", "bank"]


@dataclass(frozen=True)
class Interview:
    """Questions and answers that every panel reads."""

    id: str
    source: Source
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    truth: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """(answer, competency) -> the level it was written to, where its author said."""

    held: DecisionRecord | None = None
    """The record of the panel that asked these questions, where one did."""

    @property
    def from_bank(self) -> bool:
        """Tell whether the answers are read by key points; else by the role's anchors."""
        return self.source != "transcript" and not (
            self.held is not None and self.held.brief.purpose == "review"
        )


@dataclass(frozen=True)
class Script:
    """A candidate who answers whatever a panel asks, by rule."""

    id: str
    anew: Callable[[], Callable[[Question], str]]
    """Return a candidate who has said nothing yet."""


def from_exchanges(name: str, pairs: Sequence[Exchange], round_: str) -> Interview:
    """Return a transcript as material."""
    questions = tuple(
        Question(
            id=f"q{number}",
            persona=OUTSIDER,
            move="open",
            item=f"transcript-{number}",
            item_digest="",
            round=round_,
            competencies=("transcript",),
            text=pair.question.strip() or "(nothing was asked)",
            reason="Asked in the transcript.",
        )
        for number, pair in enumerate(pairs, start=1)
    )
    answers = tuple(
        make_answer(question.id, pair.answer, key=question.id)
        for question, pair in zip(questions, pairs, strict=True)
    )
    return Interview(name, "transcript", questions, answers)


def from_record(name: str, record: DecisionRecord) -> Interview:
    """Return a finished interview as material."""
    return Interview(name, "record", record.questions, record.answers, held=record)


def read_by(interview: Interview, seats: Sequence[str]) -> Interview:
    """Return an interview as a panel reads it: who has no seat there asked as an outsider.

    A record names nobody but its own panel, so that `verify` can tell who may ask.
    """
    asked = tuple(
        question if question.persona in seats else question.model_copy(update={"persona": OUTSIDER})
        for question in interview.questions
    )
    return replace(interview, questions=asked)


def ask_plainly(item: Item, number: int) -> Question:
    """Return a question of the bank in its own words, asked by nobody."""
    plan = Plan(persona=OUTSIDER, move="open", item=item.id, reason="The same for every panel.")
    return question_of(plan, item, Worded(item.text, "bank"), number)


def check_bank(interview: Interview, pack: RolePack) -> None:
    """Check that key points can be read as they were when the questions were asked.

    Raises:
        BadRequest: the bank holds an item no more, or with other contents.
    """
    if not interview.from_bank:
        return
    known = {item.id: item.digest for item in (*pack.questions, *pack.surprises)}
    for question in interview.questions:
        if known.get(question.item) != question.item_digest:
            raise BadRequest(
                f"{interview.id} cannot be read anew: the bank's {question.item!r} is not the one "
                f"that was asked. Likely fix: compare the personas of the record alone (no "
                "--persona, --seats or --model), or use the pack that it names."
            )
