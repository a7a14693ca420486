"""Everything that is kept about one session, in one JSON object."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from archpanel.sessions.service import Sessions


async def everything_about(sessions: "Sessions", session: str) -> dict[str, Any]:
    """Return what tables and records hold of a session, replays named but not included."""
    row = sessions.find(session)
    records = sessions.records(row.id)
    questions = await records.questions()
    finished = row.status == "finished"
    return {
        "session": row.id,
        "created": row.created,
        "status": row.status,
        "replay_of": list(sessions.origins(row.id)),
        "replays": list(sessions.replays(row.id)),
        **row.kept,
        "questions": _plain(questions),
        "answers": _plain(await records.answers()),
        "assessments": _plain(records.ledger()),
        "ballots": _plain(await records.ballots()),
        "moves": _plain(await records.moves()),
        "calls": _plain(await records.calls()),
        "notes": _plain(records.notes()),
        "drafts": {q.id: d for q in questions if (d := sessions.draft(row.id, q.id))},
        "record": sessions.record(row.id).model_dump(mode="json") if finished else None,
    }


def _plain(models: Iterable[BaseModel]) -> list[dict[str, Any]]:
    return [model.model_dump(mode="json") for model in models]
