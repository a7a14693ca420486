"""A programme as somebody may see it: its places, what came of each, and who said what to it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from archpanel.domain import Persona, RolePack
from archpanel.opening.desk import Desk
from archpanel.programme.choosing import Choice
from archpanel.programme.comments import WHOLE, Comment
from archpanel.programme.held import Held
from archpanel.programme.overview import Overview, overview
from archpanel.programme.plan import Planned
from archpanel.programme.standing import Standing, next_place
from archpanel.programme.store import Kept
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.programmes import (
    comments_of,
    desk_of,
    desk_up_to_date,
    names_of,
    rooms_of,
)

UNRATED = "not rated yet"
"""Stands for a decision that a coach may not see."""

PlaceState = Literal["open", "begun", "finished"]


@dataclass(frozen=True)
class PlaceSeen:
    """One place of a programme."""

    planned: Planned
    session: str
    """The session that was begun for it; "" where none was."""

    state: PlaceState
    decision: str
    """Of the panel; "" where there is none, or a coach has to rate the session first."""

    sealed: bool
    """Whether a coach has to rate it first."""

    comments: tuple[Comment, ...]


@dataclass(frozen=True)
class Earlier:
    """A programme that is not in force."""

    kept: Kept
    begun: int
    """Sessions that were begun for it, and are still there."""


@dataclass(frozen=True)
class ProgrammeSeen:
    """The programme in force of somebody, as it may be seen."""

    owner: Account
    own: bool
    """Whether who looks is whose it is."""

    desk: Desk
    standing: Standing
    """As far as who looks may see it: levels of what a coach has not rated are left out."""

    places: tuple[PlaceSeen, ...]
    waiting: str
    """A session that was begun and is to be finished first, or ""."""

    comments: tuple[Comment, ...]
    """On the programme as a whole."""

    earlier: tuple[Earlier, ...]
    names: dict[str, str]
    """Account -> what it is called, of all who assigned or commented."""

    @property
    def kept(self) -> Kept:
        """The programme."""
        return self.standing.kept

    @property
    def pack(self) -> RolePack:
        """Its role."""
        return self.desk.pack

    @property
    def personas(self) -> tuple[Persona, ...]:
        """Who may sit on its panels."""
        return self.desk.personas

    @property
    def sealed(self) -> tuple[str, ...]:
        """Return the sessions that a coach has to rate before anything is told of them."""
        return tuple(place.session for place in self.places if place.sealed)

    @property
    def replaced(self) -> Kept | None:
        """The newest earlier programme that a coach assigned, if one's own took its place."""
        if self.kept.assigned_by:
            return None
        return next((one.kept for one in self.earlier if one.kept.assigned_by), None)

    def overview(self, level: str = "") -> Overview:
        """Return where the programme stands.

        Raises:
            UnknownName: the role has no such level.
        """
        found = overview(
            self.standing, self.pack, self.personas, self.desk.today, level, self.sealed
        )
        return found if self.own else replace(found, next=None)

    @cached_property
    def next(self) -> tuple[Planned, Choice] | None:
        """Return what comes next; for whose it is alone, since weak spots decide on it."""
        return next_place(self.standing, self.pack, self.desk.today) if self.own else None


def programme_seen(house: House, viewer: Account, owner: Account) -> ProgrammeSeen:
    """Return the programme in force of somebody; who may look was checked before.

    Raises:
        NotYours: there is none.
    """
    desk, own = desk_of(house, owner), viewer.id == owner.id
    comments = comments_of(house, owner).all()
    everything = desk.programmes.all()
    waiting = next(iter(desk.waiting()), "")
    standing = _standing(desk, settled=own and not waiting)
    visible = _visible(house, viewer, owner, own=own)
    named = [kept.assigned_by for kept in everything] + [one.coach for one in comments]
    mine = tuple(one for one in comments if one.number == desk.kept.number)
    return ProgrammeSeen(
        owner=owner,
        own=own,
        desk=desk,
        standing=standing if own else sealed(standing, visible),
        places=_places(standing, visible, mine),
        waiting=waiting,
        comments=tuple(one for one in mine if one.place == WHOLE),
        earlier=tuple(
            Earlier(kept, len(desk.programmes.begun(kept)))
            for kept in everything
            if kept.number != desk.kept.number
        ),
        names=names_of(house, [one for one in named if one]),
    )


def _standing(desk: Desk, *, settled: bool) -> Standing:
    """Return where it stands; where that is settled, as when the next session is begun."""
    return desk_up_to_date(desk) if settled else desk.standing()


def _visible(house: House, viewer: Account, owner: Account, *, own: bool) -> Collection[str]:
    rooms = house.rooms.all(viewer) if not own else rooms_of(house, owner)
    return house.ratings.visible(viewer, [room for room in rooms if room.candidate == owner.id])


def _places(
    standing: Standing, visible: Collection[str], comments: tuple[Comment, ...]
) -> tuple[PlaceSeen, ...]:
    held = {one.session: one for one in standing.held}
    begun = {n: session for session, n in standing.places.items() if session not in held}
    done = {standing.places[session]: one for session, one in held.items()}
    return tuple(
        _place(planned, begun.get(planned.n, ""), done.get(planned.n), visible, comments)
        for planned in standing.dated
    )


def _place(
    planned: Planned,
    begun: str,
    done: Held | None,
    visible: Collection[str],
    comments: tuple[Comment, ...],
) -> PlaceSeen:
    said = tuple(one for one in comments if one.place == planned.n)
    if done is None:
        return PlaceSeen(planned, begun, "begun" if begun else "open", "", False, said)
    sealed = done.session not in visible
    decision = "" if sealed else done.decision
    return PlaceSeen(planned, done.session, "finished", decision, sealed, said)


def sealed(standing: Standing, visible: Collection[str]) -> Standing:
    """Return a standing without what the panel made of sessions that may not be seen yet."""
    return replace(
        standing,
        held=tuple(one if one.session in visible else _bare(one) for one in standing.held),
    )


def _bare(held: Held) -> Held:
    return replace(held, decision=UNRATED, levels={}, axes={}, failed=(), surprised={}, items=())
