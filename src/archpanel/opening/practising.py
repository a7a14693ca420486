"""The practice list of one owner: what is on it, and what is chosen; for every way in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from archpanel.agents.clock import today
from archpanel.domain import BadRequest, PanelError, RolePack
from archpanel.packs import load_pack
from archpanel.programme.drills import (
    Found,
    check_may_be_drilled,
    drawn,
    found_in,
    tasks_of,
)
from archpanel.programme.practice import (
    Card,
    Comeback,
    Task,
    Try,
    ahead_of,
    deck,
    in_order,
    next_of,
)
from archpanel.programme.practice_store import Left, Practice
from archpanel.sessions import Sessions


@dataclass(frozen=True)
class Choice:
    """What somebody wants to drill; nothing said: what is due."""

    competency: str = ""
    question: str = ""
    ahead: bool = False

    @property
    def is_open(self) -> bool:
        """Tell whether anything will do."""
        return not (self.competency or self.question)


@dataclass(frozen=True)
class PracticeDesk:
    """What drills are looked up in."""

    practice: Practice
    sessions: Sessions
    pack: RolePack
    unreadable: tuple[str, ...] = field(default=())
    """Finished sessions that this version cannot read."""

    @classmethod
    def opened(
        cls, practice: Practice, sessions: Sessions, pack: str, finished: Iterable[str]
    ) -> "PracticeDesk":
        """Put on an owner's list what their sessions have asked for since, and open it.

        Args:
            practice: the owner's.
            sessions: where records are read.
            pack: id or path of the role.
            finished: the owner's finished sessions.

        Raises:
            BadRequest: the role has no questions.
        """
        role = load_pack(pack)
        if not role.questions:
            raise BadRequest(f"Pack {role.id!r} has anchors but no questions; none can be drilled.")
        return cls(practice, sessions, role, tuple(_note_new(practice, sessions, finished)))

    @cached_property
    def cards(self) -> list[Card]:
        """All that is on the list, in the order in which it is drilled."""
        tasks = tasks_of(self._found, self._tries, self.pack)
        return in_order(deck(tasks, self._tries), today())

    @cached_property
    def has_sessions(self) -> bool:
        """Tell whether any finished session of this role was looked at."""
        return any(found.pack == self.pack.id for found in self._found)

    @property
    def due(self) -> int:
        """How many are due."""
        return sum(card.is_due(today()) for card in self.cards)

    @property
    def drilled(self) -> tuple[str, ...]:
        """Every question that was drilled, each once."""
        return tuple(dict.fromkeys(one.question for one in self._tries))

    def waiting(self, choice: Choice) -> Left | None:
        """Return the drill that was left and is gone on with, an unread answer first."""
        known = {question.id for question in self.pack.questions}
        mine = [
            left
            for left in self.practice.left()
            if left.pack == self.pack.id
            and left.question in known
            and choice.question in ("", left.question)
            and choice.competency in ("", left.competency)
        ]
        return min(mine, key=lambda left: not left.is_answer, default=None)

    def of(self, left: Left) -> Card:
        """Return what a drill that was left is about."""
        for card in self.cards:
            if (card.task.question, card.task.competency) == (left.question, left.competency):
                return card
        return self._new(left.competency, left.question)

    def choose(self, choice: Choice) -> Card | None:
        """Return what is drilled now; None where nothing is due.

        Raises:
            UnknownName: no such competency.
            BadRequest: no such question, one that is kept for rehearsals, or asks for others.
        """
        cards = self.about(choice)
        if choice.question:
            return next(iter(cards), None) or self._new(choice.competency, choice.question)
        if found := next_of(cards, today(), self._last):
            return found
        if choice.ahead and (found := ahead_of(cards, self._last)):
            return found
        return self._drawn(choice)

    def about(self, choice: Choice) -> Sequence[Card]:
        """Return the part of the list that somebody chose.

        Raises:
            UnknownName: no such competency.
            BadRequest: no such question, or one that is kept for rehearsals.
        """
        if choice.competency:
            self.pack.competency(choice.competency)
        if choice.question:
            check_may_be_drilled(self.pack, choice.question, choice.competency)
        return [
            card
            for card in self.cards
            if choice.competency in ("", card.task.competency)
            and choice.question in ("", card.task.question)
        ]

    @cached_property
    def _found(self) -> list[Found]:
        return self.practice.found()

    @cached_property
    def _tries(self) -> list[Try]:
        """What was drilled before this command."""
        return self.practice.tries()

    @property
    def _last(self) -> str:
        return self._tries[-1].question if self._tries else ""

    def _drawn(self, choice: Choice) -> Card | None:
        """Where a verdict has asked for something, that is the list, and nothing is drawn."""
        asked_for = any(card.task.sessions for card in self.cards)
        if choice.is_open and asked_for and not choice.ahead:
            return None
        tasks = [card.task for card in self.cards]
        task = drawn(self.pack, tasks, today(), choice.competency)
        return _as_card(task) if task else None

    def _new(self, competency: str, question: str) -> Card:
        task = drawn(self.pack, (), today(), competency, question)
        assert task is not None
        return _as_card(task)


def _as_card(task: Task) -> Card:
    return Card(task, (), Comeback(task.since, 0, 0, "it was not drilled yet"))


def _note_new(practice: Practice, sessions: Sessions, finished: Iterable[str]) -> list[str]:
    """Read the drills of finished sessions, each once; return those that cannot be read."""
    known, unreadable = practice.noted(), []
    for session in finished:
        if session in known:
            continue
        try:
            practice.note(found_in(sessions.record(session)))
        except PanelError:  # of another version, damaged, or erased meanwhile
            unreadable.append(session)
    return unreadable
