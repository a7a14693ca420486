"""Candidates: whom a coach invited, and the links by which they come in."""

from starlette.responses import Response

from archpanel.rooms.accounts import Account
from archpanel.rooms.leaving import erase_candidate
from archpanel.rooms.limits import OPEN, WRITE
from archpanel.web.api.bodies import Invitation
from archpanel.web.api.replies import Candidate, CandidateList, Invited
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.config import WebConfig
from archpanel.web.entering import Coach, TheConfig, TheHouse

router = new_router("candidates", "/candidates")


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
    account, token = house.invite(who.account, invitation.name)
    return _invited(config, account, token)


@router.post("/{candidate}/invitation", responses=problems(*WRITING))
def renew_invitation(house: TheHouse, config: TheConfig, who: Coach, candidate: str) -> Invited:
    """Make another link; whoever came in by the one before is shut out, programs as well."""
    house.gate.check(WRITE, who.account.id)
    account = house.candidate(who.account, candidate)
    return _invited(config, account, house.invite_again(account))


@router.delete("/{candidate}/invitation", status_code=204, responses=problems(*WRITING))
def take_back_invitation(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Take the link back; whoever came in by it is shut out, programs as well."""
    house.gate.check(WRITE, who.account.id)
    house.take_back(house.candidate(who.account, candidate))
    return Response(status_code=204)


@router.delete("/{candidate}", status_code=204, responses=problems(*WRITING))
def close_candidate(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Close a candidate's account; their rooms stay with you."""
    house.gate.check(WRITE, who.account.id)
    house.shut_out(house.candidate(who.account, candidate))
    return Response(status_code=204)


@router.delete("/{candidate}/everything", status_code=204, responses=problems(*WRITING, 503))
def erase_candidate_with_all(house: TheHouse, who: Coach, candidate: str) -> Response:
    """Erase a candidate with their interviews, programmes and applications. No way back."""
    house.gate.check(OPEN, f"erase {who.account.id}")
    erase_candidate(house, house.candidate(who.account, candidate))
    return Response(status_code=204)


def _invited(config: WebConfig, account: Account, token: str) -> Invited:
    return Invited(id=account.id, name=account.name, link=f"{config.public_url}/join/{token}")
