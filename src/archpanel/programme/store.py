"""Programmes in the session database, beside the sessions; brought up to date apart from them.

A new plan takes the place of the one before; sessions stay with the plan that they were held for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from archpanel.domain import BadRequest
from archpanel.programme.plan import Plan, Planned
from archpanel.programme.targets import Target
from archpanel.programme.variants import Sitting, Space
from archpanel.sessions.database import SESSIONS, bring_up_to_date
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing

META = MetaData()

PROGRAMMES = Table(
    "programmes",
    META,
    Column("owner", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("made", String(32), nullable=False),
    Column("body", JSON, nullable=False),
)
"""`owner`: "" on the command line, else the id of an account. The highest number is in force."""

HELD = Table(
    "programme_sessions",
    META,
    Column("session", String(40), ForeignKey(SESSIONS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("owner", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("n", Integer, nullable=False),
)
"""Which session was begun for which place of a programme; an erased one leaves its place open."""

SCHEMA = Table("programme_schema_versions", META, Column("version", Integer, primary_key=True))


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first_tables,)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


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


@dataclass(frozen=True)
class Programmes:
    """The programmes of one owner."""

    database: Engine
    owner: str = ""

    def keep(self, plan: Plan, pack: str, targets: Sequence[Target], seed: int) -> Kept:
        """Keep a plan; it is in force from now on."""
        rounds = max(len(planned.sitting.rounds) for planned in plan.sessions)
        made = Kept(0, pack, plan.space, plan.sessions, tuple(targets), rounds, seed)
        with writing(self.database) as connection:
            newest = select(func.max(PROGRAMMES.c.number)).where(PROGRAMMES.c.owner == self.owner)
            kept = replace(made, number=(connection.scalar(newest) or 0) + 1)
            connection.execute(
                insert(PROGRAMMES).values(
                    owner=self.owner,
                    number=kept.number,
                    made=datetime.now(UTC).isoformat(timespec="seconds"),
                    body=_body(kept),
                )
            )
        return kept

    def current(self) -> Kept:
        """Return the programme in force.

        Raises:
            BadRequest: there is none.
        """
        mine = select(PROGRAMMES).where(PROGRAMMES.c.owner == self.owner)
        with self.database.connect() as connection:
            row = connection.execute(mine.order_by(PROGRAMMES.c.number.desc()).limit(1)).first()
        if row is None:
            raise BadRequest("There is no programme yet. `archpanel programme plan` makes one.")
        return _read(row.number, row.body)

    def change(self, kept: Kept) -> None:
        """Keep other sessions for a programme that is there."""
        mine = (PROGRAMMES.c.owner == self.owner) & (PROGRAMMES.c.number == kept.number)
        with writing(self.database) as connection:
            connection.execute(update(PROGRAMMES).where(mine).values(body=_body(kept)))

    def begin(self, kept: Kept, n: int, session: str) -> None:
        """Note that a session was begun for a place of a programme."""
        with writing(self.database, session) as connection:
            insert_once(
                connection, HELD, session=session, owner=self.owner, number=kept.number, n=n
            )

    def begun(self, kept: Kept) -> dict[str, int]:
        """Return session -> its place, for every session of a programme that is still there."""
        mine = (HELD.c.owner == self.owner) & (HELD.c.number == kept.number)
        with self.database.connect() as connection:
            rows = connection.execute(select(HELD.c.session, HELD.c.n).where(mine))
            return {session: n for session, n in rows}

    def forget(self) -> None:
        """Erase all programmes of the owner; the sessions stay."""
        with writing(self.database) as connection:
            for table in (HELD, PROGRAMMES):
                connection.execute(delete(table).where(table.c.owner == self.owner))


def open_programmes(database: Engine, owner: str = "") -> Programmes:
    """Bring the tables up to date in a database that `open_database` opened."""
    bring_up_to_date(database, SCHEMA, MIGRATIONS)
    return Programmes(database, owner)


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


def _read(number: int, body: Mapping[str, Any]) -> Kept:
    return Kept(
        number=number,
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
