"""Other models for a session that goes on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import Engine, update

from archpanel.domain import BadRequest, ModelChoice
from archpanel.sessions.database import SESSIONS
from archpanel.sessions.lease import Lease, new_owner
from archpanel.sessions.writing import writing

if TYPE_CHECKING:
    from archpanel.sessions.kept import SessionRow
    from archpanel.sessions.service import Sessions


async def change_models(
    sessions: "Sessions", database: Engine, row: "SessionRow", models: ModelChoice
) -> None:
    """Let other models think from now on; the brief stays as it was agreed.

    Raises:
        SessionBusy: it is being driven right now.
        BadRequest: it is finished.
    """
    if row.status == "finished":
        raise BadRequest(f"Session {row.id} is finished; its verdict stays as it was reached.")
    lease = Lease(database, row.id, new_owner())
    lease.take()
    try:
        await sessions.pause(row.id)
        keep_choices(database, row.id, (*row.agreed.later, models))
    finally:
        lease.give_back()


def keep_choices(database: Engine, session: str, choices: Sequence[ModelChoice]) -> None:
    """Keep who thinks for the seats later on, in order."""
    kept = [choice.model_dump(mode="json") for choice in choices]
    changed = update(SESSIONS).where(SESSIONS.c.id == session).values(models=kept)
    with writing(database, session) as connection:
        connection.execute(changed)
