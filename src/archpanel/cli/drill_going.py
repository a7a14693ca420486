"""A drill that goes on in this terminal, and where what is typed in it lies."""

from dataclasses import dataclass

from archpanel.cli.stage import Stage
from archpanel.domain import Persona, Question
from archpanel.opening.practising import PracticeDesk
from archpanel.programme.drilling import Drilling
from archpanel.programme.practice import Card
from archpanel.programme.practice_store import Left
from archpanel.sessions.kept import load_kept


@dataclass
class Going:
    """A drill that goes on."""

    desk: PracticeDesk
    card: Card
    drilling: Drilling
    stage: Stage
    left: Left | None
    """What was typed or said before, if it was begun."""

    asked: Question | None = None

    @property
    def is_answered(self) -> bool:
        """Tell whether an answer waits to be read."""
        return self.left is not None and self.left.is_answer

    @property
    def is_kept(self) -> bool:
        """Tell whether there is anything to go on with."""
        return self.left is not None

    def puts(self, question: Question) -> None:
        """Note the question as it is put."""
        self.asked = question

    def keep(self, question: Question, said: str, *, is_answer: bool) -> None:
        """Keep what is typed or said until it is assessed."""
        task, pack = self.card.task, self.desk.pack.id
        session = task.sessions[-1] if task.sessions else ""
        asked = question.model_dump(mode="json")
        left = Left(task.question, task.competency, session, pack, asked, said, is_answer)
        self.desk.practice.leave(left)
        self.left = left

    def question_kept(self) -> Question | None:
        """Return the question as it was put before, unless bank or seat are others since."""
        if self.left is None:
            return None
        question = load_kept(Question, dict(self.left.asked), f"(drill {self.left.question})")
        own = self.drilling.panel.bank.digest(self.drilling.item)
        same = question.item_digest == own and question.persona == self.drilling.seat.id
        return question if self.left.is_answer or same else None


class DrillDesk:
    """Where what is typed in a drill lies; see `speakers.Desk`."""

    def __init__(self, going: Going) -> None:
        """Take the drill."""
        self._going = going

    def draft(self, session: str, question: str) -> str:
        """Return what was typed before."""
        left = self._going.left
        return left.said if left and not left.is_answer else ""

    def keep_draft(self, session: str, question: str, draft: str) -> None:
        """Keep what was typed so far; an empty box takes away what was kept."""
        going = self._going
        if draft.strip() and going.asked:
            going.keep(going.asked, draft, is_answer=False)
        elif going.left:
            going.desk.practice.drop(going.left.question, going.left.competency)
            going.left = None

    def seat(self, session: str, persona: str) -> Persona:
        """Return who asked."""
        return self._going.drilling.seat

    async def clarify(self, session: str, question: Question) -> str:
        """Return what the seat says when asked what is meant."""
        return await self._going.drilling.clarify(question)
