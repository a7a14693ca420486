"""From turns to questions and answers: it is never guessed who the candidate is."""

import pytest

from archpanel.domain import BadFile
from archpanel.transcripts import Said, exchanges

ASK, SAY = "Interviewer", "Candidate"


def said(*turns: tuple[str, str]) -> list[Said]:
    return [Said(speaker, text) for speaker, text in turns]


def pairs(
    *turns: tuple[str, str], candidate: str = "", panel: tuple[str, ...] = ()
) -> list[tuple[str, str, str]]:
    found = exchanges(said(*turns), "t.txt", candidate=candidate, panel=panel)
    return [(pair.speaker, pair.question, pair.answer) for pair in found]


def test_a_question_and_its_answer_are_an_exchange() -> None:
    assert pairs((ASK, "Why?"), (SAY, "So."), (ASK, "And?"), (SAY, "Thus.")) == [
        (ASK, "Why?", "So."),
        (ASK, "And?", "Thus."),
    ]


def test_turns_of_one_side_are_one_question_or_one_answer() -> None:
    assert pairs(
        (ASK, "Well."), ("Panel", "Why?"), (SAY, "So."), (SAY, "And so."), (ASK, "Bye.")
    ) == [("Panel", "Well.\nWhy?", "So.\nAnd so.")]


def test_a_question_that_was_not_answered_is_left_out() -> None:
    assert pairs((ASK, "Why?"), (SAY, "So."), (ASK, "Any questions?")) == [(ASK, "Why?", "So.")]


def test_a_candidate_who_begins_was_asked_nothing() -> None:
    assert pairs((SAY, "Hello."), (ASK, "Why?"), (SAY, "So.")) == [
        ("", "", "Hello."),
        (ASK, "Why?", "So."),
    ]


@pytest.mark.parametrize("name", ["candidate", "CANDIDATE", "Applicant", "interviewee", "A"])
def test_the_usual_names_of_a_candidate_are_known(name: str) -> None:
    assert pairs(("Q", "Why?"), (name, "So.")) == [("Q", "Why?", "So.")]


@pytest.mark.parametrize("name", ["interviewer", "Panel", "Recruiter", "q", "Panelist"])
def test_whoever_is_no_interviewer_is_the_candidate(name: str) -> None:
    assert pairs((name, "Why?"), ("Ben", "So.")) == [(name, "Why?", "So.")]


def test_names_of_the_panel_are_no_candidates() -> None:
    turns = (("Joana", "Why?"), ("Ben", "So."), ("security_reviewer", "And?"), ("Ben", "Thus."))
    assert len(pairs(*turns, panel=("joana", "security_reviewer"))) == 2


def test_the_candidate_may_be_named() -> None:
    turns = (("Anna", "Why?"), ("Ben", "So."))
    assert pairs(*turns, candidate="ben") == [("Anna", "Why?", "So.")]
    assert pairs(*turns, candidate="Anna") == [("", "", "Why?")]


@pytest.mark.parametrize(
    ("turns", "named", "problem"),
    [
        pytest.param(
            [("Anna", "Why?"), ("Ben", "So.")],
            "",
            "speakers found: Anna (1), Ben (1); name the",
            id="two names",
        ),
        pytest.param(
            [(ASK, "Why?"), (ASK, "Hm?")],
            "",
            "one speaker only, Interviewer (2)",
            id="one side alone",
        ),
        pytest.param(
            [("Anna", "I say.")], "", "one speaker only, Anna (1)", id="one stranger alone"
        ),
        pytest.param(
            [(ASK, "Why?"), ("Ben", "So."), ("Cy", "Thus.")],
            "",
            "speakers found: Interviewer (1), Ben (1), Cy (1); name the",
            id="two strangers",
        ),
        pytest.param(
            [(SAY, "So."), ("Applicant", "Thus.")],
            "",
            "speakers found: Candidate (1), Applicant (1); name the",
            id="two candidates",
        ),
        pytest.param(
            [(ASK, "Why?"), (SAY, "So.")],
            "Bob",
            "nobody is called 'Bob'; speakers found: Interviewer (1), Candidate (1); name",
            id="a name that nobody has",
        ),
    ],
)
def test_it_is_not_guessed_who_the_candidate_is(
    turns: list[tuple[str, str]], named: str, problem: str
) -> None:
    with pytest.raises(BadFile) as caught:
        exchanges(said(*turns), "t.txt", candidate=named)
    assert str(caught.value).startswith("t.txt: ")
    assert problem in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    assert "--candidate NAME" in str(caught.value)


def test_of_many_speakers_those_who_speak_most_are_named() -> None:
    turns = [(f"Voice {n}", "Hm.") for n in range(40)] + [("Ben", "So."), ("Ben", "Thus.")]
    with pytest.raises(BadFile, match=r"speakers found: Ben \(2\), .*, 35 more; name") as caught:
        exchanges(said(*turns), "t.txt")
    assert len(str(caught.value)) < 300
