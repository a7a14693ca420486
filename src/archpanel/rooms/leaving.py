"""Erasing a candidate with all that is kept about them, in whichever table it lies."""

import logging

from archpanel.domain import PanelError, SessionBusy
from archpanel.rooms.accounts import Account
from archpanel.rooms.erasing import (
    StillErasing,
    erase_applications,
    erase_practice,
    erase_programmes,
)
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours
from archpanel.sessions.erasing import IN_USE, wipe

_LOG = logging.getLogger(__name__)


class NewInterview(PanelError):
    """An interview was begun while everything was being erased."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("An interview was begun just now. Erase everything once more.")


def erase_candidate(house: House, candidate: Account) -> None:
    """Erase a candidate: interviews with replays, programmes, drills, applications, account.

    Replays hold the same answers, so those go that a coach made of their interviews. The account
    goes last, so that whoever is told that something is left can try again.

    Raises:
        NotYours: who is to be erased is no candidate.
        SessionBusy: the panel is at work in one of the interviews; the others are erased.
        StillErasing: it takes longer than `erasing.ERASING`, and the interviews alone go on.
        NewInterview: one was begun meanwhile.
    """
    if candidate.kind != "candidate":
        raise NotYours("candidate")
    _erase_interviews(house, candidate)
    erase_applications(house.funnels, candidate.id)
    erase_programmes(house.programmes, candidate.id)
    erase_practice(house.practices, candidate.id)
    if not house.accounts.erase(candidate.id):
        raise NewInterview
    if house.programmes.of(candidate.id).all():  # kept while the account was still there
        erase_programmes(house.programmes, candidate.id)
    if house.practices.of(candidate.id).has_any():
        erase_practice(house.practices, candidate.id)
    if not wipe(house.programmes.database):
        _LOG.warning("archpanel: candidate %s: erased, but %s", candidate.id, IN_USE)


def _erase_interviews(house: House, candidate: Account) -> None:
    sat = [room.session for room in house.rooms.all(candidate) if room.answers]
    replays = [replay for session in sat for replay in house.sessions.replays(session)]
    erasure = house.erase_all(list(dict.fromkeys([*replays, *sat])))
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
