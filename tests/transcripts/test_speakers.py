"""A label within an answer is no speaker, in any format; a panelist who is not known is one."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from archpanel.domain import BadFile
from archpanel.transcripts import exchanges, read_transcript

Layout = Callable[[Sequence[tuple[str, str]]], str]

ANSWER = "I would shard by tenant.\nLatency: 40 ms at the median.\nCost: two cents per request."
"""Its second and third line look like speakers, and come again in the next answer."""


def plain(turns: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"{name}: {words}" for name, words in turns)


def spaced(turns: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(f"{name}: {words}" for name, words in turns)


def loose(turns: Sequence[tuple[str, str]]) -> str:
    """Every line is a paragraph of its own, those within an answer too."""
    return spaced(turns).replace("\n", "\n\n")


def bold(turns: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(f"**{name}:** {words}" for name, words in turns)


def listed(turns: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {words}" for name, words in turns)


def headed(turns: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"## {name}\n\n{words}\n" for name, words in turns)


def timed(turns: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"[00:{n:02}] {name}: {words}" for n, (name, words) in enumerate(turns))


def cued(turns: Sequence[tuple[str, str]]) -> str:
    """One cue for each line, as a machine cuts them."""
    cues = "\n".join(f"{name}: {words}" for name, words in turns).split("\n")
    return "WEBVTT\n\n" + "\n\n".join(f"00:01.000 --> 00:02.000\n{cue}" for cue in cues)


def subrip(turns: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(
        f"{n}\n00:00:01,000 --> 00:00:02,000\n{name}: {words}"
        for n, (name, words) in enumerate(turns, start=1)
    )


LAYOUTS = pytest.mark.parametrize(
    ("layout", "suffix"),
    [
        pytest.param(layout, suffix, id=f"{layout.__name__} {suffix}")
        for layout, suffix in (
            (plain, "txt"), (spaced, "txt"), (loose, "txt"), (bold, "md"), (listed, "md"),
            (headed, "md"), (timed, "txt"), (cued, "vtt"), (subrip, "srt"),
        )
    ],
)  # fmt: skip


def read(
    tmp_path: Path, text: str, suffix: str, candidate: str = "", panel: Sequence[str] = ()
) -> list[tuple[str, str, str]]:
    path = tmp_path / f"interview.{suffix}"
    path.write_text(text, encoding="utf-8")
    said = read_transcript(path, candidate=candidate, panel=panel)
    found = exchanges(said, path.name, candidate=candidate, panel=panel)
    return [(p.speaker, " ".join(p.question.split()), " ".join(p.answer.split())) for p in found]


def pairs(*exchanged: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    return [(who, question, " ".join(answer.split())) for who, question, answer in exchanged]


@LAYOUTS
@pytest.mark.parametrize(
    ("ask", "say", "candidate", "panel"),
    [
        pytest.param("Interviewer", "Candidate", "", (), id="roles"),
        pytest.param("Maya Okafor", "Tom", "tom", ("Maya Okafor",), id="both are named"),
        pytest.param("Ana", "Tom", "Tom", (), id="the candidate is named"),
        pytest.param("Ana", "Applicant", "", (), id="the candidate has a role"),
        pytest.param("Q", "A", "", (), id="letters"),
    ],
)
def test_labels_that_recur_within_answers_stay_in_them(
    layout: Layout, suffix: str, ask: str, say: str, candidate: str, panel: Sequence[str],
    tmp_path: Path,
) -> None:  # fmt: skip
    turns = [(ask, "How do you scale it?"), (say, ANSWER), (ask, "And then?"), (say, ANSWER)]
    assert read(tmp_path, layout(turns), suffix, candidate, panel) == pairs(
        (ask, "How do you scale it?", ANSWER), (ask, "And then?", ANSWER)
    )


@LAYOUTS
def test_a_candidate_who_speaks_first_keeps_the_labels_too(
    layout: Layout, suffix: str, tmp_path: Path
) -> None:
    turns = [("Tom", "Hello."), ("Ana", "Why?"), ("Tom", ANSWER), ("Ana", "So?"), ("Tom", ANSWER)]
    assert read(tmp_path, layout(turns), suffix, "Tom") == pairs(
        ("", "", "Hello."), ("Ana", "Why?", ANSWER), ("Ana", "So?", ANSWER)
    )


@LAYOUTS
def test_panelists_who_are_not_known_are_told_from_labels(
    layout: Layout, suffix: str, tmp_path: Path
) -> None:
    turns = [
        ("Interviewer", "Why?"), ("Candidate", ANSWER), ("Grace", "What does it cost?"),
        ("Candidate", ANSWER), ("Femi", "Who may read it?"), ("Candidate", "Two people."),
        ("Grace", "And if it fails?"), ("Candidate", ANSWER), ("Femi", "Says who?"),
        ("Candidate", ANSWER),
    ]  # fmt: skip
    assert read(tmp_path, layout(turns), suffix) == pairs(
        ("Interviewer", "Why?", ANSWER),
        ("Grace", "What does it cost?", ANSWER),
        ("Femi", "Who may read it?", "Two people."),
        ("Grace", "And if it fails?", ANSWER),
        ("Femi", "Says who?", ANSWER),
    )


@LAYOUTS
def test_labels_within_questions_stay_on_the_side_that_asks(
    layout: Layout, suffix: str, tmp_path: Path
) -> None:
    task = "Here it comes.\nContext: a bank.\nTask: find the flaw."
    turns = [("Ana", task), ("Tom", "It is shared."), ("Ana", task), ("Tom", "It is late.")]
    found = read(tmp_path, layout(turns), suffix, "Tom")
    assert [answer for _, _, answer in found] == ["It is shared.", "It is late."]
    assert all("Here it comes." in asked and "find the flaw." in asked for _, asked, _ in found)


def test_a_label_in_another_form_than_the_speakers_stays_where_it_is(tmp_path: Path) -> None:
    answer = "Two things.\n\n### Cost\n\nLow.\n\n- Risk owner: me."
    turns = [("Ana", "Why?"), ("Tom", answer), ("Grace", "So?"), ("Tom", answer)]
    text = headed(turns)
    said = [p[2] for p in read(tmp_path, text, "md", "Tom", ["Ana"])]
    assert all("### Cost Low." in answer and "Risk owner: me." in answer for answer in said)


def test_options_by_letter_are_no_speakers_where_roles_are_words(tmp_path: Path) -> None:
    answer = "There are two.\nA: by tenant.\nB: by region.\nA: is what I take."
    turns = [("Interviewer", "How?"), ("Candidate", answer), ("Interviewer", "Why?"),
             ("Candidate", answer)]  # fmt: skip
    assert read(tmp_path, plain(turns), "txt") == pairs(
        ("Interviewer", "How?", answer), ("Interviewer", "Why?", answer)
    )


def test_a_label_said_once_in_a_short_interview_stays_in_the_answer(tmp_path: Path) -> None:
    assert read(tmp_path, plain([("Ana", "Why?"), ("Tom", ANSWER)]), "txt", "Tom") == pairs(
        ("Ana", "Why?", ANSWER)
    )


def test_where_nobody_is_known_labels_are_named_as_possible_speakers(tmp_path: Path) -> None:
    turns = [("Ana", "Why?"), ("Tom", ANSWER), ("Ana", "So?"), ("Tom", ANSWER)]
    with pytest.raises(BadFile, match=r"found: Ana \(2\), Tom \(2\), Latency \(2\), Cost"):
        read(tmp_path, plain(turns), "txt")
