"""Who answers for the candidate: a file, a pipe, a keyboard, or what was said once before."""

from textwrap import shorten
from typing import TYPE_CHECKING, Protocol

from archpanel.cli.answers import AnswerFile
from archpanel.cli.exits import ENDED_EARLY, Paused
from archpanel.cli.stage import Stage
from archpanel.domain import MAX_ANSWER, Persona, Question, canonical

if TYPE_CHECKING:
    from archpanel.cli.keyboard import Keyboard

SHOWN = 90
"""Characters of a question by which one knows which it was."""


class Speaker(Protocol):
    """Answers questions."""

    async def answer(self, session: str, question: Question) -> str:
        """Return the answer; "" passes.

        Raises:
            Paused: there is no answer for now.
        """
        ...

    @property
    def unused(self) -> str:
        """What to tell about answers that no question asked for, "" where there is none."""
        ...

    @property
    def is_prepared(self) -> bool:
        """True where all answers were given beforehand, so that nobody waits for a question."""
        ...


class Desk(Protocol):
    """What somebody who types needs of the place where drafts lie; `Sessions` is one."""

    def draft(self, session: str, question: str) -> str:
        """Return what was typed before, "" for nothing."""
        ...

    def keep_draft(self, session: str, question: str, draft: str) -> None:
        """Keep what was typed so far."""
        ...

    def seat(self, session: str, persona: str) -> Persona:
        """Return who asked."""
        ...

    async def clarify(self, session: str, question: Question) -> str:
        """Return what the asking seat says when asked what is meant."""
        ...


class Reading:
    """Answers from a file; a question that it has no answer for is passed."""

    def __init__(self, answers: AnswerFile, stage: Stage, *, pauses: bool = False) -> None:
        """Take the answers; with `pauses` the interview pauses at the first question without."""
        self._answers = answers
        self._stage = stage
        self._pauses = pauses
        self._hinted = answers.blocks != 1
        self._ends = (
            "The pipe ends here. `--answers -` would pass what is left."
            if answers.left
            else "stdin holds no answer; answer in a terminal, by --answers FILE, or by a pipe."
        )

    async def answer(self, session: str, question: Question) -> str:
        """Return the file's answer."""
        said = self._answers.answer_to(question)
        if said is None:
            self._hint()
            if self._pauses:
                self._stage.notice(self._ends)
                raise Paused(code=ENDED_EARLY)
        self._stage.answers(said or "")
        return said or ""

    def _hint(self) -> None:
        """Several answers that nothing parts are read as one; say so at the first gap."""
        if not self._hinted:
            self._hinted = True
            self._stage.notice(
                "The text was taken as one answer. Several answers are parted by a line `---`."
            )

    @property
    def unused(self) -> str:
        """Which answers of the file should have found a question."""
        return self._answers.fits_none()

    @property
    def is_prepared(self) -> bool:
        """True."""
        return True


class Typing:
    """Answers by keyboard. What is typed is kept when the candidate leaves."""

    def __init__(self, sessions: Desk, keyboard: "Keyboard") -> None:
        """Take where drafts are kept, and the keyboard."""
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
    def unused(self) -> str:
        """None: a person answers what is asked."""
        return ""

    @property
    def is_prepared(self) -> bool:
        """False: a person waits for each question."""
        return False


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
    def unused(self) -> str:
        """None: it is said to whatever is asked."""
        return ""

    @property
    def is_prepared(self) -> bool:
        """True."""
        return True


class AnewThenAsBefore:
    """One answer from one speaker, then what was said before; new questions go to a person.

    A new answer changes which questions follow, and nobody has answered those yet.
    """

    def __init__(
        self, anew: Speaker, before: AnswerFile, stage: Stage, person: Speaker | None
    ) -> None:
        """Take who answers first, the old answers, and who is there to type, if anybody."""
        self._anew: Speaker | None = anew
        self._before = before
        self._stage = stage
        self._person = person
        self._passed: list[Question] = []

    async def answer(self, session: str, question: Question) -> str:
        """Return the new answer once, then the old ones, and what is typed to new questions."""
        if self._anew is not None:
            said = await self._anew.answer(session, question)
            self._anew = None
            return said
        old = self._before.answer_to(question)
        if old is None and self._person is not None:
            self._stage.notice("This question is new: your answer changed what follows.")
            return await self._person.answer(session, question)
        if old is None:
            self._passed.append(question)
        self._stage.answers(old or "")
        return old or ""

    @property
    def unused(self) -> str:
        """None: `changes` tells which of the old answers are left."""
        return ""

    def changes(self) -> list[str]:
        """Return, for people, what the new answer changed about what was asked."""
        lines = []
        if left := self._before.words_left:
            fits = "no longer fits" if left == 1 else "no longer fit"
            lines.append(
                f"{left} of your old answers {fits}: what was answered there was not asked now."
            )
        if self._passed:
            lines.append(
                "New questions, passed since nobody was there to type; what they ask for counts as "
                "not shown (in a terminal, replay lets you answer them):"
            )
        lines += [f"  {q.id}: {shorten(q.text, SHOWN, placeholder=' ...')}" for q in self._passed]
        return lines

    @property
    def is_prepared(self) -> bool:
        """True unless somebody is there to type."""
        return self._person is None
