"""What a question took from a job description or a CV is told, and nothing else is."""

import pytest

from archpanel.agents.borrowed import borrowed
from archpanel.domain import Brief, Paper
from archpanel.evals.crash import brief

GIVEN = "Design retrieval so that nobody is shown a sentence that they could not open themselves."
JD = "You will own claims automation for motor insurance. You report to the chief architect."
CV = "Ran the payments migration team at a retailer; earlier, motor insurance pricing."


def with_papers() -> Brief:
    papers = {
        name: Paper(name=f"{name}.txt", text=text, digest="0" * 64)
        for name, text in (("jd", JD), ("cv", CV))
    }
    return brief().model_copy(update=papers)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "In claims automation for motor insurance, who may see which document?",
            'Worded after the job description: "claims automation for motor insurance".',
        ),
        (
            "You ran the Payments migration team. How would you design this retrieval?",
            'Worded after the CV: "the Payments migration team".',
        ),
        ("Design retrieval so that nobody is shown a sentence they could not open.", ""),
        ("You will own the design. Where do you begin?", ""),
    ],
)
def test_words_of_a_paper_are_found_in_a_question(question: str, told: str) -> None:
    assert borrowed(question, GIVEN, with_papers()) == told


def test_what_was_said_already_is_not_taken_from_a_paper() -> None:
    asked = "You said claims automation for motor insurance is yours. What did it cost?"
    said = GIVEN + " Claims automation for motor insurance is mine."
    assert borrowed(asked, said, with_papers()) == ""


def test_without_papers_nothing_is_taken() -> None:
    assert borrowed("Claims automation for motor insurance?", GIVEN, brief()) == ""
