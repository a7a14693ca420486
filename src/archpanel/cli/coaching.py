"""A coaching note about a finished session, from the command line."""

import asyncio

from archpanel.cli.consoles import busy
from archpanel.domain import Note
from archpanel.opening import hang_up, kept_note, write_note
from archpanel.sessions import Sessions


def coaching_note(sessions: Sessions, session: str) -> Note:
    """Return the kept note; without one, have it written.

    Raises:
        BadRequest: the session is not finished, or no language model read it.
        PanelError: the model gave no note that can be shown.
    """
    with busy("The note is written"):
        return kept_note(sessions, session) or asyncio.run(_written(sessions, session))


async def _written(sessions: Sessions, session: str) -> Note:
    try:
        return await write_note(sessions, session)
    finally:
        await hang_up()
