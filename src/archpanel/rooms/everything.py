"""Everything that a house keeps about somebody, in one JSON object that they may take along."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from archpanel.funnel import plain
from archpanel.programme.comments import comments_by
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room

WITHHELD = (
    "Notes and ratings that your coach keeps for themselves are not in here; ask your coach for "
    "them. Of an interview that still runs, what the panel made of the answers so far is not in "
    "here either: it comes with the verdict."
)


def everything(house: House, account: Account) -> dict[str, Any]:
    """Return what is kept about somebody: account, entrances, interviews, drills and the rest.

    Passwords and tokens are kept as hashes, and are left out.
    """
    mine = [room for room in house.rooms.all(account) if room.answers]
    told: dict[str, Any] = {
        "account": {"id": account.id, "kind": account.kind, "name": account.name},
        "interviews": [_interview(house, account, room) for room in mine],
        "programmes": house.programmes.of(account.id).export(),
        "practice": house.practices.of(account.id).export(),
        "applications": [plain(a, whole=True) for a in house.funnels.of(account.id).all()],
        "entries": [asdict(entry) for entry in house.entries.of(account.id)],
        "not_included": WITHHELD if account.kind == "candidate" else "",
    }
    if account.kind == "coach":
        told["ratings"] = {s: asdict(given) for s, given in house.ratings.all(account.id).items()}
        said = comments_by(house.programmes.database, account.id)
        told["programme_comments"] = [{"candidate": who, **asdict(one)} for who, one in said]
        told["notes"] = [asdict(remark) for remark in house.remarks.written_by(account.id)]
    return told


def _interview(house: House, account: Account, room: Room) -> dict[str, Any]:
    kept = asyncio.run(house.sessions.export(room.session))
    notes = [
        {"question": remark.question, "text": remark.text, "at": remark.at}
        for remark in house.remarks.of(account, room.session)
    ]
    shown = kept if kept["status"] == "finished" else _so_far(kept)
    return {**shown, "opened": room.created, "paused": room.paused, "coach_notes": notes}


_OF_THE_BRIEF = (
    "world", "view", "level", "turns", "rounds", "seats", "engine", "jd", "cv",
)  # fmt: skip
_OF_A_QUESTION = ("id", "persona", "round", "context", "text")
_OF_AN_ANSWER = ("id", "question_id", "text", "received")
"""What a candidate may know of an interview that still runs: what they chose or gave, what was
asked, and what they said. Whatever is kept besides, now or later, comes with the verdict."""


def _so_far(kept: dict[str, Any]) -> dict[str, Any]:
    """Return what tells a candidate neither what is still to come nor what was heard."""
    plain = {name: kept[name] for name in ("session", "created", "status", "drafts")}
    return {
        **plain,
        "brief": _part(kept["brief"], _OF_THE_BRIEF),
        "questions": [_part(question, _OF_A_QUESTION) for question in kept["questions"]],
        "answers": [_part(answer, _OF_AN_ANSWER) for answer in kept["answers"]],
    }


def _part(whole: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return some fields; a paper that was not given is no field of a brief."""
    return {name: whole[name] for name in names if name in whole}
