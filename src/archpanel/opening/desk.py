"""Where a programme is looked up: its plan, its sessions and what comes next; for every way in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from archpanel.domain import Persona, RolePack
from archpanel.opening.doors import open_store, sessions_of
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.choosing import LAST, seen_of_late, surprises_seen
from archpanel.programme.held import Held, held_of
from archpanel.programme.standing import Standing, planned_anew
from archpanel.programme.store import Kept, Programmes, open_programmes
from archpanel.sessions import Sessions


@dataclass(frozen=True)
class Desk:
    """What is looked up about the programme in force of one owner."""

    programmes: Programmes
    sessions: Sessions
    finished: Callable[[], Sequence[str]]
    """Returns the finished sessions of any kind that the owner sat in, newest first."""

    today: date

    @classmethod
    def open(cls, today: date) -> "Desk":
        """Open this user's database once, for the programme of the command line."""
        database = open_store()
        return cls.of_one(open_programmes(database), sessions_of(database), today)

    @classmethod
    def of_one(cls, programmes: Programmes, sessions: Sessions, today: date) -> "Desk":
        """Return the desk of who alone uses a database."""
        return cls(
            programmes,
            sessions,
            lambda: [row.id for row in sessions.list() if row.status == "finished"],
            today,
        )

    @cached_property
    def kept(self) -> Kept:
        """The programme in force."""
        return self.programmes.current()

    @cached_property
    def pack(self) -> RolePack:
        """Its role."""
        return load_pack(self.kept.pack)

    @cached_property
    def personas(self) -> tuple[Persona, ...]:
        """Everyone who may sit on its panels."""
        return seat_panel(list(self.kept.space.seats))

    def standing(self) -> Standing:
        """Return where the programme stands; who said nothing in a session has not held it."""
        places = self.programmes.begun(self.kept)
        rows = self.sessions.rows(list(places)).values()
        done = sorted((r for r in rows if r.status == "finished"), key=lambda row: row.created)
        held = map(self._held, (row.id for row in done))
        return Standing(self.kept, tuple(one for one in held if one.answered), places)

    def up_to_date(self) -> Standing:
        """Return where the programme stands, its open places chosen anew if that is due."""
        standing = self.standing()
        if not standing.is_due_anew(self.pack):
            return standing
        anew = planned_anew(standing, self.pack, self.personas, self.today)
        self.programmes.change(anew)
        return replace(standing, kept=anew)

    def seen(self, standing: Standing) -> tuple[str, ...]:
        """Return what is not asked again: of the last sessions all, of the programme surprises."""
        recent = [self._held(session) for session in reversed(self.finished()[:LAST])]
        known = (*seen_of_late(recent), *surprises_seen(standing.held, self.pack))
        return tuple(dict.fromkeys(known))

    def waiting(self) -> list[str]:
        """Return sessions of the programme that were begun and not finished, newest first."""
        rows = self.sessions.rows(list(self.programmes.begun(self.kept))).values()
        left = sorted((r for r in rows if r.status == "open"), key=lambda row: row.created)
        return [row.id for row in reversed(left)]

    def _held(self, session: str) -> Held:
        return held_of(self.sessions.record(session))
