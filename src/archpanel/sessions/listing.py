"""What a list of sessions shows: each row, and how far it has come."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, Select, case, func, select, type_coerce

from archpanel.domain import BadRequest, UnknownName
from archpanel.sessions.database import INBOX, REPLAYS, SESSIONS, VERDICTS
from archpanel.sessions.kept import SessionRow

NAMED = 20
"""An error names at most this many sessions, the newest."""


@dataclass(frozen=True)
class Progress:
    """How far one session has come."""

    answered: int = 0
    """How many questions have an answer, passes included."""

    decision: str = ""
    """The verdict; "" before it is reached."""

    origins: tuple[str, ...] = ()
    """For a replay: the sessions whose answers it holds, the one it was made of first."""


def newest() -> Select[Any]:
    """Return the query of all sessions, newest first."""
    return select(SESSIONS).order_by(SESSIONS.c.created.desc())


def row_of(row: Any) -> SessionRow:
    """Return a row of that query as what it stands for."""
    return SessionRow(
        id=row.id,
        created=datetime.fromisoformat(row.created).isoformat(timespec="seconds"),
        status=row.status,
        kept={
            "brief": row.brief,
            "personas": row.personas,
            **({"models": row.models} if row.models is not None else {}),
        },
    )


def replays_of(database: Engine, session: str) -> tuple[str, ...]:
    """Return the ids of all replays that hold answers of a session, oldest first."""
    wanted = (
        select(SESSIONS.c.id)
        .join(REPLAYS, REPLAYS.c.session == SESSIONS.c.id)
        .where(REPLAYS.c.origin == session)
        .order_by(SESSIONS.c.created)
    )
    with database.connect() as connection:
        return tuple(connection.scalars(wanted))


def origins_of(database: Engine, session: str) -> tuple[str, ...]:
    """Return the ids of all sessions that a replay has answers of; they may be erased.

    The one that it was made of comes first: of several that is the youngest.
    """
    with database.connect() as connection:
        return tuple(
            connection.scalars(_made_of(REPLAYS.c.origin).where(REPLAYS.c.session == session))
        )


def progress_of(database: Engine, among: Collection[str] | None = None) -> dict[str, Progress]:
    """Return, by session, how far each has come; three queries, however many there are."""
    answers = select(INBOX.c.session, func.count()).group_by(INBOX.c.session)
    made_of = _made_of(REPLAYS.c.session, REPLAYS.c.origin)
    origins: dict[str, list[str]] = defaultdict(list)
    with database.connect() as connection:
        told = partial(_pairs, connection, among)
        answered = dict(told(answers, INBOX.c.session))
        decided = dict(told(_decisions(connection), VERDICTS.c.session))
        for session, origin in told(made_of, REPLAYS.c.session):
            origins[session].append(origin)
    return {
        session: Progress(
            answered.get(session, 0), decided.get(session) or "", tuple(origins[session])
        )
        for session in {*answered, *decided, *origins}
    }


def _pairs(
    connection: Connection, among: Collection[str] | None, wanted: Select[Any], of: "Column[str]"
) -> list[tuple[str, Any]]:
    """Return what a query has of each session, or of each of some."""
    found = wanted if among is None else wanted.where(of.in_(among))
    return [(session, told) for session, told in connection.execute(found)]


_DECISION = r'"verdict":\{"decision":"([^"]*)"'
"""Where a record has its decision. In what people said, every quotation mark is escaped."""


def _made_of(*columns: Any) -> Select[Any]:
    """A replay of a replay was made of the younger one; one that was erased comes last."""
    return (
        select(*columns)
        .select_from(REPLAYS)
        .outerjoin(SESSIONS, SESSIONS.c.id == REPLAYS.c.origin)
        .order_by(func.coalesce(SESSIONS.c.created, "").desc(), REPLAYS.c.origin)
    )


def _decisions(connection: Connection) -> Select[Any]:
    """A record is large; only its decision is fetched."""
    record = VERDICTS.c.record
    if connection.dialect.name == "postgresql":
        # One record that is no JSON would fail the whole query, were it read as such.
        return select(VERDICTS.c.session, func.substring(record, _DECISION))
    read = type_coerce(record, JSON)["verdict"]["decision"].as_string()
    return select(VERDICTS.c.session, case((func.json_valid(record) == 1, read), else_=""))


def find_row(database: Engine, session: str) -> SessionRow:
    """Return one session; see `Sessions.find`."""
    begins = SESSIONS.c.id.startswith(session, autoescape=True)
    wanted = newest().limit(1) if session == "last" else newest().where(begins).limit(NAMED)
    with database.connect() as connection:
        found = connection.execute(wanted).all() if session else []
        if not found:
            known = newest().with_only_columns(SESSIONS.c.id).limit(NAMED)
            raise UnknownName("session", session, connection.scalars(known).all())
    if len(found) > 1:
        several = ", ".join(row.id for row in found)
        raise BadRequest(
            f"{session!r} begins the id of more than one session; give more of it: {several}."
        )
    return row_of(found[0])


def find_finished_row(database: Engine, session: str) -> SessionRow:
    """Return one session; see `Sessions.find_finished`."""
    if session != "last":
        return find_row(database, session)
    for finished in rows_of(database, "finished", most=1):
        return finished
    for waits in rows_of(database, "open", most=1):
        raise BadRequest(
            f"No session is finished yet. The last one, {waits.id}, has no verdict yet; "
            f"`archpanel resume {waits.id}` goes on with it."
        )
    raise BadRequest("There is no session yet; `archpanel rehearse` starts one.")


def rows_of(
    database: Engine,
    status: str = "",
    *,
    most: int | None = None,
    among: Collection[str] | None = None,
) -> list[SessionRow]:
    """Return sessions, newest first: all, those of one status, or those of some ids."""
    wanted = newest().limit(most)
    wanted = wanted.where(SESSIONS.c.status == status) if status else wanted
    wanted = wanted if among is None else wanted.where(SESSIONS.c.id.in_(among))
    with database.connect() as connection:
        return [row_of(row) for row in connection.execute(wanted)]
