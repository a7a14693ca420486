"""Who makes a request, and whether it may change anything."""

from dataclasses import dataclass
from secrets import compare_digest
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from archpanel.domain import PanelError
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tokens import LIFETIMES, TokenKind
from archpanel.web.config import WebConfig
from archpanel.web.peers import is_of_proxy

SAFE = ("GET", "HEAD", "OPTIONS")
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"


class NotEntered(PanelError):
    """Nobody is logged in."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__("You are not logged in, or were for too long. Enter again.")


class Forged(PanelError):
    """A request that changes something, and does not come from a page of this house."""

    def __init__(self) -> None:
        """Say what may have happened."""
        super().__init__(
            "This form does not belong to your login. Load the page again, then send it once more."
        )


@dataclass(frozen=True)
class Visitor:
    """Who makes a request."""

    account: Account
    csrf: str
    """What forms have to send; "" where no cookie is involved."""

    login: str
    """Digest of the login's token; "" where there is none."""

    grant: str
    """Digest of the login's or the program's token; "" where a proxy vouches for somebody."""


def house_of_app(app: FastAPI) -> House:
    """Return the house that an application serves."""
    house = app.state.house
    assert isinstance(house, House)
    return house


def config_of_app(app: FastAPI) -> WebConfig:
    """Return how an application is reached."""
    config = app.state.config
    assert isinstance(config, WebConfig)
    return config


async def house_of(request: Request) -> House:
    """Return the house of a request; in the loop, as there is nothing to wait for."""
    return house_of_app(request.app)


async def config_of(request: Request) -> WebConfig:
    """Return how the application of a request is reached; in the loop as well."""
    return config_of_app(request.app)


def cookie_name(config: WebConfig) -> str:
    """Return the name of the login's cookie; with the prefix, no other host can set it."""
    return "__Host-archpanel" if config.secure else "archpanel"


def let_in(response: Response, request: Request, account: Account, by: str = "") -> None:
    """Log an account in on this browser; `by` is the digest of the link that leads to it, if any.

    Raises:
        BadRequest: that link has ended meanwhile.
    """
    config = config_of_app(request.app)
    response.set_cookie(
        cookie_name(config),
        house_of_app(request.app).tokens.issue(account.id, "login", by),
        max_age=int(LIFETIMES["login"]),
        httponly=True,
        samesite="lax",
        secure=config.secure,
        path="/",
    )


def came_from_here(request: Request) -> bool:
    """Tell whether a browser says that one of our pages sent this; others say nothing."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin", "")
    hosts = (
        request.headers.get("host", ""),
        urlsplit(config_of_app(request.app).public_url).netloc,
    )
    return not origin or urlsplit(origin).netloc in hosts


async def visitor(request: Request) -> Visitor:
    """Return who makes a request, after checking that it is no forged one.

    Raises:
        NotEntered: nobody is logged in.
        Forged: it changes something, and its form is not of this login.
    """
    found = await run_in_threadpool(_known, request)  # the database may keep it waiting
    if found is None:
        raise NotEntered
    if found.csrf and request.method not in SAFE:
        await _check_form(request, found.csrf)
    return found


def _known(request: Request) -> Visitor | None:
    """Look up who makes a request."""
    if token := _bearer(request):  # one that has ended is no reason to look for a cookie
        return _by_token(request, token, "api")
    cookie = request.cookies.get(cookie_name(config_of_app(request.app)), "")
    return _by_token(request, cookie, "login") or _by_proxy(request)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _by_token(request: Request, token: str, kind: TokenKind) -> Visitor | None:
    house = house_of_app(request.app)
    grant = house.tokens.find(token, kind) if token else None
    account = house.accounts.find(grant.account) if grant else None
    if grant is None or account is None:
        return None
    csrf, login = (grant.csrf, grant.digest) if kind == "login" else ("", "")
    return Visitor(account, csrf, login, grant.digest)


def _by_proxy(request: Request) -> Visitor | None:
    """A coach whom the reverse proxy has let in; forms are checked by where they come from."""
    config = config_of_app(request.app)
    name = request.headers.get(config.trusted_header, "") if config.trusted_header else ""
    if not name or not is_of_proxy(request, config):
        return None
    return Visitor(house_of_app(request.app).accounts.trusted(name), "proxy", "", "")


async def _check_form(request: Request, csrf: str) -> None:
    if not came_from_here(request):
        raise Forged
    if csrf == "proxy":
        return
    given = request.headers.get(CSRF_HEADER) or str((await request.form()).get(CSRF_FIELD, ""))
    if not compare_digest(given.encode(), csrf.encode()):
        raise Forged


async def coach(who: Annotated[Visitor, Depends(visitor)]) -> Visitor:
    """Return the coach who makes a request.

    Raises:
        NotYours: a candidate does; there is no such page for them.
    """
    if who.account.kind != "coach":
        raise NotYours("page")
    return who


Who = Annotated[Visitor, Depends(visitor)]
Coach = Annotated[Visitor, Depends(coach)]
"""Dependencies of routes: who is logged in, and the same where only coaches may."""

TheHouse = Annotated[House, Depends(house_of)]
TheConfig = Annotated[WebConfig, Depends(config_of)]
