"""Erasing a candidate with all that is kept about them, in whichever table it lies."""

import logging
import time
from collections.abc import Sequence

from sqlalchemy import Connection

from archpanel.domain import PanelError, SessionBusy
from archpanel.rooms.accounts import Account
from archpanel.rooms.erasing import ERASING, StillErasing
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours
from archpanel.sessions.erasing import IN_USE, wipe
from archpanel.sessions.forking import Along

_LOG = logging.getLogger(__name__)

PAUSE = 0.2
"""Seconds until a replay that the panel is at work in is tried again."""


class NewInterview(PanelError):
    """An interview was begun while everything was being erased."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("An interview was begun just now. Erase everything once more.")


def erase_candidate(house: House, candidate: Account) -> None:
    """Erase a candidate: interviews with replays, programmes, drills, applications, account.

    Replays hold the same answers, so those go that a coach made of their interviews. The account
    goes last, so that whoever is told that something is left can try again. All that is theirs
    goes in the same step, and who would write more of it finds no account.

    Raises:
        NotYours: who is to be erased is no candidate.
        SessionBusy: the panel is at work in one of the interviews; the others are erased.
        StillErasing: it takes longer than `erasing.ERASING`, and the interviews alone go on.
        NewInterview: one was begun meanwhile.
    """
    if candidate.kind != "candidate":
        raise NotYours("candidate")
    _erase_interviews(house, candidate)
    if not house.accounts.erase(candidate.id, _rows_of(house)):
        raise NewInterview
    if not wipe(house.programmes.database):
        _LOG.warning("archpanel: candidate %s: erased, but %s", candidate.id, IN_USE)


def _rows_of(house: House) -> Along:
    """Return what deletes all rows of an account but those of its rooms, as a part of a step."""

    def write(connection: Connection, account: str) -> None:
        house.funnels.of(account).erase_rows(connection)
        house.programmes.of(account).erase_rows(connection)
        house.practices.of(account).erase_rows(connection)

    return write


def _erase_interviews(house: House, candidate: Account) -> None:
    sat = [room.session for room in house.rooms.all(candidate) if room.answers]
    _erase(house, [*_replays(house, sat), *sat])
    _erase_late(house, sat)


def _erase_late(house: House, sat: Sequence[str]) -> None:
    """Erase replays begun before their interview was gone; of one that is gone there can be none.

    Nobody could find them later: what told whose they are is erased. So the panel is waited for.
    """
    end = time.monotonic() + ERASING
    while late := _replays(house, sat):
        try:
            _erase(house, late)
        except SessionBusy:
            if time.monotonic() > end:
                raise SessionBusy(
                    f"Replays that the coach began meanwhile are being judged: {', '.join(late)}. "
                    "Ask the coach to erase them, then erase everything once more."
                ) from None
            time.sleep(PAUSE)


def _replays(house: House, sessions: Sequence[str]) -> list[str]:
    return [replay for session in sessions for replay in house.sessions.replays(session)]


def _erase(house: House, sessions: Sequence[str]) -> None:
    erasure = house.erase_all(list(dict.fromkeys(sessions)))
    if erasure.busy:
        raise SessionBusy(
            "The panel is at work in one of the interviews, so not all is erased yet; try again in "
            "a moment."
        )
    if erasure.pending:
        raise StillErasing(
            "Only the interviews go by themselves, the rest is still there. Erase everything once "
            "more in a minute."
        )
