"""Comparisons of coaches in the lab, as they are kept: who wants what, how far it is, its report.

Every query of a page names the coach. Whoever works on one says so now and then (`beat`), so that
another replica takes it up when they are gone. A comparison goes with any interview that it is of.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Literal, get_args

from sqlalchemy import Engine, and_, delete, func, insert, or_, select, update

from archpanel.domain import BadRequest, PanelError
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tables import LAB_FILES, LAB_SESSIONS, LABS
from archpanel.sessions.writing import writing

Status = Literal["waiting", "running", "finished", "failed"]
Format = Literal["html", "md", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

BODY = "body"
"""Format of the sections alone, as a page shows them."""

MOST_KEPT, MOST_OPEN = 30, 2
"""Comparisons of a coach that are kept, and of these not finished yet: one reads while another
waits. Each is read by one process, so that whoever sits before the panel is not kept waiting."""

STALE = 180.0
"""Seconds without a beat after which whoever worked on it is taken for gone. The figures of a large
report take a tenth of that."""

MOST_TRIES = 3
"""Times that a comparison is begun: one that ends its server each time ends no fourth one."""


class NotFinished(PanelError):
    """A comparison that has no report yet."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("This comparison is not finished; look again in a moment.")


@dataclass(frozen=True)
class Lab:
    """One comparison."""

    id: str
    coach: str
    created: float
    """Seconds since the epoch."""

    wish: Mapping[str, Any]
    """See `rooms.lab_wishes`."""

    status: Status
    done: int
    total: int
    """Sittings: of one panel over one interview each. 0: nobody has counted them yet."""

    problem: str
    tries: int

    @property
    def is_open(self) -> bool:
        """Tell whether it is still to come to something."""
        return self.status in ("waiting", "running")


class Labs:
    """The comparisons of one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def ask(self, coach: str, wish: Mapping[str, Any], sessions: Collection[str]) -> str:
        """Keep what a coach wants compared, and return its id; somebody will take it up.

        Args:
            coach: whose it is.
            wish: what is compared on what.
            sessions: interviews that it is of; it goes with any of them.

        Raises:
            BadRequest: the coach has too many.
        """
        now, name = time.time(), f"lab-{token_hex(6)}"
        row = {"id": name, "coach": coach, "created": now, "wish": dict(wish), "beat": now,
               "status": "waiting", "tries": 0, "done": 0, "total": 0, "problem": "",
               "interviews": len(sessions)}  # fmt: skip
        with writing(self._database) as connection:
            kept = connection.execute(select(LABS.c.status).where(LABS.c.coach == coach)).all()
            _check_room([status for (status,) in kept])
            connection.execute(insert(LABS).values(**row))
            for session in sessions:
                connection.execute(insert(LAB_SESSIONS).values(lab=name, session=session))
        return name

    def all(self, coach: str) -> list[Lab]:
        """Return a coach's comparisons, the newest first."""
        self.sweep()
        newest = select(LABS).where(LABS.c.coach == coach).order_by(LABS.c.created.desc())
        with self._database.connect() as connection:
            return [_lab(row) for row in connection.execute(newest)]

    def find(self, coach: str, name: str) -> Lab:
        """Return one of a coach's comparisons.

        Raises:
            NotYours: there is none of this id, it is somebody else's, or an interview was erased.
        """
        self.sweep()
        with self._database.connect() as connection:
            row = connection.execute(select(LABS).where(_is(coach, name))).first()
        if row is None:
            raise NotYours("comparison")
        return _lab(row)

    def text(self, coach: str, name: str, format_: str) -> str:
        """Return the report of one of a coach's comparisons.

        Raises:
            NotYours: as `find`.
            NotFinished: there is none yet.
        """
        self.find(coach, name)
        wanted = select(LAB_FILES.c.text).where(
            LAB_FILES.c.lab == name, LAB_FILES.c.format == format_
        )
        with self._database.connect() as connection:
            text = connection.scalars(wanted).first()
        if text is None:
            raise NotFinished
        return str(text)

    def delete(self, coach: str, name: str) -> None:
        """Delete one of a coach's comparisons; whoever works on it stops soon.

        Raises:
            NotYours: as `find`.
        """
        with writing(self._database) as connection:
            if not connection.execute(delete(LABS).where(_is(coach, name))).rowcount:
                raise NotYours("comparison")

    def forget(self, session: str) -> None:
        """Delete all comparisons that are of a session: it is about to be erased."""
        mine = select(LAB_SESSIONS.c.lab).where(LAB_SESSIONS.c.session == session)
        with writing(self._database) as connection:
            connection.execute(delete(LABS).where(LABS.c.id.in_(mine)))

    def sweep(self) -> None:
        """Delete comparisons of which a session was erased elsewhere, as by the command line."""
        left = select(func.count()).where(LAB_SESSIONS.c.lab == LABS.c.id).scalar_subquery()
        torn = select(LABS.c.id).where(LABS.c.interviews > left)
        with self._database.connect() as connection:
            gone = list(connection.scalars(torn))
        if gone:
            with writing(self._database) as connection:
                connection.execute(delete(LABS).where(LABS.c.id.in_(gone)))

    def take(self) -> Lab | None:
        """Take up the oldest comparison that nobody works on, if there is one."""
        self.sweep()
        now = time.time()
        gone = and_(LABS.c.status == "running", LABS.c.beat < now - STALE)
        free = or_(LABS.c.status == "waiting", gone)
        with writing(self._database, lasting=False) as connection:
            found = connection.execute(select(LABS).where(free).order_by(LABS.c.created)).first()
            if found is None:
                return None
            # Where two replicas saw the same one, the second finds another beat, and looks again.
            seen = and_(LABS.c.id == found.id, LABS.c.beat == found.beat, free)
            mine = update(LABS).where(seen)
            taken = mine.values(status="running", beat=now, tries=found.tries + 1, done=0)
            if not connection.execute(taken).rowcount:
                return None
        return _lab(found)

    def beat(self, name: str, done: int, total: int) -> bool:
        """Say how far one is; return whether it is still wanted."""
        mine = update(LABS).where(LABS.c.id == name, LABS.c.status == "running")
        with writing(self._database, lasting=False) as connection:
            told = connection.execute(mine.values(beat=time.time(), done=done, total=total))
            return told.rowcount == 1

    def give_back(self, name: str) -> None:
        """Leave one to whoever comes next; that was no try."""
        self._end(name, status="waiting", tries=LABS.c.tries - 1)

    def finish(self, name: str, texts: Mapping[str, str]) -> None:
        """Keep the report, by format, unless nobody wants it any more."""
        with writing(self._database) as connection:
            mine = update(LABS).where(LABS.c.id == name, LABS.c.status == "running")
            if not connection.execute(mine.values(status="finished")).rowcount:
                return
            connection.execute(delete(LAB_FILES).where(LAB_FILES.c.lab == name))
            for format_, text in texts.items():
                connection.execute(insert(LAB_FILES).values(lab=name, format=format_, text=text))

    def fail(self, name: str, problem: str) -> None:
        """Keep why there is no report."""
        self._end(name, status="failed", problem=problem)

    def _end(self, name: str, **values: Any) -> None:
        mine = update(LABS).where(LABS.c.id == name, LABS.c.status == "running")
        with writing(self._database) as connection:
            connection.execute(mine.values(**values))


def _check_room(kept: Collection[str]) -> None:
    if len(kept) >= MOST_KEPT:
        raise BadRequest(f"You keep {MOST_KEPT} comparisons, the most there can be; delete one.")
    if sum(status in ("waiting", "running") for status in kept) >= MOST_OPEN:
        raise BadRequest(
            f"{MOST_OPEN} comparisons of yours are not finished yet; wait for one, or delete it."
        )


def _is(coach: str, name: str) -> Any:
    return and_(LABS.c.coach == coach, LABS.c.id == name)


def _lab(row: Any) -> Lab:
    return Lab(
        row.id, row.coach, row.created, row.wish, row.status, row.done, row.total, row.problem,
        row.tries,
    )  # fmt: skip
