"""Ratings: what a coach thinks of an interview before they see what the panel thinks of it."""

from archpanel.rooms import ratings
from archpanel.rooms.limits import WRITE
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.bodies import OwnRating
from archpanel.web.api.replies import Rating
from archpanel.web.api.routers import WRITING, SessionId, new_router, problems
from archpanel.web.api.yours import over
from archpanel.web.entering import Coach, TheHouse

router = new_router("ratings", "/sessions/{session}/rating")


@router.get("")
def show_rating(house: TheHouse, who: Coach, session: SessionId) -> Rating:
    """Return what you gave for a session."""
    room = house.rooms.find(who.account, session)
    given = house.ratings.of(room.session, who.account.id)
    if given is None:
        raise NotYours("rating")
    return _rating(given)


@router.put("", responses=problems(*WRITING))
def rate_session(house: TheHouse, who: Coach, session: SessionId, rating: OwnRating) -> Rating:
    """Rate a finished session, once; a recommendation of null waives that."""
    house.gate.check(WRITE, who.account.id)
    room = over(house.rooms.find(who.account, session))
    if rating.recommendation is None:
        return _rating(house.ratings.waive(who.account, room.session))
    given = house.ratings.rate(
        who.account,
        room.session,
        rating.recommendation,
        rating.levels,
        rating.confidence,
        rating.reason,
    )
    return _rating(given)


def _rating(given: ratings.Rating) -> Rating:
    return Rating(
        recommendation=given.recommendation,
        levels=dict(given.levels),
        confidence=given.confidence,
        reason=given.reason,
        at=given.at,
    )
