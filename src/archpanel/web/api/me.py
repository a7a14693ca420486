"""Who makes a request, and the tokens by which programs make it."""

from starlette.responses import Response

from archpanel.rooms.limits import WRITE
from archpanel.rooms.tokens import LIFETIMES
from archpanel.web.api.replies import Me, Token
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.entering import TheHouse, Visitor, Who
from archpanel.web.refusals import NeedsLogin

router = new_router("me", "/me")


@router.get("")
def show_me(who: Who) -> Me:
    """Return who the token or the login belongs to."""
    return Me.model_validate(who.account)


@router.post("/tokens", status_code=201, responses=problems(*WRITING))
def make_token(house: TheHouse, who: Who) -> Token:
    """Make a token for a program of yours. A token cannot make another: log in for that."""
    house.gate.check(WRITE, who.account.id)
    _check_login(who)
    token = house.tokens.issue_api(who.account.id, who.login)
    return Token(token=token, expires_in=int(LIFETIMES["api"]))


@router.delete("/tokens", status_code=204, responses=problems(*WRITING))
def void_tokens(house: TheHouse, who: Who) -> Response:
    """Void all tokens of your programs, the one of this request included."""
    house.tokens.revoke(who.account.id, "api")
    return Response(status_code=204)


def _check_login(who: Visitor) -> None:
    """Whoever finds a token could otherwise keep what it stands for beyond its end."""
    if not who.csrf:
        raise NeedsLogin
