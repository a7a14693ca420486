"""Erasing interviews one after the other, whatever comes of a single one."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field

from archpanel.domain import ErasedWithRemains, PanelError, SessionBusy, UnknownName
from archpanel.funnel import Funnels
from archpanel.programme.practice_store import Practice
from archpanel.programme.store import Programmes
from archpanel.rooms.host import Host
from archpanel.sessions import Sessions

_LOG = logging.getLogger(__name__)

ERASING = 30.0
"""Seconds that somebody waits until all is erased: files are rewritten so that no byte is left."""


class StillErasing(PanelError):
    """It takes longer than anybody waits; it is not called off."""

    def __init__(self, then: str = "Look at your list in a minute.") -> None:
        """Say what to do; nothing where nothing but that is left to do."""
        super().__init__(f"Erasing takes longer than {ERASING:.0f} seconds and goes on. {then}")


@dataclass
class Erasure:
    """What has come of erasing some sessions."""

    wanted: tuple[str, ...]
    gone: list[str] = field(default_factory=list)
    remains: list[str] = field(default_factory=list)
    """Those of them of which bytes are left in a file; the log says where."""

    busy: list[str] = field(default_factory=list)
    """Those in which the panel was at work; nothing of them was erased."""

    @property
    def pending(self) -> list[str]:
        """Return those of which nobody knows yet: it takes longer than was waited."""
        return [each for each in self.wanted if each not in (*self.gone, *self.busy)]

    @property
    def clean(self) -> bool:
        """Tell whether nothing is left of any."""
        return not (self.remains or self.busy or self.pending)


def erase_all(host: Host, sessions: Sessions, wanted: Collection[str]) -> Erasure:
    """Erase sessions with all that is kept about them; one that cannot be keeps no other.

    What takes longer than `ERASING` goes on after this returns.
    """
    erasure = Erasure(tuple(wanted))
    try:
        host.ask(_erase_each(host, sessions, erasure), ERASING, called_off=False)
    except TimeoutError:
        _LOG.info("archpanel: erasing goes on: %s", ", ".join(erasure.pending))
    return erasure


def erase_applications(funnels: Funnels, account: str) -> None:
    """Erase all applications that an account noted; the log says where bytes of them are left."""
    try:
        funnels.of(account).remove_all()
    except PanelError as error:
        _LOG.warning("archpanel: applications of %s: %s", account, error)


def erase_programmes(programmes: Programmes, account: str) -> None:
    """Erase all programmes of an account; the log says where bytes of them are left."""
    try:
        programmes.of(account).forget()
    except PanelError as error:
        _LOG.warning("archpanel: programmes of %s: %s", account, error)


def erase_practice(practices: Practice, account: str) -> None:
    """Erase all drills of an account; the log says where bytes of them are left."""
    try:
        practices.of(account).forget()
    except PanelError as error:
        _LOG.warning("archpanel: drills of %s: %s", account, error)


async def _erase_each(host: Host, sessions: Sessions, erasure: Erasure) -> None:
    for session in erasure.wanted:
        try:
            await sessions.erase(session)
        except SessionBusy:
            erasure.busy.append(session)
            continue
        except UnknownName:
            _LOG.info("archpanel: %s was erased by somebody else meanwhile", session)
        except ErasedWithRemains as error:
            _LOG.warning("archpanel: %s", error)
            erasure.remains.append(session)
        except Exception:  # by then nobody may wait who would hear of it
            _LOG.exception("archpanel: %s could not be erased", session)
            raise
        erasure.gone.append(session)
        host.forget(session)
