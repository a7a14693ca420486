"""Job descriptions and CVs: as text or as files, and what is made of a job description."""

from base64 import b64decode

from archpanel.domain import BadRequest, Paper
from archpanel.opening import read_jd
from archpanel.packs import load_pack
from archpanel.report import job_taken
from archpanel.rooms.choosing import pasted_paper, uploaded_paper
from archpanel.rooms.limits import OPEN
from archpanel.rooms.personas import PACK
from archpanel.web.api.bodies import JobDescription, PaperFile
from archpanel.web.api.reading import UPLOAD
from archpanel.web.api.replies_on_papers import JobRead, LinesLeft, LinesTaken
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.entering import TheHouse, Who

router = new_router("papers", "/job-descriptions")

JD, CV = "job-description.txt", "cv.txt"
"""What papers are called that come as text."""


@router.post("", responses=problems(*WRITING), max_body_size=UPLOAD)
def read_job_description(house: TheHouse, who: Who, given: JobDescription) -> JobRead:
    """Return what would be made of a job description; nothing is kept, and nothing sent anywhere.

    `text` is what was read of a file; it can be mended, and sent along when a session is opened.
    """
    house.gate.check(OPEN, who.account.id)
    paper = paper_from(given.text, given.file, JD)
    if paper is None:
        raise BadRequest("There is no job description: send `text`, or a `file`.")
    return _read(paper)


def paper_from(text: str, file: PaperFile | None, name: str) -> Paper | None:
    """Return a paper that came as text or as a file; None where neither did.

    Raises:
        BadRequest: both did, or the file is not in base64.
        BadFile: it cannot be read.
    """
    if file is None:
        return pasted_paper(text, name)
    if text.strip():
        raise BadRequest("A paper comes as text or as a file; send one of the two.")
    try:
        raw = b64decode(file.content, validate=True)
    except ValueError:
        raise BadRequest("The content of a file is not base64 (RFC 4648, section 4).") from None
    return uploaded_paper(file.name, raw, name)


def _read(paper: Paper) -> JobRead:
    pack = load_pack(PACK)
    names = {competency.id: competency.name for competency in pack.competencies}
    taken = job_taken(paper.text, read_jd(paper, pack), names)
    return JobRead(
        name=paper.name,
        text=paper.text,
        taken=[LinesTaken.model_validate(row) for row in taken.focus],
        left=[LinesLeft.model_validate(row) for row in taken.left],
    )
