"""Programmes in the session database, beside the sessions; brought up to date apart from them.

A new plan takes the place of the one before; sessions stay with the plan that they were held for.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update

from archpanel.domain import BadRequest, PanelError
from archpanel.programme.plan import Plan, Planned
from archpanel.programme.tables import COMMENTS, HELD, PROGRAMMES, open_tables
from archpanel.programme.targets import Target
from archpanel.programme.variants import Sitting, Space
from archpanel.sessions.database import SESSIONS
from archpanel.sessions.erasing import IN_USE, wipe
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.forking import Along
from archpanel.sessions.owners import Hold, anybody
from archpanel.sessions.writing import writing

Admit = Callable[[Connection, int], None]
"""Takes how many programmes an owner has; raises where there may not be another."""


def everything(connection: Connection, many: int) -> None:
    """Admit any programme."""


class Waits(BadRequest):
    """A session of the programme that was begun is to be finished first."""

    def __init__(self, session: str) -> None:
        """Say which."""
        self.session = session
        super().__init__(
            f"Session {session} of the programme waits for you: `archpanel resume {session}`."
        )


class HeldMeanwhile(BadRequest):
    """A session of the programme was held between the choice of a place and its opening."""

    def __init__(self, session: str) -> None:
        """Say which."""
        super().__init__(
            f"Session {session} of the programme was held meanwhile, so that another place may "
            "come next by now. Nothing was begun; choose the next one again."
        )


@dataclass(frozen=True)
class Kept:
    """A programme as it is kept."""

    number: int
    pack: str
    """Id or path, as it was typed."""

    space: Space
    sessions: tuple[Planned, ...]
    targets: tuple[Target, ...]
    rounds: int
    """Rounds in each session."""

    seed: int
    weak: tuple[str, ...] = ()
    """Competencies that the open places were chosen for, besides the targets."""

    after: int = 0
    """How many sessions were held when they were chosen."""

    made: str = ""
    """When, as ISO 8601 with the time zone; an owner may have made others since."""

    assigned_by: str = ""
    """Account of the coach who made it for its owner; "" where they made it themselves."""


@dataclass(frozen=True)
class Programmes:
    """The programmes of one owner."""

    database: Engine
    owner: str = ""
    hold: Hold = anybody
    """Asked before anything is kept."""

    def of(self, owner: str) -> "Programmes":
        """Return those of another owner."""
        return replace(self, owner=owner)

    def keep(
        self,
        plan: Plan,
        pack: str,
        targets: Sequence[Target],
        seed: int,
        assigned_by: str = "",
        admit: Admit = everything,
    ) -> Kept:
        """Keep a plan; it is in force from now on.

        The same plan sent again is kept once, as long as nothing came of it. `admit` is asked in
        the same step before another is kept, and raises what keeps it out.
        """
        rounds = max(len(planned.sitting.rounds) for planned in plan.sessions)
        new = Kept(0, pack, plan.space, plan.sessions, tuple(targets), rounds, seed)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        new = replace(new, made=made, assigned_by=assigned_by)
        with writing(self.database) as connection:
            self.hold(connection, self.owner)
            known = self._all(connection)
            if known and _same(known[0], new) and not self._begun(connection, known[0]):
                return known[0]
            admit(connection, len(known))
            while not self._keep_new(connection, new := self._numbered(connection, new)):
                pass  # another writer had that number: PostgreSQL has many
        return new

    def _numbered(self, connection: Connection, new: Kept) -> Kept:
        newest = select(func.max(PROGRAMMES.c.number)).where(PROGRAMMES.c.owner == self.owner)
        return replace(new, number=(connection.scalar(newest) or 0) + 1)

    def _keep_new(self, connection: Connection, new: Kept) -> bool:
        return insert_once(
            connection,
            PROGRAMMES,
            owner=self.owner,
            number=new.number,
            made=new.made,
            body=_body(new),
            assigned_by=new.assigned_by,
            turn=self._next_turn(connection),
        )

    def _next_turn(self, connection: Connection) -> int:
        newest = select(func.max(PROGRAMMES.c.turn)).where(PROGRAMMES.c.owner == self.owner)
        return (connection.scalar(newest) or 0) + 1

    def current(self) -> Kept:
        """Return the programme in force.

        Raises:
            BadRequest: there is none.
        """
        if not (known := self.all()):
            raise BadRequest("There is no programme yet. `archpanel programme plan` makes one.")
        return known[0]

    def all(self) -> list[Kept]:
        """Return all programmes, the one in force first, then those before it."""
        with self.database.connect() as connection:
            return self._all(connection)

    def _all(self, connection: Connection) -> list[Kept]:
        mine = select(PROGRAMMES).where(PROGRAMMES.c.owner == self.owner)
        newest = mine.order_by(PROGRAMMES.c.turn.desc(), PROGRAMMES.c.number.desc())
        return [_read(row) for row in connection.execute(newest)]

    def take_up(self, number: int) -> bool:
        """Put an earlier programme in force again; return whether there is one of this number."""
        mine = (PROGRAMMES.c.owner == self.owner) & (PROGRAMMES.c.number == number)
        with writing(self.database) as connection:
            turn = self._next_turn(connection)
            changed = connection.execute(update(PROGRAMMES).where(mine).values(turn=turn))
            return changed.rowcount == 1

    def change(self, kept: Kept) -> None:
        """Keep other sessions for a programme that is there."""
        mine = (PROGRAMMES.c.owner == self.owner) & (PROGRAMMES.c.number == kept.number)
        with writing(self.database) as connection:
            connection.execute(update(PROGRAMMES).where(mine).values(body=_body(kept)))

    def beginning(self, kept: Kept, n: int, known: Collection[str] | None = None) -> Along:
        """Return what notes that a session is begun for a place, in the step that opens it.

        Two that are begun at once come one after the other, and the second raises `Waits`; or
        `HeldMeanwhile`, where the first is over by then.

        Args:
            kept: the programme.
            n: the place.
            known: sessions of the programme that were known when it was chosen; None for all.
        """

        def write(connection: Connection, session: str) -> None:
            self.hold(connection, self.owner)
            mine = (PROGRAMMES.c.owner == self.owner) & (PROGRAMMES.c.number == kept.number)
            if not connection.scalar(select(PROGRAMMES.c.number).where(mine).with_for_update()):
                raise BadRequest("This programme was erased meanwhile; make another.")
            places = self._begun(connection, kept)
            begun = select(SESSIONS.c.id).where(SESSIONS.c.id.in_(places))
            if waiting := connection.scalar(begun.where(SESSIONS.c.status == "open")):
                raise Waits(waiting)
            if late := sorted(s for s in places if known is not None and s not in known):
                raise HeldMeanwhile(late[-1])
            insert_once(
                connection, HELD, session=session, owner=self.owner, number=kept.number, n=n
            )

        return write

    def begun(self, kept: Kept) -> dict[str, int]:
        """Return session -> its place, for every session of a programme that is still there."""
        with self.database.connect() as connection:
            return self._begun(connection, kept)

    def _begun(self, connection: Connection, kept: Kept) -> dict[str, int]:
        mine = (HELD.c.owner == self.owner) & (HELD.c.number == kept.number)
        rows = connection.execute(select(HELD.c.session, HELD.c.n).where(mine))
        return {session: n for session, n in rows}

    def export(self) -> list[dict[str, Any]]:
        """Return all that is kept of the programmes as JSON, the one in force first."""
        comments = select(COMMENTS).where(COMMENTS.c.owner == self.owner).order_by(COMMENTS.c.at)
        with self.database.connect() as connection:
            said = connection.execute(comments).all()
            return [
                {
                    "number": kept.number,
                    "made": kept.made,
                    "assigned_by": kept.assigned_by,
                    **_body(kept),
                    "begun": self._begun(connection, kept),
                    "comments": [
                        {"session": c.n, "coach": c.coach, "text": c.text, "at": c.at}
                        for c in said
                        if c.number == kept.number
                    ],
                }
                for kept in self._all(connection)
            ]

    def forget(self) -> None:
        """Erase all programmes of the owner with the comments on them; the sessions stay.

        Raises:
            PanelError: rows are gone, but bytes of them are left in the file.
        """
        with writing(self.database) as connection:
            self.erase_rows(connection)
        if not wipe(self.database):
            raise PanelError(f"The programmes are erased, but {IN_USE}.")

    def erase_rows(self, connection: Connection) -> None:
        """Delete what `forget` erases, as a part of a step."""
        for table in (COMMENTS, HELD, PROGRAMMES):
            connection.execute(delete(table).where(table.c.owner == self.owner))


def open_programmes(database: Engine, owner: str = "", hold: Hold = anybody) -> Programmes:
    """Bring the tables up to date in a database that `open_database` opened."""
    open_tables(database)
    return Programmes(database, owner, hold)


def _body(kept: Kept) -> dict[str, Any]:
    return {
        "pack": kept.pack,
        "space": asdict(kept.space),
        "sessions": [
            {"n": p.n, "day": p.day.isoformat(), "sitting": asdict(p.sitting)}
            for p in kept.sessions
        ],
        "targets": [asdict(target) for target in kept.targets],
        "rounds": kept.rounds,
        "seed": kept.seed,
        "weak": kept.weak,
        "after": kept.after,
    }


def _same(known: Kept, new: Kept) -> bool:
    return known == replace(new, number=known.number, made=known.made)


def _read(row: Any) -> Kept:
    body = row.body
    return Kept(
        number=row.number,
        made=row.made,
        assigned_by=row.assigned_by,
        pack=body["pack"],
        space=Space(**{**_tuples(body["space"]), "rounds": _tuples(body["space"]["rounds"])}),
        sessions=tuple(
            Planned(p["n"], date.fromisoformat(p["day"]), Sitting(**_tuples(p["sitting"])))
            for p in body["sessions"]
        ),
        targets=tuple(Target(**target) for target in body["targets"]),
        rounds=body["rounds"],
        seed=body["seed"],
        weak=tuple(body["weak"]),
        after=body["after"],
    )


def _tuples(given: Mapping[str, Any]) -> dict[str, Any]:
    """JSON knows lists only."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
