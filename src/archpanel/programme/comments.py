"""What a coach says to somebody's programme, or to one place of it; whose it is reads it."""

import time
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import Engine, delete, func, select

from archpanel.domain import BadRequest, canonical
from archpanel.programme.store import Kept
from archpanel.programme.tables import COMMENTS, PROGRAMMES
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing

LONGEST_COMMENT, MOST_COMMENTS = 4000, 300
"""Characters of a comment; comments on all programmes of one owner."""

WHOLE = 0
"""The place that stands for the programme as a whole."""


@dataclass(frozen=True)
class Comment:
    """One comment."""

    id: str
    number: int
    """Of the programme."""

    place: int
    """Of the session in it; `WHOLE` for the programme."""

    coach: str
    text: str
    at: float
    """Seconds since the epoch."""


@dataclass(frozen=True)
class Comments:
    """The comments on the programmes of one owner."""

    database: Engine
    owner: str

    def all(self) -> list[Comment]:
        """Return all comments, the oldest first."""
        wanted = select(COMMENTS).where(COMMENTS.c.owner == self.owner).order_by(COMMENTS.c.at)
        with self.database.connect() as connection:
            return [
                Comment(r.id, r.number, r.n, r.coach, r.text, r.at)
                for r in connection.execute(wanted)
            ]

    def add(self, kept: Kept, place: int, coach: str, text: str) -> str:
        """Keep a comment; return its id.

        Raises:
            BadRequest: no such place, an empty or too long text, too many comments, or the
                programme was erased meanwhile.
        """
        if place != WHOLE and place not in {planned.n for planned in kept.sessions}:
            raise BadRequest(
                f"A comment is about the programme (0) or a session of it, 1 to "
                f"{len(kept.sessions)}; not {place}."
            )
        said, comment = _text(text), token_hex(8)
        mine = COMMENTS.c.owner == self.owner
        with writing(self.database) as connection:
            if (connection.scalar(select(func.count()).where(mine)) or 0) >= MOST_COMMENTS:
                raise BadRequest(f"There are {MOST_COMMENTS} comments already; delete one first.")
            # The row that a comment points to is locked by it: nobody erases it meanwhile.
            if not connection.scalar(
                select(PROGRAMMES.c.number)
                .where(PROGRAMMES.c.owner == self.owner, PROGRAMMES.c.number == kept.number)
                .with_for_update(read=True, key_share=True)
            ):
                raise BadRequest("This programme was erased meanwhile; the comment was not kept.")
            insert_once(
                connection, COMMENTS, owner=self.owner, id=comment, number=kept.number, n=place,
                coach=coach, text=said, at=time.time(),
            )  # fmt: skip
        return comment

    def remove(self, comment: str, coach: str) -> bool:
        """Delete a coach's own comment; return whether it was there."""
        one = (COMMENTS.c.owner == self.owner) & (COMMENTS.c.id == comment)
        with writing(self.database) as connection:
            gone = connection.execute(delete(COMMENTS).where(one, COMMENTS.c.coach == coach))
            return gone.rowcount == 1


def comments_by(database: Engine, coach: str) -> list[tuple[str, Comment]]:
    """Return all that a coach commented, the oldest first, each with whose programme it is about.

    A programme that was erased took its comments along.
    """
    on = (PROGRAMMES.c.owner == COMMENTS.c.owner) & (PROGRAMMES.c.number == COMMENTS.c.number)
    wanted = select(COMMENTS).join(PROGRAMMES, on).where(COMMENTS.c.coach == coach)
    with database.connect() as connection:
        return [
            (r.owner, Comment(r.id, r.number, r.n, r.coach, r.text, r.at))
            for r in connection.execute(wanted.order_by(COMMENTS.c.at))
        ]


def _text(given: str) -> str:
    text = canonical(given).strip()
    if not 1 <= len(text) <= LONGEST_COMMENT:
        raise BadRequest(
            f"A comment has 1 to {LONGEST_COMMENT} characters; this one has {len(text)}."
        )
    return text
