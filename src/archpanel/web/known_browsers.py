"""Browsers in which a coach entered before: strangers who try passwords do not hold them up."""

from fastapi import Request
from starlette.responses import Response

from archpanel.rooms.accounts import Account
from archpanel.rooms.tokens import LIFETIMES, Grant
from archpanel.web.entering import config_of_app, house_of_app


def known_browser(request: Request, name: str) -> str:
    """Return the digest of a browser's token if the coach of a name entered in it before, or "".

    Args:
        request: a try to enter.
        name: that is given, as `accounts.known_as` has it.
    """
    grant = _grant(request)
    account = house_of_app(request.app).accounts.find(grant.account) if grant else None
    return grant.digest if grant and account and account.name == name else ""


def remember_browser(response: Response, request: Request, account: Account) -> None:
    """Have a browser known in which a coach has entered just now; leaving does not end that."""
    grant = _grant(request)
    if grant and grant.account == account.id:
        return
    config = config_of_app(request.app)
    response.set_cookie(
        _cookie_name(request),
        house_of_app(request.app).tokens.issue_browser(account.id),
        max_age=int(LIFETIMES["browser"]),
        httponly=True,
        samesite="strict",
        secure=config.secure,
        path="/",
    )


def _grant(request: Request) -> Grant | None:
    token = request.cookies.get(_cookie_name(request), "")
    return house_of_app(request.app).tokens.find(token, "browser") if token else None


def _cookie_name(request: Request) -> str:
    """Return the name of the cookie; with the prefix, no other host can set it."""
    secure = config_of_app(request.app).secure
    return "__Host-archpanel-known" if secure else "archpanel-known"
