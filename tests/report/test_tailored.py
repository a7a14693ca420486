"""The report says what was tailored to the job, by which words, and that none of it is scored."""

from collections.abc import Callable

import pytest

from archpanel.domain import DecisionRecord, Focus, Paper
from archpanel.report import build_report, to_html, to_markdown
from archpanel.report.wording import NO_FOCUS

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
    assert [(r.name, r.share, r.quote) for r in report.tailoring.focus] == [("gamma", 0.6, HOSTILE)]
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
