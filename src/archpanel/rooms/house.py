"""Everything a way in over a network needs, put together once per process."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from archpanel.domain import (
    Answer,
    AnswerConflict,
    BadRequest,
    Brief,
    KeyReused,
    Persona,
    Question,
    SessionBusy,
    canonical,
)
from archpanel.funnel import Funnels, open_funnels
from archpanel.opening import hang_up
from archpanel.opening.doors import open_store, sessions_of
from archpanel.programme.practice_store import Practice, open_practice
from archpanel.programme.store import Programmes, open_programmes
from archpanel.rooms.accounts import Account, Accounts, hold_account
from archpanel.rooms.bell import Bell
from archpanel.rooms.entries import Entries, EntryKind
from archpanel.rooms.erasing import (
    Erasure,
    StillErasing,
    erase_all,
    erase_applications,
    erase_practice,
    erase_programmes,
)
from archpanel.rooms.events import Event, EventLog
from archpanel.rooms.host import Host
from archpanel.rooms.lab_wishes import wish_from
from archpanel.rooms.laboratory import Laboratory, Told, Work
from archpanel.rooms.labs import Lab, Labs
from archpanel.rooms.limits import Gate
from archpanel.rooms.logins import Logins
from archpanel.rooms.personas import Personas
from archpanel.rooms.ratings import Ratings
from archpanel.rooms.rehearing import Rehearings
from archpanel.rooms.remarks import Remarks
from archpanel.rooms.rooms import NotYours, Room, Rooms, room_for
from archpanel.rooms.tables import open_rooms
from archpanel.rooms.tokens import PREFIX, Tokens
from archpanel.sessions import Sessions
from archpanel.sessions.forking import Along, alone

CLARIFYING = 60.0
"""Seconds that a candidate waits for a clarification, at most."""


class ClarifyingTooLong(SessionBusy):
    """A question that is not made clearer in time; the interview goes on as it is."""

    def __init__(self) -> None:
        """Say what can be done instead."""
        super().__init__(
            "The panel takes too long to make this clearer. Answer as you understood it, or "
            "ask once more."
        )


@dataclass(frozen=True)
class House:
    """The rooms of one database, and who may enter them."""

    sessions: Sessions
    accounts: Accounts
    tokens: Tokens
    rooms: Rooms
    personas: Personas
    ratings: Ratings
    rehearings: Rehearings
    remarks: Remarks
    funnels: Funnels
    programmes: Programmes
    practices: Practice
    """That of nobody; `of` gives that of an account."""

    log: EventLog
    gate: Gate
    logins: Logins
    entries: Entries
    bell: Bell
    host: Host
    labs: Labs
    laboratory: Laboratory

    def open(
        self,
        brief: Brief,
        personas: "tuple[Persona, ...]",
        coach: str,
        who: str,
        along: Along = alone,
    ) -> str:
        """Open a session with its room, and have the panel begin; return its id.

        Args:
            brief: its settings.
            personas: who sits on the panel.
            coach: id of the account that looks on.
            who: id of the account that answers.
            along: what else is written in the step that opens it.
        """
        room = room_for(coach, who)

        def write(connection: Connection, session: str) -> None:
            room(connection, session)
            along(connection, session)

        return self._begin(self.sessions.open(brief, personas, along=write))

    def rehear(self, room: Room, question: str, said: str, key: str, who: str) -> str:
        """Answer a turn of a finished interview anew, in a room of its own; return its id.

        Old answers are given again where the same is asked; see `rehearing` for the errors.

        Args:
            room: the interview.
            question: id of the question.
            said: the new answer; "" is a pass.
            key: the same key gives the same room.
            who: id of the account that answers.

        Raises:
            KeyReused: the key gave a room before, in which something else is answered anew.
        """
        turn = int(question[1:]) if re.fullmatch(r"q\d{1,4}", question, re.ASCII) else 0
        copy = self.rehearings.open(room.session, turn, said, key, room.coach, who)
        made = self.rehearings.of(copy)
        if made is None or (made.turn, made.anew) != (turn, canonical(said)):
            raise KeyReused(
                "This form, or this Idempotency-Key, was used for another replay before. To try "
                "one more, load the verdict again, or send another key."
            )
        return self._begin(copy)

    def _begin(self, session: str) -> str:
        """Have the panel begin in a new room."""
        self.host.wake(session)
        return session

    def answer(self, session: str, question: str, said: str, key: str) -> Answer:
        """Accept an answer and return it; it is on disk by then, and the panel has been called.

        Sent again, it is compared with what was kept, and nothing happens: who sends it twice may
        be typing the next one already.

        Raises:
            KeyReused: the key was used for another answer.
            PanelError: see `sessions.inbox.accept`.
        """
        if known := self.sessions.records(session).answer_to(question):
            return _the_same(known, said, key)
        kept = _the_same(self.sessions.answer(session, question, said, key), said, key)
        self.sessions.keep_draft(session, question, "")
        self.host.tell(session, Event("answered", {"question": question}))
        self.host.wake(session)
        return kept

    def keep_draft(self, session: str, question: str, draft: str) -> None:
        """Keep what was typed so far, unless the question was answered in the meantime."""
        if self.waits_for(session) == question:
            self.sessions.keep_draft(session, question, draft)

    def waits_for(self, session: str) -> str:
        """Return the id of the question that waits for its answer, or ""."""
        return self.rooms.waiting(session)

    def pause(self, session: str) -> None:
        """Note that the candidate leaves for now; the clock of the question stands still."""
        if self.rooms.set_paused(session, True):
            self.host.tell(session, Event("paused"))

    def come_back(self, session: str) -> None:
        """Note that the candidate is back; the clock goes on."""
        if self.rooms.set_paused(session, False):
            self.host.tell(session, Event("returned"))

    def go_on(self, room: Room, *, as_is: bool) -> None:
        """Have a panel that could not go on try again; a finished one has nothing left to do."""
        if room.status != "finished":
            self.host.tell(room.session, Event("opened"))
            self.host.wake(room.session, as_is=as_is)

    def clarify(self, session: str, question: Question) -> str:
        """Return what the asking seat says to make its question clearer, and put it in the log.

        Raises:
            BadRequest: the question does not wait for its answer, or does no more.
            ClarifyingTooLong: it takes longer than `CLARIFYING`.
        """
        self._check_waits(session, question)
        work = self.sessions.clarify(session, question)
        try:
            said = self.host.ask(work, CLARIFYING, about=session)
        except TimeoutError:
            raise ClarifyingTooLong from None
        self._check_waits(session, question)  # it may have been answered in another tab
        body = {"question": question.id, "persona": question.persona, "text": said}
        self.host.tell(session, Event("clarified", body))
        return said

    def _check_waits(self, session: str, question: Question) -> None:
        if self.waits_for(session) != question.id:
            raise BadRequest(
                "This question has its answer; only the one that waits can be made clearer."
            )

    def candidate(self, coach: Account, candidate: str) -> Account:
        """Return a candidate whom a coach invited.

        Raises:
            NotYours: there is none, the account is closed, or somebody else invited them.
        """
        invited = {account.id: account for account in self.accounts.candidates(coach.id)}
        if candidate not in invited:
            raise NotYours("candidate")
        return invited[candidate]

    def invite(self, coach: Account, name: str) -> tuple[Account, str]:
        """Open an account for a candidate; return it with the token of its invitation.

        Raises:
            BadRequest: the name is empty or too long.
        """
        candidate = self.accounts.open("candidate", name, coach.id)
        return candidate, self._invitation(candidate, "invited")

    def _invitation(self, candidate: Account, kind: EntryKind) -> str:
        token = self.tokens.issue(candidate.id, "invite")
        self.entries.note(candidate.id, kind, token[:PREFIX])
        return token

    def take_back(self, candidate: Account) -> None:
        """Take an invitation back: by nothing that came of it does anybody stay in."""
        self.tokens.revoke_all(candidate.id)

    def invite_again(self, candidate: Account) -> str:
        """Return the token of another invitation; the one before is taken back by it.

        The candidate reads that there is one, and who came in by it; see `entries`.
        """
        self.take_back(candidate)
        return self._invitation(candidate, "renewed")

    def shut_out(self, candidate: Account) -> None:
        """Close an account: its links, logins and tokens end; the coach keeps its interviews.

        Its applications, programmes and drills go: nobody could ever see them any more.
        """
        self.accounts.close(candidate.id)
        self.tokens.revoke_all(candidate.id)
        erase_applications(self.funnels, candidate.id)
        erase_programmes(self.programmes, candidate.id)
        erase_practice(self.practices, candidate.id)

    def other_coach(self, keeper: Account, coach: str) -> Account:
        """Return another coach of the house to its keeper.

        Raises:
            NotYours: there is none, it is the keeper, or who asks does not keep the house.
        """
        others = {each.id: each for each, _ in self.accounts.coaches() if not each.keeper}
        if not keeper.keeper or coach not in others:
            raise NotYours("coach")
        return others[coach]

    def new_password(self, coach: Account) -> str:
        """Return the token of a link by which a coach chooses another password; see `set_up`.

        Their logins, tokens and earlier links end now: they may be in the wrong hands. The old
        password is good until there is a new one.
        """
        self.tokens.revoke_all(coach.id)
        return self.tokens.issue(coach.id, "setup")

    def set_up(self, link: str, name: str, password: str) -> Account | None:
        """Give a coach name and password by a link, which is used up; all logins and tokens end.

        Args:
            link: the token of kind "setup".
            name: by which they enter from now on.
            password: as they typed it.

        Returns:
            The account; None where the link is not good (any more).

        Raises:
            BadRequest: name or password cannot be taken; the link is as good as before.
        """
        grant = self.tokens.spend(link, "setup", self.accounts.enrolment(name, password))
        return self.accounts.find(grant.account) if grant else None

    def made_of(self, session: str) -> str:
        """Return what a replay was made of; "" where a session is none."""
        return next(iter(self.sessions.origins(session)), "")

    def erase(self, session: str) -> None:
        """Erase a session with its room, and all that was noted or rated about it.

        Raises:
            SessionBusy: the panel is at work in it right now; nothing was erased.
            StillErasing: it takes longer than `erasing.ERASING`, and goes on.
        """
        erasure = self.erase_all([session])
        if erasure.busy:
            raise SessionBusy("The panel is at work in this interview; try again in a moment.")
        if erasure.pending:
            raise StillErasing

    def erase_all(self, sessions: Collection[str]) -> Erasure:
        """Erase sessions like `erase`; return what has come of each."""
        for session in sessions:
            self.labs.forget(session)
        return erase_all(self.host, self.sessions, sessions)

    def close(self, grace: float) -> None:
        """Stop the panel and let go of the database."""
        self.laboratory.stop(grace / 3)
        self.host.stop(grace)
        self.sessions.close()


def _the_same(kept: Answer, said: str, key: str) -> Answer:
    """Return what is kept if it is what was sent, or say that something else came first."""
    if kept.key != key:
        raise AnswerConflict("This question has another answer already. The first one counts.")
    if kept.text != canonical(said):
        raise KeyReused(
            "This form, or this Idempotency-Key, was used for another answer before, and that "
            "counts. Replay the interview to try another."
        )
    return kept


def open_house() -> House:
    """Open the rooms of this user's database with the settings of this machine.

    Raises:
        BadRequest: the database cannot be opened.
    """
    database = open_rooms(open_store())
    return house_of_sessions(database, sessions_of(database))


def house_of_sessions(database: Engine, sessions: Sessions) -> House:
    """Return the rooms of sessions; their panel begins to drive when the host is started."""
    rooms, log = Rooms(database), EventLog(database)
    bell, rehearings, gate = Bell(log), Rehearings(database, sessions), Gate(database)
    labs, ratings = Labs(database), Ratings(database, rooms, sessions)
    return House(
        sessions=sessions,
        accounts=Accounts(database),
        tokens=Tokens(database),
        rooms=rooms,
        personas=Personas(database),
        ratings=ratings,
        rehearings=rehearings,
        remarks=Remarks(database, rooms),
        funnels=open_funnels(database, hold_account),
        programmes=open_programmes(database, hold=hold_account),
        practices=open_practice(database, hold=hold_account),
        log=log,
        gate=gate,
        logins=Logins(database, gate),
        entries=Entries(database),
        bell=bell,
        host=Host(sessions, rooms, log, bell, rehearings, hang_up),
        labs=labs,
        laboratory=Laboratory(labs, _comparing(sessions, ratings)),
    )


def _comparing(sessions: Sessions, ratings: Ratings) -> Work:
    """Return how a comparison is made of these sessions."""

    async def work(lab: Lab, told: Told) -> Mapping[str, str]:
        # What draws and counts is loaded with the first comparison: a server starts without it.
        from archpanel.rooms.lab_runs import LabRuns

        wish = wish_from(lab.wish)
        return await LabRuns(sessions).texts(wish, ratings.all(lab.coach), told)

    return work
