"""Candidates: whom a coach invited, and the links by which they come in."""

from starlette.responses import Response

from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.limits import WRITE
from archpanel.rooms.tokens import TokenKind
from archpanel.web.api.bodies import Invitation
from archpanel.web.api.replies import Candidate, CandidateList, Invited
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.config import WebConfig
from archpanel.web.entering import Coach, TheConfig, TheHouse

router = new_router("candidates", "/candidates")

_ALL: tuple[TokenKind, ...] = ("invite", "login", "api")


@router.get("")
def list_candidates(house: TheHouse, who: Coach) -> CandidateList:
    """Return whom you invited, the newest first."""
    found = house.accounts.candidates(who.account.id)
    return CandidateList(candidates=[Candidate(id=each.id, name=each.name) for each in found])


@router.post("", status_code=201, responses=problems(*WRITING))
def invite_candidate(
    house: TheHouse, config: TheConfig, who: Coach, invitation: Invitation
) -> Invited:
    """Invite somebody; the link in the reply is shown this once."""
    house.gate.check(WRITE, who.account.id)
    account = house.accounts.open("candidate", invitation.name, who.account.id)
    return _invited(house, config, account)


@router.post("/{candidate}/invitation", responses=problems(*WRITING))
def renew_invitation(house: TheHouse, config: TheConfig, who: Coach, candidate: str) -> Invited:
    """Make another link; the one before it, and whoever came in by it, are shut out."""
    house.gate.check(WRITE, who.account.id)
    account = house.candidate(who.account, candidate)
    house.tokens.revoke(account.id, *_ALL)
    return _invited(house, config, account)


@router.delete("/{candidate}/invitation", status_code=204, responses=problems(*WRITING))
def take_back_invitation(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Take the link back; whoever came in by it is shut out."""
    house.gate.check(WRITE, who.account.id)
    house.tokens.revoke(house.candidate(who.account, candidate).id, *_ALL)
    return Response(status_code=204)


@router.delete("/{candidate}", status_code=204, responses=problems(*WRITING))
def close_candidate(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Close a candidate's account; their rooms stay with you."""
    house.gate.check(WRITE, who.account.id)
    house.shut_out(house.candidate(who.account, candidate))
    return Response(status_code=204)


def _invited(house: House, config: WebConfig, account: Account) -> Invited:
    link = f"{config.public_url}/join/{house.tokens.issue(account.id, 'invite')}"
    return Invited(id=account.id, name=account.name, link=link)
