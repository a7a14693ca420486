"""Documents that people and programs take away: the report in its formats, and the record."""

import json
from collections.abc import Mapping

from starlette.responses import Response

from archpanel.opening import calls_for_notes, kept_note, render
from archpanel.rooms.accounts import Account
from archpanel.rooms.everything import everything
from archpanel.rooms.house import House

KINDS: Mapping[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
"""Format -> what a browser is told that it is."""

CALENDAR = "text/calendar; charset=utf-8"

SEALED = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Content-Security-Policy of a document that somebody opens where it was not to be opened: a report
is one file with its style in it, and could still do nothing as a page of this house."""


def document_of(house: House, session: str, format_: str) -> str:
    """Return a finished interview in one of the formats; who may see it was checked before."""
    record, sessions = house.sessions.record(session), house.sessions
    note = kept_note(sessions, session) if format_ != "json" else None
    later = calls_for_notes(sessions, session)
    return render(record, format_, note, later, replay_of=house.made_of(session))


def everything_of(house: House, account: Account) -> Response:
    """Return what is kept about somebody, as one file."""
    text = json.dumps(everything(house, account), ensure_ascii=False, indent=1) + "\n"
    return download(text, "archpanel-everything.json", KINDS["json"])


def download(text: str, name: str, kind: str) -> Response:
    """Return a document to be kept under a name."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Security-Policy": SEALED,
    }
    return Response(text, media_type=kind, headers=headers)
