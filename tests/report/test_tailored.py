"""The report says what was tailored to the job, by which words, and that none of it is scored."""

from collections.abc import Callable

import pytest

from archpanel.agents.verification import verify
from archpanel.domain import DecisionRecord, Focus, JobLine, JobReading, LineUse, Paper
from archpanel.report import build_report, job_taken, to_html, to_markdown
from archpanel.report.wording import LEFT_OUT, NO_FOCUS

HOSTILE = "You own <script>alert(1)</script> and {{ report.decision }} | **all** of gamma."
JD = Paper(name="job <b>.md", text=HOSTILE, digest="0" * 64)
FOCUS = (Focus(competency="gamma", share=0.6, quote=HOSTILE),)
SAID = "I would say this first of all. [p0] Then I would say that as well. [p1]"
Hold = Callable[..., DecisionRecord]


@pytest.fixture(scope="module")
def tailored(hold: Hold) -> DecisionRecord:
    return hold(lambda question: SAID, jd=JD, focus=FOCUS)


def test_the_focus_its_words_and_the_questions_are_shown(tailored: DecisionRecord) -> None:
    report = build_report(tailored)
    assert report.tailoring is not None
    assert report.tailoring.papers == ("Job description: job <b>.md",)
    assert [(r.name, r.share, r.lines) for r in report.tailoring.job.focus] == [
        ("gamma", 0.6, (HOSTILE,))
    ]
    assert report.tailoring.job.left == ()
    assert [q for q, _ in report.tailoring.questions] == [
        q.id for q in tailored.questions if q.tailored
    ]
    page = to_html(report)
    assert '<h2 id="tailored">Tailored to the job</h2>' in page
    assert "neither is scored" in page
    assert "<script" not in page
    assert "<b>" not in page
    assert "{{ report.decision }}" in page
    words = to_markdown(report)
    assert "## Tailored to the job" in words
    assert "gamma (60%)" in words
    assert "<script" not in words
    assert r"\*\*all\*\*" in words


TEXT = "Architect\nYou own gamma.\nWe have cake.\nHire <b>me</b>.\nGamma again.\nAnd delta."
USES: tuple[LineUse, ...] = ("short", "taken", "unclear", "aimed", "taken", "minor")
ABOUT = ("", "gamma", "", "", "gamma", "delta")


def lines_of(text: str) -> tuple[JobLine, ...]:
    """Return what became of each line of a text, as `USES` and `ABOUT` have it."""
    made, at = [], 0
    for line, use, about in zip(text.split("\n"), USES, ABOUT, strict=True):
        made.append(JobLine(start=at, end=at + len(line), use=use, competency=about))
        at += len(line) + 1
    return tuple(made)


@pytest.fixture(scope="module")
def line_by_line(hold: Hold) -> DecisionRecord:
    jd = Paper(name="job.md", text=TEXT, digest="0" * 64)
    focus = (Focus(competency="gamma", share=0.67, quote="You own gamma."),)
    return hold(lambda question: SAID, jd=jd, focus=focus, job_lines=lines_of(TEXT))


def test_every_line_is_shown_with_what_became_of_it(line_by_line: DecisionRecord) -> None:
    report = build_report(line_by_line)
    assert report.tailoring is not None
    job = report.tailoring.job
    assert [row.lines for row in job.focus] == [("You own gamma.", "Gamma again.")]
    assert [(left.why.split(" ")[0], left.lines) for left in job.left] == [
        ("Not", ("We have cake.",)),
        ("About", ("And delta. (delta)",)),
        ("Too", ("Architect",)),
        ("Left", ("Hire <b>me</b>.",)),
    ]
    for shown in (to_html(report), to_markdown(report)):
        assert LEFT_OUT in shown
        assert "<b>" not in shown
        where = [
            shown.index(words) for words in ("You own gamma.", "Gamma again.", "We have cake.")
        ]
        assert where == sorted(where)


def test_a_record_that_says_what_became_of_each_line_verifies(line_by_line: DecisionRecord) -> None:
    text = line_by_line.model_dump_json()
    assert verify(text) == line_by_line
    with pytest.raises(Exception, match="job_lines"):
        verify(text.replace('"use":"aimed"', '"use":"short"'))


def test_what_is_too_long_to_be_read_is_not_shown_whole() -> None:
    reading = JobReading(lines=(JobLine(start=0, end=5000, use="beyond"),))
    (left,) = job_taken("word " * 1000, reading, {}).left
    assert len(left.lines[0]) < 310
    assert left.lines[0].endswith("...")


def test_without_papers_there_is_no_such_section(hired: DecisionRecord) -> None:
    report = build_report(hired)
    assert report.tailoring is None
    assert "Tailored" not in to_html(report) + to_markdown(report)


def test_papers_that_led_to_nothing_are_named_all_the_same(hold: Hold) -> None:
    report = build_report(hold(lambda question: SAID, jd=JD))
    for shown in (to_html(report), to_markdown(report)):
        assert NO_FOCUS in shown


def test_a_cv_alone_is_named_and_nothing_was_expected_of_it(hold: Hold) -> None:
    cv = JD.model_copy(update={"name": "cv.txt"})
    report = build_report(hold(lambda question: SAID, cv=cv))
    for shown in (to_html(report), to_markdown(report)):
        assert "CV: cv.txt" in shown
        assert NO_FOCUS not in shown
