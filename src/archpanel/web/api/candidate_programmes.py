"""Programmes of candidates, for their coach: assigned, looked at, commented, compared."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from archpanel.rooms.candidates_compared import (
    FEWEST,
    MOST,
    chosen_candidates,
    compare_candidates,
)
from archpanel.rooms.limits import READ, WRITE
from archpanel.rooms.programme_seen import programme_seen
from archpanel.rooms.programmes import PLAN, Said, comment, plan_for, remove_comment
from archpanel.web.api.bodies_on_programmes import ProgrammeComment, ProgrammeOrder
from archpanel.web.api.programme import AS_OBJECT, Level, chosen_from, status_of, told
from archpanel.web.api.reading import UPLOAD
from archpanel.web.api.replies_on_programmes import (
    CandidateComparison,
    CommentKept,
    ComparedCandidate,
    Programme,
)
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.entering import Coach, TheHouse

router = new_router("candidates", "/candidates")

Of = Annotated[
    list[Annotated[str, Query(max_length=40)]],
    Query(
        min_length=FEWEST,
        max_length=MOST,
        description="A candidate; named once for each that you want side by side.",
        examples=[["0123456789abcdef", "fedcba9876543210"]],
    ),
]


@router.get("/comparison", responses=problems(429))
def compare(house: TheHouse, who: Coach, of: Of) -> CandidateComparison:
    """Return candidates side by side, in the parts that can be compared and no others."""
    house.gate.check(READ, who.account.id)
    chosen = chosen_candidates(house, who.account, of)
    found = compare_candidates(house, who.account, chosen)
    return CandidateComparison(
        candidates=[
            ComparedCandidate(id=one.id, name=one.name, unrated=unrated)
            for one, unrated in zip(found.candidates, found.unrated, strict=True)
        ],
        parts=found.parts,
        differences=found.differences,
        apart=found.apart,
    )


@router.get("/{candidate}/programme", responses=problems(429))
def show_candidate_programme(house: TheHouse, who: Coach, candidate: str) -> Programme:
    """Return a candidate's programme, as far as you have rated what they held."""
    house.gate.check(READ, who.account.id)
    theirs = house.candidate(who.account, candidate)
    return told(programme_seen(house, who.account, theirs), who)


@router.put("/{candidate}/programme", responses=problems(*WRITING), max_body_size=UPLOAD)
def assign_programme(
    house: TheHouse, who: Coach, candidate: str, order: ProgrammeOrder
) -> Programme:
    """Assign one, in force until the candidate replaces it. Sent again, it is the same one."""
    theirs = house.candidate(who.account, candidate)
    house.gate.check(PLAN, who.account.id)
    plan_for(house, theirs, who.account, chosen_from(order))
    return told(programme_seen(house, who.account, theirs), who)


@router.get(
    "/{candidate}/programme/status",
    responses=problems(429, more=AS_OBJECT),
    response_class=Response,
)
def show_candidate_status(
    house: TheHouse, who: Coach, candidate: str, level: Level = ""
) -> Response:
    """Return where a candidate stands; what you have not rated counts as held, without levels."""
    house.gate.check(READ, who.account.id)
    theirs = house.candidate(who.account, candidate)
    return status_of(programme_seen(house, who.account, theirs), level)


@router.post("/{candidate}/programme/comments", status_code=201, responses=problems(*WRITING))
def add_comment(house: TheHouse, who: Coach, candidate: str, said: ProgrammeComment) -> CommentKept:
    """Keep a comment on the programme in force, or on one session of it."""
    house.gate.check(WRITE, who.account.id)
    theirs = house.candidate(who.account, candidate)
    told = Said(said.text, said.session, said.programme)
    return CommentKept(id=comment(house, who.account, theirs, told))


@router.delete(
    "/{candidate}/programme/comments/{comment_id}",
    status_code=204,
    responses=problems(*WRITING),
)
def delete_comment(house: TheHouse, who: Coach, candidate: str, comment_id: str) -> Response:
    """Delete a comment of yours."""
    house.gate.check(WRITE, who.account.id)
    theirs = house.candidate(who.account, candidate)
    remove_comment(house, who.account, theirs, comment_id)
    return Response(status_code=204)
