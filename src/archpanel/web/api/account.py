"""One's own account: name and password, tokens one by one, and what is kept about one."""

from starlette.responses import Response

from archpanel.rooms import own_account
from archpanel.rooms.leaving import erase_candidate
from archpanel.rooms.limits import OPEN, READ, WRITE
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.bodies import OwnName, OwnPassword
from archpanel.web.api.replies import Me, TokenLine, TokenList
from archpanel.web.api.replies_on_programmes import EntryList, EntrySeen
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.api.yours import Person
from archpanel.web.documents import everything_of
from archpanel.web.entering import TheHouse, Who

router = new_router("me", "/me")


@router.put("/name", responses=problems(*WRITING))
def change_name(house: TheHouse, who: Person, name: OwnName) -> Me:
    """Change the name by which you enter. For coaches with a password who are logged in."""
    house.gate.check(WRITE, who.account.id)
    return Me.model_validate(own_account.change_name(house, who.account, name.name))


@router.put("/password", status_code=204, responses=problems(*WRITING))
def change_password(house: TheHouse, who: Person, password: OwnPassword) -> Response:
    """Change your password; all your other logins end. For coaches who are logged in by one."""
    own_account.change_password(house, who.account, password.old, password.new, who.login)
    return Response(status_code=204)


@router.get("/tokens")
def list_tokens(house: TheHouse, who: Who) -> TokenList:
    """Return the tokens of your programs, without what makes them work."""
    held = house.tokens.held(who.account.id, "api")
    return TokenList(
        tokens=[
            TokenLine(id=t.digest, begins=t.prefix, created=t.created, expires=t.expires)
            for t in held
        ]
    )


@router.delete("/tokens/{token}", status_code=204, responses=problems(*WRITING))
def revoke_token(house: TheHouse, who: Who, token: str) -> Response:
    """Void one token of your programs, by the id in their list."""
    house.gate.check(WRITE, who.account.id)
    if not house.tokens.revoke_one(who.account.id, "api", token):
        raise NotYours("token")
    return Response(status_code=204)


@router.delete("/logins", status_code=204, responses=problems(*WRITING))
def log_out_everywhere(house: TheHouse, who: Person) -> Response:
    """End all your logins, the one of this request included; tokens and links stay as they are."""
    house.gate.check(WRITE, who.account.id)
    house.tokens.revoke(who.account.id, "login")
    return Response(status_code=204)


@router.get("/entries", responses=problems(429))
def list_entries(house: TheHouse, who: Who) -> EntryList:
    """Return which links were made for you, and who came in by them, from where."""
    house.gate.check(READ, who.account.id)
    found = house.entries.of(who.account.id)
    return EntryList(entries=[EntrySeen.model_validate(entry) for entry in found])


@router.delete("/everything", status_code=204, responses=problems(*WRITING, 503))
def erase_everything(house: TheHouse, who: Person) -> Response:
    """Erase a candidate who is logged in, with all that is kept about them. No way back."""
    house.gate.check(OPEN, f"erase {who.account.id}")
    erase_candidate(house, who.account)
    return Response(status_code=204)


_JSON = {"application/json": {"schema": {"type": "object"}}}


@router.get(
    "/everything",
    responses=problems(429, more={200: {"content": _JSON}}),
    response_class=Response,
)
def take_along(house: TheHouse, who: Who) -> Response:
    """Return everything that is kept about you, in one JSON object."""
    house.gate.check(OPEN, f"export {who.account.id}")
    return everything_of(house, who.account)
