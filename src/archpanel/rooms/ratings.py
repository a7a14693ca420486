"""What coaches thought of an interview before they saw what the panel thought of it.

A rating is given once: whoever could change it after the verdict would agree with the panel.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

from sqlalchemy import Engine, select

from archpanel.domain import BadRequest, Recommendation, RoleKept, canonical
from archpanel.domain.levels import to_tenths
from archpanel.rooms.accounts import Account
from archpanel.rooms.rooms import NotYours, Room, Rooms
from archpanel.rooms.tables import RATINGS
from archpanel.sessions import Sessions
from archpanel.sessions.database import REPLAYS
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing

CONFIDENCES = ("low", "medium", "high")
LONGEST_WHY = 2000
"""Characters of a reason."""

RECOMMENDATIONS: tuple[Recommendation, ...] = get_args(Recommendation)


@dataclass(frozen=True)
class Rating:
    """One coach's own view of one interview."""

    recommendation: Recommendation | None
    """None where the coach did not want to rate."""

    levels: Mapping[str, float] = field(default_factory=dict)
    """Axis or competency -> level on the role's scale; what is missing was not rated."""

    at: float = 0.0
    """Seconds since the epoch."""

    confidence: str = ""
    """One of `CONFIDENCES`; "" where it was not said."""

    reason: str = ""

    @property
    def waived(self) -> bool:
        """Tell whether the coach looked at the verdict without a view of their own."""
        return self.recommendation is None


class Ratings:
    """The ratings of one database."""

    def __init__(self, database: Engine, rooms: Rooms, sessions: Sessions) -> None:
        """Bind a database that `open_rooms` opened, its rooms and its sessions."""
        self._database, self._rooms, self._sessions = database, rooms, sessions

    def may_see(self, account: Account, session: str) -> bool:
        """Tell whether somebody may see the verdict of a session.

        Who answered may, and so may the keeper for what was said at the terminal, where the
        verdict was shown already. A coach who looks on may once their own rating is in, or waived;
        for a replay that of the interview it was made of does as well.

        Raises:
            NotYours: there is none of this id, or it is not theirs.
        """
        return session in self._open_to(account, [self._rooms.find(account, session)])

    def shows(self, account: Account, room: Room) -> bool:
        """Tell whether there is a verdict in a room of somebody's, and they may see it."""
        return room.session in self.visible(account, [room])

    def visible(self, account: Account, rooms: Iterable[Room]) -> frozenset[str]:
        """Return the sessions, of some rooms of somebody's, whose verdict is there for them to see.

        It takes two queries, however many rooms there are; see `may_see` for the rule.
        """
        return self._open_to(account, [room for room in rooms if room.status == "finished"])

    def _open_to(self, account: Account, rooms: Sequence[Room]) -> frozenset[str]:
        looked_on = [room.session for room in rooms if not room.sat_in]
        known = self._with_origins(looked_on) if looked_on else {}
        mine = select(RATINGS.c.session).where(RATINGS.c.coach == account.id)
        with self._database.connect() as connection:
            rated = frozenset(connection.scalars(mine)) if known else frozenset()
        seen = [session for session, of in known.items() if rated & of]
        return frozenset([*seen, *(room.session for room in rooms if room.sat_in)])

    def _with_origins(self, sessions: Collection[str]) -> dict[str, set[str]]:
        """Return each session with itself and, for a replay, those that it has answers of."""
        known = {session: {session} for session in sessions}
        wanted = select(REPLAYS.c.session, REPLAYS.c.origin).where(REPLAYS.c.session.in_(sessions))
        with self._database.connect() as connection:
            for session, origin in connection.execute(wanted):
                known[session].add(origin)
        return known

    def of(self, session: str, coach: str) -> Rating | None:
        """Return what a coach gave for a session; None if that is still to come."""
        mine = select(RATINGS).where(RATINGS.c.session == session, RATINGS.c.coach == coach)
        with self._database.connect() as connection:
            row = connection.execute(mine).first()
        return _rating(row) if row else None

    def all(self, coach: str) -> dict[str, Rating]:
        """Return all that a coach gave, by session, the oldest first."""
        mine = select(RATINGS).where(RATINGS.c.coach == coach).order_by(RATINGS.c.at)
        with self._database.connect() as connection:
            return {row.session: _rating(row) for row in connection.execute(mine)}

    def rate(
        self,
        account: Account,
        session: str,
        recommendation: str,
        levels: Mapping[str, float],
        confidence: str = "",
        reason: str = "",
    ) -> Rating:
        """Keep a coach's rating of a finished interview, and return it.

        Args:
            account: the coach, who looks on.
            session: the session's id.
            recommendation: one of `RECOMMENDATIONS`.
            levels: axis or competency -> level on the role's scale.
            confidence: one of `CONFIDENCES`, or "".
            reason: in the coach's words.

        Raises:
            NotYours: there is no such session of theirs, or they answered in it themselves.
            BadRequest: it is not finished, was rated before, or a value cannot be one.
        """
        self._looks_on(account, session)
        advice = next((known for known in RECOMMENDATIONS if known == recommendation), None)
        if advice is None:
            raise BadRequest(f"A recommendation is one of: {', '.join(RECOMMENDATIONS)}.")
        if confidence not in ("", *CONFIDENCES):
            raise BadRequest(f"Confidence is one of: {', '.join(CONFIDENCES)}.")
        if len(why := canonical(reason).strip()) > LONGEST_WHY:
            raise BadRequest(f"A reason has at most {LONGEST_WHY} characters.")
        role = self._sessions.record(session).role
        given = {name: _level(role, name, level) for name, level in levels.items()}
        rating = Rating(advice, given, time.time(), confidence, why)
        return self._keep(account, session, rating)

    def waive(self, account: Account, session: str) -> Rating:
        """Note that a coach sees the verdict of a finished interview without rating it before.

        Raises:
            NotYours: there is no such session of theirs, or they answered in it themselves.
            BadRequest: it is not finished, or was rated before.
        """
        self._looks_on(account, session)
        return self._keep(account, session, Rating(None, {}, time.time()))

    def _looks_on(self, account: Account, session: str) -> Room:
        room = self._rooms.find(account, session)
        if account.kind != "coach" or room.sat_in:
            raise NotYours("interview to rate")
        if room.status != "finished":
            raise BadRequest("This interview is not over; it can be rated when it is.")
        return room

    def _keep(self, account: Account, session: str, rating: Rating) -> Rating:
        body = asdict(rating)
        at = body.pop("at")
        with writing(self._database, session) as connection:
            new = insert_once(
                connection, RATINGS, session=session, coach=account.id, body=body, at=at
            )
        if not new:
            raise BadRequest("You have rated this interview, or waived that, already.")
        return rating


def _level(role: RoleKept, name: str, level: float) -> float:
    known = {*role.axes, *(competency.id for competency in role.competencies)}
    if name not in known:
        raise BadRequest("A level is given for an axis or a competency of the role.")
    if not 1 <= level <= role.top:
        raise BadRequest(f"A level is a number from 1 to {role.top}.")
    return to_tenths(level)


def _rating(row: Any) -> Rating:
    known = {name: str(row.body.get(name, "")) for name in ("confidence", "reason")}
    return Rating(row.body["recommendation"], row.body["levels"], row.at, **known)
