"""Who answers for the candidate: a file, a pipe, a keyboard, or what was said once before."""

from typing import TYPE_CHECKING, Protocol

from archpanel.cli.answers import AnswerFile
from archpanel.cli.exits import ENDED_EARLY, Paused
from archpanel.cli.stage import Stage
from archpanel.domain import MAX_ANSWER, Question, canonical
from archpanel.sessions import Sessions

if TYPE_CHECKING:
    from archpanel.cli.keyboard import Keyboard


class Speaker(Protocol):
    """Answers questions."""

    async def answer(self, session: str, question: Question) -> str:
        """Return the answer; "" passes.

        Raises:
            Paused: there is no answer for now.
        """
        ...

    @property
    def unused(self) -> int:
        """How many answers it had that no question asked for."""
        ...


class Reading:
    """Answers from a file; a question that it has no answer for is passed."""

    def __init__(self, answers: AnswerFile, stage: Stage, *, pauses: bool = False) -> None:
        """Take the answers; with `pauses` the interview pauses where they end, as for a pipe."""
        self._answers = answers
        self._stage = stage
        self._pauses = pauses

    async def answer(self, session: str, question: Question) -> str:
        """Return the file's answer."""
        said = self._answers.answer_to(question)
        if said is None and self._pauses and not self._answers.left:
            raise Paused(code=ENDED_EARLY)
        self._stage.answers(said or "")
        return said or ""

    @property
    def unused(self) -> int:
        """How many answers of the file should have found a question."""
        return self._answers.unused


class Typing:
    """Answers by keyboard. What is typed is kept when the candidate leaves."""

    def __init__(self, sessions: Sessions, keyboard: "Keyboard") -> None:
        """Take the sessions that keep drafts, and the keyboard."""
        self._sessions = sessions
        self._keyboard = keyboard

    async def answer(self, session: str, question: Question) -> str:
        """Listen until there is an answer that can be taken."""
        draft = self._sessions.draft(session, question.id)
        while True:
            try:
                said = await self._keyboard.listen(question, draft)
            except Paused as pause:
                self._sessions.keep_draft(session, question.id, pause.draft)
                raise
            if said is None:
                draft = ""
                seat = self._sessions.seat(session, question.persona)
                self._keyboard.stage.says(seat, await self._sessions.clarify(session, question))
            elif len(canonical(said)) > MAX_ANSWER:
                draft = said
                self._keyboard.stage.notice(f"More than {MAX_ANSWER} characters; shorten it.")
            else:
                return said

    @property
    def unused(self) -> int:
        """None: a person answers what is asked."""
        return 0


class Said:
    """One sentence given beforehand."""

    def __init__(self, said: str, stage: Stage) -> None:
        """Take what is said."""
        self._said = said
        self._stage = stage

    async def answer(self, session: str, question: Question) -> str:
        """Return it."""
        self._stage.answers(self._said)
        return self._said

    @property
    def unused(self) -> int:
        """None: it is said to whatever is asked."""
        return 0


class AnewThenAsBefore:
    """One answer from one speaker, the rest from what was said before."""

    def __init__(self, anew: Speaker, before: Speaker) -> None:
        """Take who answers the first question, and who the others."""
        self._anew: Speaker | None = anew
        self._before = before

    async def answer(self, session: str, question: Question) -> str:
        """Return the new answer once, then the old ones."""
        if self._anew is None:
            return await self._before.answer(session, question)
        said = await self._anew.answer(session, question)
        self._anew = None
        return said

    @property
    def unused(self) -> int:
        """How many of the old answers are left."""
        return self._before.unused
