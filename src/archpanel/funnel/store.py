"""Applications in the session database, beside the sessions; brought up to date apart from them.

Every query names whose applications it looks at.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
)

from archpanel.domain import BadRequest, PanelError, Paper
from archpanel.funnel.application import Application, Event
from archpanel.funnel.importing import Plan
from archpanel.funnel.state import oddities, standing, state_of
from archpanel.sessions.database import SESSIONS, bring_up_to_date
from archpanel.sessions.erasing import IN_USE, wipe
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.kept import load_kept
from archpanel.sessions.owners import Hold, anybody
from archpanel.sessions.writing import writing

META = MetaData()

APPLICATIONS = Table(
    "funnel_applications",
    META,
    Column("owner", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("company", String(120), nullable=False),
    Column("role", String(120), nullable=False),
    Column("source", String(120), nullable=False),
    Column("jd", JSON(none_as_null=True)),
)
"""`owner`: "" on the command line, else the id of an account of the house."""


def _of_an_application() -> ForeignKeyConstraint:
    """A row lives as long as its application."""
    return ForeignKeyConstraint(
        ["owner", "number"],
        ["funnel_applications.owner", "funnel_applications.number"],
        ondelete="CASCADE",
    )


EVENTS = Table(
    "funnel_events",
    META,
    Column("owner", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("stage", String(12), nullable=False),
    Column("day", String(10), nullable=False),
    Column("round", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("strikes", Integer, nullable=False),
    Column("noted", String(32), nullable=False),
    _of_an_application(),
)
"""What happened when. Rows are added and never changed; they go with their application."""

LINKS = Table(
    "funnel_links",
    META,
    Column("owner", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("session", String(40), ForeignKey(SESSIONS.c.id, ondelete="CASCADE"), primary_key=True),
    _of_an_application(),
)
"""Which rehearsals were for which application; an erased session takes its links along."""

SCHEMA = Table("funnel_schema_versions", META, Column("version", Integer, primary_key=True))


def _first_tables(connection: Connection) -> None:
    META.create_all(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_first_tables,)
"""Numbered from 1 in this order; a released one is never edited, a change is a new one."""


@dataclass(frozen=True)
class Funnels:
    """The applications of everybody in one database."""

    database: Engine
    hold: Hold = anybody

    def of(self, owner: str) -> "Funnel":
        """Return those of one owner: "" on the command line, else the id of an account."""
        return Funnel(self.database, owner, self.hold)


def open_funnels(database: Engine, hold: Hold = anybody) -> Funnels:
    """Bring the tables up to date in a database that `open_database` opened."""
    bring_up_to_date(database, SCHEMA, MIGRATIONS)
    return Funnels(database, hold)


@dataclass(frozen=True)
class Funnel:
    """The applications of one owner."""

    database: Engine
    owner: str
    hold: Hold = anybody
    """Asked before anything is added."""

    def all(self) -> list[Application]:
        """Return all applications, the oldest id first."""
        with self.database.connect() as connection:
            return _read(connection, self.owner)

    def find(self, name: str) -> Application:
        """Return one application: by its id, with or without the `a`, or by its company.

        Raises:
            BadRequest: there is none, or the company begins more than one.
        """
        return _find(self.all(), name)

    def add(self, application: Application) -> Application:
        """Keep a new application with its events; return it as it is kept.

        Raises:
            BadRequest: the same company, role and day are kept already.
            ValueError: no event says when one applied.
        """
        with self._writing() as connection:
            for other in _read(connection, self.owner):
                if _same(other, application):
                    raise BadRequest(
                        f"{other.id} is that application already: {other.named}. `archpanel "
                        f"funnel update {other.id}` notes what came of it."
                    )
            return self._keep_new(connection, application)

    def note(self, application: str, event: Event, *, anyway: bool = False) -> Application:
        """Note what happened; `n` and `noted` are given here.

        Args:
            application: id.
            event: what happened.
            anyway: take an order that cannot be.

        Raises:
            BadRequest: it cannot have happened after what is noted, or strikes what cannot be.
        """
        with self._writing() as connection:
            found = _find(_read(connection, self.owner), application)
            given = replace(event, n=len(found.events) + 1)
            _check_strike(found, given)
            fresh = {odd.n: why for odd, why in oddities((*found.events, given))}
            known = {odd.n for odd, _ in oddities(found.events)}
            if not anyway and (news := [fresh[n] for n in fresh if n not in known]):
                raise BadRequest(
                    f"{found.id} {found.named}: {news[0]}, which cannot be. Mend the day, strike "
                    f"what is wrong (`archpanel funnel show {found.id}` has the numbers), or say "
                    "--anyway."
                )
            kept = self._append(connection, found.id, [given])
        return replace(found, events=(*found.events, *kept))

    def take(self, make: Callable[[Sequence[Application]], Plan]) -> Plan:
        """Keep what a plan adds, all or nothing; return the plan with the ids that it was given.

        Args:
            make: makes the plan of what is known at that moment; what it raises keeps all as it
                was.
        """
        with self._writing() as connection:
            plan = make(_read(connection, self.owner))
            kept = []
            for addition in plan.additions:
                if addition.known:
                    self._append(connection, addition.known, addition.added)
                    kept.append(addition)
                else:
                    new = self._keep_new(connection, addition.application)
                    kept.append(replace(addition, application=new))
        return replace(plan, additions=tuple(kept))

    def link(self, application: str, session: str) -> Application:
        """Link an application to a rehearsal, once.

        Raises:
            BadRequest: there is no such application.
            PanelError: the session was erased meanwhile.
        """
        with self._writing() as connection:
            found = _find(_read(connection, self.owner), application)
            insert_once(connection, LINKS, **self._key(found.id), session=session)
        return self.find(found.id)

    def unlink(self, application: str, session: str) -> Application:
        """Take a link back.

        Raises:
            BadRequest: there is no such application, or no such link.
        """
        with self._writing() as connection:
            found = _find(_read(connection, self.owner), application)
            mine = [linked for linked in found.sessions if linked.startswith(session)]
            if len(mine) != 1 or not session:
                linked = ", ".join(found.sessions) or "none"
                raise BadRequest(
                    f"{found.id} has no link to {session!r}. Sessions it is linked to: {linked}."
                )
            one = (LINKS.c.owner == self.owner) & (LINKS.c.session == mine[0])
            connection.execute(delete(LINKS).where(one, LINKS.c.number == _number(found.id)))
        return self.find(found.id)

    def remove(self, *applications: str) -> None:
        """Remove applications with all that was noted about them, bytes included.

        Raises:
            PanelError: rows are gone, but bytes of them are left in the file.
        """
        numbers = [_number(application) for application in applications]
        mine = APPLICATIONS.c.owner == self.owner
        with writing(self.database) as connection:
            _lock(connection)
            connection.execute(delete(APPLICATIONS).where(mine, APPLICATIONS.c.number.in_(numbers)))
        if numbers and not wipe(self.database):
            raise PanelError(f"{', '.join(applications)}: removed, but {IN_USE}.")

    def remove_all(self) -> list[str]:
        """Remove all applications of this owner; return their ids. See `remove`."""
        gone = [application.id for application in self.all()]
        self.remove(*gone)
        return gone

    def erase_rows(self, connection: Connection) -> None:
        """Delete all applications of this owner, as a part of a step."""
        connection.execute(delete(APPLICATIONS).where(APPLICATIONS.c.owner == self.owner))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Yield a transaction in which nobody else writes applications.

        What is read in it, such as the highest number, is still true when it writes.
        """
        with writing(self.database) as connection:
            self.hold(connection, self.owner)
            _lock(connection)
            yield connection

    def _keep_new(self, connection: Connection, application: Application) -> Application:
        state_of(application.events)  # what has no state could never be shown again
        newest = select(func.max(APPLICATIONS.c.number)).where(APPLICATIONS.c.owner == self.owner)
        number = (connection.scalar(newest) or 0) + 1
        jd = application.jd.model_dump(mode="json") if application.jd else None
        values = {"company": application.company, "role": application.role}
        connection.execute(
            insert(APPLICATIONS).values(
                owner=self.owner, number=number, **values, source=application.source, jd=jd
            )
        )
        kept = self._append(connection, f"a{number}", application.events)
        return replace(application, id=f"a{number}", events=kept)

    def _append(
        self, connection: Connection, application: str, events: Sequence[Event]
    ) -> tuple[Event, ...]:
        noted = datetime.now(UTC).isoformat(timespec="seconds")
        kept = tuple(replace(event, noted=noted) for event in events)
        key = self._key(application)
        rows = [{**vars(event), "day": event.day.isoformat(), **key} for event in kept]
        connection.execute(insert(EVENTS), rows)
        return kept

    def _key(self, application: str) -> dict[str, Any]:
        return {"owner": self.owner, "number": _number(application)}


def _lock(connection: Connection) -> None:
    """Let nobody else write applications until the step is done; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE funnel_applications IN SHARE ROW EXCLUSIVE MODE"))


def _read(connection: Connection, owner: str) -> list[Application]:
    """Return all applications of an owner; three queries, however many there are."""
    events: dict[int, list[Event]] = defaultdict(list)
    sessions: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(
        select(EVENTS).where(EVENTS.c.owner == owner).order_by(EVENTS.c.number, EVENTS.c.n)
    ):
        events[row.number].append(_event(row))
    for row in connection.execute(
        select(LINKS).where(LINKS.c.owner == owner).order_by(LINKS.c.session)
    ):
        sessions[row.number].append(row.session)
    mine = select(APPLICATIONS).where(APPLICATIONS.c.owner == owner)
    return [
        Application(
            f"a{row.number}",
            row.company,
            row.role,
            row.source,
            None if row.jd is None else load_kept(Paper, row.jd, f"application a{row.number}"),
            tuple(events[row.number]),
            tuple(sessions[row.number]),
        )
        for row in connection.execute(mine.order_by(APPLICATIONS.c.number))
    ]


def _event(row: Any) -> Event:
    day = date.fromisoformat(row.day)
    return Event(row.n, row.stage, day, row.round, row.note, row.strikes, row.noted)


def _find(known: Sequence[Application], name: str) -> Application:
    said = name.strip().casefold()
    by_id = [a for a in known if said in (a.id, a.id[1:])]
    by_company = [a for a in known if said and a.company.casefold().startswith(said)]
    found = by_id or by_company
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{a.id} ({a.named})" for a in found[:8])
        raise BadRequest(f"{name!r} is more than one application: {several}. Give its id.")
    there = "There is none"
    if known:
        ids = f"{len(known)}, {known[0].id} to {known[-1].id}"
        there = f"There is one, {known[0].id}" if len(known) == 1 else f"There are {ids}"
    more = "`archpanel funnel show` lists all" if known else "`archpanel funnel add` notes one"
    raise BadRequest(f"No application has the id or company {name!r}. {there}; {more}.")


def _same(one: Application, other: Application) -> bool:
    """Tell whether both are about one role, company and day."""
    names = [(a.company.casefold(), a.role.casefold()) for a in (one, other)]
    days = [[e.day for e in standing(a.events) if e.stage == "applied"] for a in (one, other)]
    return names[0] == names[1] and days[0] == days[1]


def _check_strike(application: Application, event: Event) -> None:
    if event.stage != "struck":
        return
    counting = {e.n: e for e in standing(application.events)}
    if event.strikes not in counting:
        numbers = ", ".join(f"{e.n} ({e.stage})" for e in counting.values())
        raise BadRequest(
            f"{application.id} has no entry {event.strikes} that counts; those that do: {numbers}."
        )
    if counting[event.strikes].stage == "applied":
        raise BadRequest(
            f"{application.id} needs a day on which you applied. Correct it with --stage applied "
            f"--date DAY, or remove the application: `archpanel funnel remove {application.id}`."
        )


def _number(application: str) -> int:
    return int(application.removeprefix("a"))
