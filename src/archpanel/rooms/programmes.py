"""Programmes over a network: planned by whose they are, or assigned by their coach, and held.

Whose programme somebody may look at is decided here: one's own, and that of whom one invited. What
a coach sees of sessions that they have not rated yet is what was planned, and never how they went.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Lock

from sqlalchemy import Connection

from archpanel.agents.clock import today
from archpanel.domain import BadRequest, PanelError, Paper, UnknownName
from archpanel.opening.desk import Desk
from archpanel.opening.plans import PlanWishes, wished_plan
from archpanel.packs import load_pack
from archpanel.programme.calendar import next_monday
from archpanel.programme.comments import WHOLE, Comments
from archpanel.programme.plan import SESSIONS, WEEKS, Plan
from archpanel.programme.profiles import profile_ids
from archpanel.programme.standing import Standing, next_place
from archpanel.programme.store import Kept, Waits
from archpanel.programme.targets import Target
from archpanel.programme.variants import LEVEL, ROUND, SURPRISE, VIEW, WITHOUT, WORLD
from archpanel.rooms.accounts import Account, hold_account
from archpanel.rooms.choosing import Chosen, Drawn, Mind, open_chosen
from archpanel.rooms.house import House
from archpanel.rooms.limits import Limit
from archpanel.rooms.personas import PACK, shipped
from archpanel.rooms.rooms import NotYours, Room

PLAN = Limit("plan", 12, 3600)
"""Plans, each of which keeps a core busy for seconds."""

MOST_PROGRAMMES = 50
"""Programmes that an account keeps, those before the one in force included."""

MOST_JOBS = 3
"""Job descriptions that one programme aims at."""

FARTHEST = timedelta(days=5 * 365)
"""From today to the first session."""

_ONE_AT_A_TIME = Lock()
"""Several plans at once would take the processor from who is being interviewed."""


@dataclass(frozen=True)
class PlanChosen:
    """What somebody chose for a programme; an empty choice takes all there is."""

    seats: tuple[str, ...]
    """Shipped personas of whom panels are made."""

    sessions: int = SESSIONS
    weeks: int = WEEKS
    start: str = ""
    """Day of the first session; "" is next Monday."""

    jobs: tuple[Paper, ...] = ()
    profiles: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    worlds: tuple[str, ...] = ()
    views: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    surprises: bool = True


@dataclass(frozen=True)
class Begun:
    """The session that a programme goes on with."""

    session: str
    new: bool
    """Whether it was opened just now; else it was begun before, and waits."""


class AnotherIsNext(PanelError):
    """What was to be begun is not what comes next any more."""

    def __init__(self, wanted: int, found: int) -> None:
        """Say which is."""
        super().__init__(
            f"Session {wanted} does not come next any more, session {found} does. Nothing was "
            "begun; look at your programme again."
        )


class Replaced(PanelError):
    """Another programme is in force than the one that somebody looked at."""

    def __init__(self, owner: str) -> None:
        """Say what became of the comment."""
        super().__init__(
            f"{owner} has another programme by now, and would not read a comment on the one that "
            "you saw. Nothing was kept; look at the new one, and say what holds of it."
        )


def theirs(house: House, viewer: Account, owner: str) -> Account:
    """Return whose programme somebody may look at: their own, or that of whom they invited.

    Raises:
        NotYours: it is neither.
    """
    return viewer if owner in ("", viewer.id) else house.candidate(viewer, owner)


def plan_for(house: House, owner: Account, by: Account, chosen: PlanChosen) -> Kept:
    """Make a programme, and put it in force; sent twice, it is kept once.

    Args:
        house: where.
        owner: whose it is.
        by: who made it, `owner` or their coach.
        chosen: what it is to be like.

    Raises:
        UnknownName: something was chosen that is not there.
        BadRequest: choices that make no programme, or there are too many programmes already.
        NoAccount: whose it is was erased meanwhile.
    """
    plan, targets = _planned(chosen)
    assigned_by = "" if by.id == owner.id else by.id

    def admit(connection: Connection, many: int) -> None:
        hold_account(connection, owner.id)
        if many >= MOST_PROGRAMMES:
            raise BadRequest(_full(owner, own=not assigned_by))

    return house.programmes.of(owner.id).keep(plan, PACK, targets, 0, assigned_by, admit)


def _full(owner: Account, *, own: bool) -> str:
    if own:
        return (
            f"There are {MOST_PROGRAMMES} programmes already. Take an earlier one up again, or "
            "erase them all."
        )
    return (
        f"{owner.name} has {MOST_PROGRAMMES} programmes already, and nobody else can erase them. "
        "Ask them to, or to take an earlier one up again; or comment on the one in force."
    )


def _planned(chosen: PlanChosen) -> tuple[Plan, tuple[Target, ...]]:
    for name in chosen.profiles:  # the terminal may give a path
        if name not in profile_ids():
            raise UnknownName("profile", name, list(profile_ids()))
    personas = tuple(shipped(name) for name in dict.fromkeys(chosen.seats))
    wishes = PlanWishes(
        start=_day(chosen.start),
        sessions=chosen.sessions,
        weeks=chosen.weeks,
        jobs=chosen.jobs,
        profiles=chosen.profiles,
        weak=chosen.weak,
        only={
            WORLD: chosen.worlds,
            VIEW: chosen.views,
            ROUND: chosen.rounds,
            LEVEL: chosen.levels,
            SURPRISE: () if chosen.surprises else (WITHOUT,),
        },
    )
    with _ONE_AT_A_TIME:
        return wished_plan(wishes, load_pack(PACK), personas)


def _day(given: str) -> date:
    if not given:
        return next_monday(today())
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise BadRequest("The first day is no day; write it as 2027-01-11.") from None
    if abs(day - today()) > FARTHEST:
        raise BadRequest("The first day is more than five years away; choose one nearer.")
    return day


def desk_of(house: House, owner: Account) -> Desk:
    """Return where the programme in force of somebody is looked up.

    Raises:
        NotYours: there is none.
    """
    desk = Desk(
        house.programmes.of(owner.id),
        house.sessions,
        lambda: [room.session for room in rooms_of(house, owner) if room.status == "finished"],
        today(),
    )
    if not desk.programmes.all():
        raise NotYours("programme")
    return desk


def rooms_of(house: House, owner: Account) -> list[Room]:
    """Return the rooms in which somebody answers, the newest first."""
    return [room for room in house.rooms.all(owner) if room.answers]


def desk_up_to_date(desk: Desk) -> Standing:
    """Return where a programme stands, its open places chosen anew if that is due."""
    with _ONE_AT_A_TIME:
        return desk.up_to_date()


def begin_next(
    house: House, account: Account, turns: int, mind: Mind, model: str, wanted: int = 0
) -> Begun:
    """Open the next session of one's own programme; one that was begun and waits comes first.

    Args:
        house: where.
        account: whose programme it is.
        turns: questions, at most.
        mind: who reads the answers.
        model: of the language model, if that reads them.
        wanted: the place that somebody was told comes next; 0 takes whichever does.

    Raises:
        AnotherIsNext: it is not `wanted`; nothing was opened.
        NotYours: there is no programme.
        BadRequest: every session is held.
        PanelError: as `open_chosen`.
    """
    desk = desk_of(house, account)
    if waiting := desk.waiting():
        return Begun(waiting[0], new=False)
    standing = desk_up_to_date(desk)
    found = next_place(standing, desk.pack, desk.today)
    if found is None:
        raise BadRequest("All sessions of this programme are held. Plan another one.")
    planned, _ = found
    if wanted and planned.n != wanted:
        raise AnotherIsNext(wanted, planned.n)
    one = planned.sitting
    chosen = Chosen(
        one.world, one.view, one.level, turns, one.seats, one.rounds, one.surprise, mind
    )
    drawn = Drawn(
        desk.kept.seed + planned.n,
        desk.seen(standing),
        desk.programmes.beginning(standing.kept, planned.n, standing.places),
    )
    try:
        return Begun(open_chosen(house, account, chosen, model, drawn), new=True)
    except Waits as waits:  # another tab was quicker
        return Begun(waits.session, new=False)


def take_up(house: House, account: Account, number: int) -> None:
    """Put an earlier programme of one's own in force again.

    Raises:
        NotYours: there is none of this number.
    """
    if not house.programmes.of(account.id).take_up(number):
        raise NotYours("programme")


@dataclass(frozen=True)
class Said:
    """What a coach says to a programme."""

    text: str
    place: int = WHOLE
    number: int = 0
    """Of the programme that the coach saw; 0 is the one in force."""


def comment(house: House, coach: Account, candidate: Account, said: Said) -> str:
    """Keep a coach's comment on the programme in force of somebody; return its id.

    Raises:
        NotYours: there is no programme.
        Replaced: the coach saw another one.
        BadRequest: see `Comments.add`.
    """
    kept = desk_of(house, candidate).kept
    if said.number not in (0, kept.number):
        raise Replaced(candidate.name)
    return comments_of(house, candidate).add(kept, said.place, coach.id, said.text)


def remove_comment(house: House, coach: Account, candidate: Account, comment: str) -> None:
    """Delete a coach's own comment.

    Raises:
        NotYours: there is no such comment of theirs.
    """
    if not comments_of(house, candidate).remove(comment, coach.id):
        raise NotYours("comment")


def comments_of(house: House, owner: Account) -> Comments:
    """Return the comments on somebody's programmes."""
    return Comments(house.programmes.database, owner.id)


def names_of(house: House, accounts: Sequence[str]) -> dict[str, str]:
    """Return what some accounts are called; one that is closed has no name any more."""
    found = {account: house.accounts.find(account) for account in dict.fromkeys(accounts)}
    return {i: (a.name or "the keeper") if a else "a closed account" for i, a in found.items()}
