"""Coming in, by a link that is shown once, by password or by invitation; and going out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest
from archpanel.rooms.accounts import Account, known_as
from archpanel.rooms.entries import browser_in_words
from archpanel.rooms.house import House
from archpanel.rooms.limits import ENTER
from archpanel.rooms.tokens import PREFIX, digest_of
from archpanel.web.entering import (
    Forged,
    TheConfig,
    TheHouse,
    Who,
    came_from_here,
    config_of_app,
    cookie_name,
    let_in,
)
from archpanel.web.known_browsers import known_browser, remember_browser
from archpanel.web.peers import peer_of, site_of
from archpanel.web.templating import page

router = APIRouter()


@router.get("/enter")
def show_enter(request: Request) -> Response:
    """Show the form of coaches."""
    return page(request, "enter.html", wrong="")


@router.post("/enter")
def enter(
    request: Request,
    house: TheHouse,
    name: Annotated[str, Form(max_length=400)],
    password: Annotated[str, Form(max_length=400)],
) -> Response:
    """Let a coach in."""
    _check_origin(request)
    peer, known = _peer(request), known_as(name)
    browser = known_browser(request, known)
    house.logins.check(known, peer, site_of(peer), browser)
    account = house.accounts.check(name, password)
    if account is None:
        wrong = "Name and password do not go together. Both are as you chose them at first."
        return page(request, "enter.html", wrong=wrong, status=401)
    house.logins.forgive(peer, browser)
    return _inside_as_coach(request, account)


@router.get("/setup/{token}")
def show_setup(request: Request, house: TheHouse, token: str) -> Response:
    """Show where a coach chooses name and password. Looking does not use the link up."""
    house.gate.check(ENTER, _peer(request))
    grant = house.tokens.find(token, "setup")
    account = house.accounts.find(grant.account) if grant else None
    if account is None:
        return _used_up(request)
    return page(request, "setup.html", known=True, token=token, account=account)


@router.post("/setup/{token}")
def setup(
    request: Request,
    house: TheHouse,
    token: str,
    name: Annotated[str, Form(max_length=400)],
    password: Annotated[str, Form(max_length=400)],
    again: Annotated[str, Form(max_length=400)],
) -> Response:
    """Give a coach name and password, and let them in; the link is used up by that.

    Whoever else is in under that name is logged out: they may be why there is a new password.
    """
    _check_origin(request)
    house.gate.check(ENTER, _peer(request))
    if not house.tokens.find(token, "setup"):  # before a password is hashed, which takes long
        return _used_up(request)
    if password != again:
        raise BadRequest("The two passwords differ. Type the same one twice.")
    account = house.set_up(token, name, password)
    return _inside_as_coach(request, account) if account else _used_up(request)


@router.get("/join/{token}")
def show_join(request: Request, house: TheHouse, token: str) -> Response:
    """Show an invitation; mail programs that look at links change nothing by it."""
    account = _invited(request, house, token)
    return page(request, "join.html", invited=account, token=token, status=200 if account else 404)


@router.post("/join/{token}")
def join(request: Request, house: TheHouse, token: str) -> Response:
    """Let a candidate in; the link stays good until it ends or the coach takes it back."""
    _check_origin(request)
    account = _invited(request, house, token)
    if account is None:
        return page(request, "join.html", invited=None, token=token, status=404)
    agent = browser_in_words(request.headers.get("user-agent", ""))
    entered = _inside(request, account, by=digest_of(token))
    house.entries.note(account.id, "entered", token[:PREFIX], _peer(request), agent)
    return entered


@router.post("/leave")
def leave(house: TheHouse, config: TheConfig, who: Who) -> Response:
    """Log out of this browser."""
    house.tokens.void(who.login)
    response = RedirectResponse("/enter", 303)
    response.delete_cookie(cookie_name(config), path="/", secure=config.secure, httponly=True)
    return response


def _invited(request: Request, house: House, token: str) -> Account | None:
    """Return whom an invitation is for, if it is good."""
    house.gate.check(ENTER, _peer(request))
    grant = house.tokens.find(token, "invite")
    return house.accounts.find(grant.account) if grant else None


def _used_up(request: Request) -> Response:
    return page(request, "setup.html", known=False, status=404)


def _inside(request: Request, account: Account, by: str = "") -> Response:
    """Lead somebody who has shown who they are to their rooms."""
    response = RedirectResponse("/", 303)
    let_in(response, request, account, by)
    return response


def _inside_as_coach(request: Request, account: Account) -> Response:
    """Lead a coach to their rooms, and know their browser again."""
    response = _inside(request, account)
    remember_browser(response, request, account)
    return response


def _check_origin(request: Request) -> None:
    """Nobody is logged in yet, so there is no token to check; where a form comes from is told."""
    if not came_from_here(request):
        raise Forged


def _peer(request: Request) -> str:
    return peer_of(request, config_of_app(request.app))
