"""One's own account: name, password, tokens of the API, logins, and what is kept about one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest
from archpanel.rooms import own_account
from archpanel.rooms.accounts import LONGEST_NAME, Account
from archpanel.rooms.leaving import erase_candidate
from archpanel.rooms.limits import OPEN, WRITE
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tokens import days_of
from archpanel.web.documents import everything_of
from archpanel.web.entering import TheConfig, TheHouse, Visitor, Who, cookie_name
from archpanel.web.templating import page

router = APIRouter(prefix="/me")

LONGEST_FIELD = 400
"""Characters of a password field; what is too long for a password is told by `accounts`."""


def person(who: Who) -> Visitor:
    """Return who is here in a browser.

    Raises:
        NotYours: a token of the API asks; it makes no other tokens, and changes no account.
    """
    if not who.csrf:
        raise NotYours("page")
    return who


def keeper(who: Annotated[Visitor, Depends(person)]) -> Visitor:
    """Return the keeper of the house, or raise `NotYours`."""
    if not who.account.keeper:
        raise NotYours("page")
    return who


Person = Annotated[Visitor, Depends(person)]
Keeper = Annotated[Visitor, Depends(keeper)]


@router.get("")
def show_account(request: Request, house: TheHouse, who: Person) -> Response:
    """Show one's account."""
    request.state.who = who
    coaches = house.accounts.coaches() if who.account.keeper else []
    return page(
        request,
        "me.html",
        by_password=house.accounts.has_password(who.account.id),
        tokens=house.tokens.held(who.account.id, "api"),
        coaches=[(coach, entered) for coach, entered in coaches if not coach.keeper],
        days=days_of("api"),
        entries=house.entries.of(who.account.id),
    )


@router.get("/erase")
def ask_to_erase(request: Request, who: Person) -> Response:
    """Say what goes when a candidate erases all that is kept about them."""
    request.state.who = who
    if who.account.kind != "candidate":
        raise NotYours("page")
    return page(request, "erase_all.html", of=who.account, own=True)


@router.post("/erase")
def erase(request: Request, house: TheHouse, config: TheConfig, who: Person) -> Response:
    """Erase a candidate with all that is kept about them, by their own wish."""
    house.gate.check(OPEN, f"erase {who.account.id}")
    erase_candidate(house, who.account)
    response = page(request, "erased_all.html")
    response.delete_cookie(cookie_name(config), path="/", secure=config.secure, httponly=True)
    return response


@router.post("/name")
def rename(
    house: TheHouse, who: Person, name: Annotated[str, Form(max_length=2 * LONGEST_NAME)]
) -> Response:
    """Change the name by which a coach enters; others are known by the name that they came with."""
    house.gate.check(WRITE, who.account.id)
    own_account.change_name(house, who.account, name)
    return RedirectResponse("/me", 303)


@router.post("/password")
def change_password(
    house: TheHouse,
    who: Person,
    old: Annotated[str, Form(max_length=LONGEST_FIELD)],
    new: Annotated[str, Form(max_length=LONGEST_FIELD)],
    again: Annotated[str, Form(max_length=LONGEST_FIELD)],
) -> Response:
    """Change the password with the old one; all other logins end."""
    if new != again:
        raise BadRequest("The two new passwords differ. Type the same one twice.")
    own_account.change_password(house, who.account, old, new, who.login)
    return RedirectResponse("/me", 303)


@router.post("/tokens")
def make_token(request: Request, house: TheHouse, who: Person) -> Response:
    """Make a token of the API; it is shown this once."""
    request.state.who = who
    house.gate.check(OPEN, f"token {who.account.id}")
    token = house.tokens.issue_api(who.account.id, who.login)
    return page(request, "token.html", token=token, days=days_of("api"))


@router.post("/tokens/revoke")
def revoke_token(
    house: TheHouse, who: Person, digest: Annotated[str, Form(max_length=64)]
) -> Response:
    """Revoke one of one's own tokens."""
    if not house.tokens.revoke_one(who.account.id, "api", digest):
        raise NotYours("token")
    return RedirectResponse("/me", 303)


@router.post("/log-out-everywhere")
def log_out_everywhere(house: TheHouse, config: TheConfig, who: Person) -> Response:
    """End all logins of an account, this one as well; tokens and links stay as they are."""
    house.tokens.revoke(who.account.id, "login")
    response = RedirectResponse("/enter", 303)
    response.delete_cookie(cookie_name(config), path="/", secure=config.secure, httponly=True)
    return response


@router.post("/coaches")
def invite_coach(
    request: Request,
    house: TheHouse,
    config: TheConfig,
    who: Keeper,
    name: Annotated[str, Form(max_length=2 * LONGEST_NAME)],
) -> Response:
    """Invite another coach; the link by which they choose a password is shown this once."""
    request.state.who = who
    house.gate.check(OPEN, who.account.id)
    account = house.accounts.invite_coach(name)
    return _setup_link(request, house.tokens.issue(account.id, "setup"), config.public_url, account)


@router.post("/coaches/{account}/link")
def new_setup_link(
    request: Request, house: TheHouse, config: TheConfig, who: Keeper, account: str
) -> Response:
    """Make another link for a coach who has not come in yet; nobody takes over who has."""
    request.state.who = who
    house.gate.check(OPEN, who.account.id)
    waiting = {c.id: c for c, entered in house.accounts.coaches() if not (entered or c.keeper)}
    if account not in waiting:
        raise NotYours("coach")
    house.tokens.revoke(account, "setup")
    token = house.tokens.issue(account, "setup")
    return _setup_link(request, token, config.public_url, waiting[account])


@router.get("/coaches/{account}/password")
def ask_for_password(request: Request, house: TheHouse, who: Keeper, account: str) -> Response:
    """Say what it means when a coach is to choose another password."""
    request.state.who = who
    return page(request, "password.html", coach=house.other_coach(who.account, account))


@router.post("/coaches/{account}/password")
def new_password(
    request: Request, house: TheHouse, config: TheConfig, who: Keeper, account: str
) -> Response:
    """Make a link by which a coach chooses another password; their logins and tokens end."""
    request.state.who = who
    house.gate.check(OPEN, who.account.id)
    coach = house.other_coach(who.account, account)
    return _setup_link(request, house.new_password(coach), config.public_url, coach)


@router.get("/everything.json")
def take_along(house: TheHouse, who: Person) -> Response:
    """Send what is kept about somebody, as one file."""
    house.gate.check(OPEN, f"export {who.account.id}")
    return everything_of(house, who.account)


def _setup_link(request: Request, token: str, url: str, account: Account) -> Response:
    link = f"{url}/setup/{token}"
    days = days_of("setup")
    return page(request, "invited.html", invited=account, link=link, days=days, coach=True)
