"""Candidates: whom a coach invited, by which link they come in, and how their interviews stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.rooms.accounts import LONGEST_NAME, Account
from archpanel.rooms.house import House
from archpanel.rooms.leaving import erase_candidate
from archpanel.rooms.limits import OPEN, WRITE
from archpanel.rooms.lines import Line, lines_of
from archpanel.rooms.rooms import Room
from archpanel.rooms.tokens import Held, days_of
from archpanel.web.entering import Coach, TheConfig, TheHouse, Visitor
from archpanel.web.pages.lobby import Before
from archpanel.web.templating import page

router = APIRouter(prefix="/coach")


@dataclass(frozen=True)
class Entry:
    """One interview in a coach's list."""

    line: Line
    finished: bool
    visible: bool
    """Whether the coach may see its verdict: never before their own rating is in."""


@dataclass(frozen=True)
class Invited:
    """One candidate: the link that is out, and their interviews."""

    account: Account
    link: Held | None
    entries: tuple[Entry, ...]


@router.get("")
def show_candidates(request: Request, house: TheHouse, who: Coach, before: Before = "") -> Response:
    """Show whom a coach invited, the newest first, and how their interviews stand."""
    request.state.who = who
    part = house.rooms.part(who.account, before)
    invited, others = _invited(house, who, part.rooms)
    return page(
        request, "coach.html", invited=invited, others=others, before=before, older=part.older
    )


@router.get("/candidates")
def see_candidates(who: Coach) -> Response:
    """Lead whoever loads the address of a new link again to the list: a link is shown once."""
    return RedirectResponse("/coach", 303)


@router.post("/candidates")
def invite(
    request: Request,
    house: TheHouse,
    config: TheConfig,
    who: Coach,
    name: Annotated[str, Form(max_length=2 * LONGEST_NAME)],
) -> Response:
    """Invite somebody by name; the link is shown this once."""
    request.state.who = who
    house.gate.check(OPEN, who.account.id)
    account, token = house.invite(who.account, name)
    return _shown_once(request, config.public_url, account, token)


@router.post("/candidates/{candidate}/link")
def new_link(
    request: Request, house: TheHouse, config: TheConfig, who: Coach, candidate: str
) -> Response:
    """Make another link; the one before is taken back by that."""
    request.state.who = who
    house.gate.check(WRITE, who.account.id)
    theirs = house.candidate(who.account, candidate)
    return _shown_once(request, config.public_url, theirs, house.invite_again(theirs))


@router.post("/candidates/{candidate}/take-back")
def take_back(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Take a link back: nobody comes in by it any more, and who did is out, programs as well."""
    house.gate.check(WRITE, who.account.id)
    house.take_back(house.candidate(who.account, candidate))
    return RedirectResponse("/coach", 303)


@router.get("/candidates/{candidate}/close")
def ask_to_close(request: Request, house: TheHouse, who: Coach, candidate: str) -> Response:
    """Say what it means to close an account."""
    request.state.who = who
    return page(request, "close.html", candidate=house.candidate(who.account, candidate))


@router.post("/candidates/{candidate}/close")
def close(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Close an account: its links, logins and tokens end; its interviews stay with the coach."""
    house.gate.check(WRITE, who.account.id)
    house.shut_out(house.candidate(who.account, candidate))
    return RedirectResponse("/coach", 303)


@router.get("/candidates/{candidate}/erase")
def ask_to_erase(request: Request, house: TheHouse, who: Coach, candidate: str) -> Response:
    """Say what goes when a candidate is erased."""
    request.state.who = who
    theirs = house.candidate(who.account, candidate)
    return page(request, "erase_all.html", of=theirs, own=False)


@router.post("/candidates/{candidate}/erase")
def erase(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Erase a candidate with all that is kept about them."""
    house.gate.check(OPEN, f"erase {who.account.id}")
    erase_candidate(house, house.candidate(who.account, candidate))
    return RedirectResponse("/coach", 303)


def _shown_once(request: Request, url: str, account: Account, token: str) -> Response:
    link = f"{url}/join/{token}"
    days = days_of("invite")
    return page(request, "invited.html", invited=account, link=link, days=days, coach=False)


def _invited(
    house: House, who: Visitor, rooms: Sequence[Room]
) -> tuple[list[Invited], list[Entry]]:
    """Return the candidates with their interviews, and the coach's interviews with nobody else."""
    visible = house.ratings.visible(who.account, rooms)
    entries = [_entry(line, line.room.session in visible) for line in lines_of(house, rooms)]
    accounts = house.accounts.candidates(who.account.id)
    invited = [
        Invited(
            account,
            next(iter(house.tokens.held(account.id, "invite")), None),
            tuple(e for e in entries if e.line.room.candidate == account.id),
        )
        for account in accounts
    ]
    known = {account.id for account in accounts}
    return invited, [e for e in entries if e.line.room.candidate not in known]


def _entry(line: Line, visible: bool) -> Entry:
    return Entry(line, line.room.status == "finished", visible)
