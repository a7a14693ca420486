"""Inviting other coaches, for the keeper of the house."""

from archpanel.rooms.limits import OPEN
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.bodies import Invitation
from archpanel.web.api.replies import Invited
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.api.yours import Person
from archpanel.web.entering import TheConfig, TheHouse

router = new_router("coaches", "/coaches")


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
