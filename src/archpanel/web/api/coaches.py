"""Other coaches of the house, for its keeper."""

from typing import Annotated

from fastapi import Depends

from archpanel.rooms.limits import OPEN
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tokens import LIFETIMES
from archpanel.web.api.bodies import Invitation
from archpanel.web.api.replies import CoachLine, CoachList, Invited, PasswordLink
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.api.yours import Person
from archpanel.web.entering import TheConfig, TheHouse, Visitor, Who
from archpanel.web.refusals import NeedsLogin

router = new_router("coaches", "/coaches")


async def keeper(who: Who) -> Visitor:
    """Return the keeper of the house.

    Raises:
        NotYours: somebody else asks.
    """
    if not who.account.keeper:
        raise NotYours("page")
    return who


Keeper = Annotated[Visitor, Depends(keeper)]


@router.get("")
def list_coaches(house: TheHouse, who: Keeper) -> CoachList:
    """Return the other coaches of the house, the first one first; for its keeper alone."""
    others = [(coach, entered) for coach, entered in house.accounts.coaches() if not coach.keeper]
    return CoachList(
        coaches=[CoachLine(id=each.id, name=each.name, entered=done) for each, done in others]
    )


@router.post("/{account}/password-link", status_code=201, responses=problems(*WRITING))
def make_password_link(
    house: TheHouse, config: TheConfig, who: Keeper, account: str
) -> PasswordLink:
    """Make a link by which a coach chooses another password; all their logins and tokens end.

    It is shown this once, and works once. For the keeper's own login alone: whoever finds a token
    could otherwise become any coach.
    """
    house.gate.check(OPEN, who.account.id)
    coach = house.other_coach(who.account, account)
    if not who.csrf:
        raise NeedsLogin
    link = f"{config.public_url}/setup/{house.new_password(coach)}"
    return PasswordLink(id=coach.id, name=coach.name, link=link, expires_in=int(LIFETIMES["setup"]))


@router.post("", status_code=201, responses=problems(*WRITING))
def invite_coach(
    house: TheHouse, config: TheConfig, who: Person, invitation: Invitation
) -> Invited:
    """Invite another coach; by the link, which is shown this once, they choose a password.

    For the keeper's own login alone: whoever finds a token could otherwise stay as a coach.
    """
    if not who.account.keeper:
        raise NotYours("page")
    house.gate.check(OPEN, who.account.id)
    account = house.accounts.invite_coach(invitation.name)
    link = f"{config.public_url}/setup/{house.tokens.issue(account.id, 'setup')}"
    return Invited(id=account.id, name=account.name, link=link)
