"""A coaching note about a finished session: written once, when it is asked for, and kept."""

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import EngineError
from archpanel.domain import Call, Note, PanelError
from archpanel.opening.doors import make_coach
from archpanel.packs import load_pack
from archpanel.sessions import Sessions


def kept_note(sessions: Sessions, session: str) -> Note | None:
    """Return the note that is kept about a session, if there is one."""
    return next(iter(sessions.records(session).notes()), None)


def calls_for_notes(sessions: Sessions, session: str) -> tuple[Call, ...]:
    """Return the calls that notes about a session took, those that came to nothing included."""
    return tuple(call for call in sessions.records(session).calls_kept() if call.job == "coaching")


async def write_note(sessions: Sessions, session: str) -> Note:
    """Have the note written by one call, and keep it.

    Raises:
        BadRequest: the session is not finished, or no language model read it.
        PanelError: the model gave no note that can be shown.
    """
    record, records = sessions.record(session), sessions.records(session)
    brief = sessions.find(session).now  # where its models answer by now
    log = CallLog(records.calls_kept(), records.reserve_call)
    coach = make_coach(brief, load_pack(brief.pack.source or brief.pack.id), record.personas, log)
    try:
        return records.put_note(await coach.write(record))
    except EngineError as error:
        raise PanelError(
            f"There is no coaching note: {error} The verdict does not need one; "
            f"`archpanel report {session} --coaching` asks again."
        ) from None
    finally:
        await records.put_calls(log.drain_placed())
