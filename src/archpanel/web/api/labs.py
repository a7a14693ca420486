"""Labs: comparisons of personas on the same answers, worked on beside everything else."""

from typing import Annotated, Literal

from fastapi import Path
from starlette.responses import Response

from archpanel.rooms.lab_choosing import LabChosen, wish_of
from archpanel.rooms.lab_wishes import wish_from
from archpanel.rooms.labs import Lab
from archpanel.rooms.limits import OPEN, READ, WRITE
from archpanel.web.api.bodies import NewLab
from archpanel.web.api.outcomes import described
from archpanel.web.api.replies_on_many import LabLine, LabList
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.documents import KINDS, download
from archpanel.web.entering import Coach, TheHouse

router = new_router("labs", "/labs")

LabId = Annotated[str, Path(description="The comparison's id.", examples=["lab-0123456789ab"])]


@router.get("")
def list_labs(house: TheHouse, who: Coach) -> LabList:
    """Return your comparisons, the newest first."""
    return LabList(labs=[_line(lab) for lab in house.labs.all(who.account.id)])


@router.post("", status_code=202, responses=problems(*WRITING))
def compare_personas(house: TheHouse, who: Coach, wanted: NewLab, response: Response) -> LabLine:
    """Have personas compared; the report is there when `status` is `finished`."""
    house.gate.check(OPEN, who.account.id)
    chosen = LabChosen(wanted.who, wanted.sessions, wanted.bank, wanted.candidates, wanted.world)
    wish = wish_of(house, who.account, chosen)
    made = house.labs.ask(who.account.id, wish.as_json(), wish.sessions)
    house.laboratory.wake()
    response.headers["Location"] = f"/api/v1/labs/{made}"
    return _line(house.labs.find(who.account.id, made))


@router.get("/{lab}")
def show_lab(house: TheHouse, who: Coach, lab: LabId) -> LabLine:
    """Return how far a comparison is."""
    return _line(house.labs.find(who.account.id, lab))


@router.delete("/{lab}", status_code=204, responses=problems(*WRITING))
def delete_lab(house: TheHouse, who: Coach, lab: LabId) -> Response:
    """Delete a comparison; one that is worked on ends soon."""
    house.gate.check(WRITE, who.account.id)
    house.labs.delete(who.account.id, lab)
    return Response(status_code=204)


@router.get(
    "/{lab}/report",
    responses=problems(409, 429, more=described("application/json", "text/markdown", "text/html")),
    response_class=Response,
)
def show_lab_report(
    house: TheHouse, who: Coach, lab: LabId, format: Literal["json", "md", "html"] = "json"
) -> Response:
    """Return the report: every figure as JSON, Markdown, or one HTML file with its plots."""
    house.gate.check(READ, who.account.id)
    text = house.labs.text(who.account.id, lab, format)
    return download(text, f"archpanel-{lab}.{format}", KINDS[format])


def _line(lab: Lab) -> LabLine:
    try:
        compares = wish_from(lab.wish).told
    except ValueError:
        compares = "something that this version of archpanel cannot read"
    return LabLine(
        lab=lab.id,
        compares=compares,
        created=lab.created,
        status=lab.status,
        done=lab.done,
        total=lab.total,
        problem=lab.problem,
    )
