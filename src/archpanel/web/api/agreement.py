"""Agreement: how far a coach and the panel would decide the same."""

from archpanel.rooms.agreement import agreement_of
from archpanel.rooms.limits import READ
from archpanel.web.api.replies_on_many import AgreementSeen
from archpanel.web.api.routers import new_router, problems
from archpanel.web.entering import Coach, TheHouse

router = new_router("agreement", "/agreement")


@router.get("", responses=problems(429))
def show_agreement(house: TheHouse, who: Coach) -> AgreementSeen:
    """Return each interview that you rated, you beside the panel, and what can be said of all."""
    house.gate.check(READ, who.account.id)
    return AgreementSeen.model_validate(agreement_of(house, who.account))
