"""`review`: five kinds of transcript to the same verdict, and one line for a bad one."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

ASKED = "How do you find out whether the retrieval of your assistant got worse?"
SAID = (
    "I keep three hundred logged questions with the right document, split by kind, and measure "
    "recall at ten before and after every change; last year that stopped a release."
)
AGAIN = "And who looks at the numbers?"
THEN = "The release does not go out below the bar, so nobody has to look."

KINDS = {
    "json": json.dumps(
        [
            {"speaker": "interviewer", "text": ASKED},
            {"speaker": "candidate", "text": SAID},
            {"speaker": "interviewer", "text": AGAIN},
            {"speaker": "candidate", "text": THEN},
        ]
    ),
    "md": f"**Interviewer:** {ASKED}\n\n**Candidate:** {SAID}\n\n"
    f"**Interviewer:** {AGAIN}\n\n**Candidate:** {THEN}\n",
    "txt": f"Interviewer: {ASKED}\nCandidate: {SAID}\nInterviewer: {AGAIN}\nCandidate: {THEN}\n",
    "vtt": "WEBVTT\n\n"
    f"00:00.000 --> 00:05.000\n<v Interviewer>{ASKED}</v>\n\n"
    f"00:05.000 --> 00:20.000\n<v Candidate>{SAID}</v>\n\n"
    f"00:20.000 --> 00:22.000\n<v Interviewer>{AGAIN}</v>\n\n"
    f"00:22.000 --> 00:25.000\n<v Candidate>{THEN}</v>\n",
    "srt": f"1\n00:00:00,000 --> 00:00:05,000\nInterviewer: {ASKED}\n\n"
    f"2\n00:00:05,000 --> 00:00:20,000\nCandidate: {SAID}\n\n"
    f"3\n00:00:20,000 --> 00:00:22,000\nInterviewer: {AGAIN}\n\n"
    f"4\n00:00:22,000 --> 00:00:25,000\nCandidate: {THEN}\n",
}


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    file = tmp_path / "rubric.yaml"
    file.write_text(
        "measuring:\n"
        "  low: Goes by feeling and cannot say how quality is measured.\n"
        "  medium: Names a metric without saying on which data it is taken.\n"
        "  high: Measures on own labelled cases before and after each change.\n"
        "ownership:\n"
        "  low: Leaves the outcome to others.\n"
        "  medium: Takes part in the decision.\n"
        "  high: Took the decision and tells what came of it.\n",
        encoding="utf-8",
    )
    return file


def write(tmp_path: Path, kind: str, content: str | bytes) -> Path:
    file = tmp_path / f"interview.{kind}"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_transcript_is_judged(
    run: Run, tmp_path: Path, rubric: Path, kind: str
) -> None:
    done = run("review", write(tmp_path, kind, KINDS[kind]), "--pack", rubric, "--json")
    assert done.code == 0, done.err
    record = done.json
    assert [a["text"] for a in record["answers"]] == [SAID, THEN]
    assert [q["text"] for q in record["questions"]] == [ASKED, AGAIN]
    assert record["verdict"]["decision"] in ("hire", "no_hire", "hold")
    assert set(record["verdict"]["levels"]) == {"measuring", "ownership"}
    for level in record["verdict"]["levels"].values():
        assert level is None or 1 <= level <= 3  # the pack's own scale
    assert record["verdict"]["practice"] is True
    for assessment in record["assessments"]:
        texts = {a["id"]: a["text"] for a in record["answers"]}
        for e in assessment["evidence"]:
            assert texts[e["answer_id"]][e["start"] : e["end"]] == e["quote"]


HOLLOW = (
    "Somebody else takes care of that. One goes by feeling there, I cannot say how it is measured."
)


def test_a_report_tells_which_exchange_was_evidence_for_what_and_what_to_practise(
    run: Run, tmp_path: Path, rubric: Path
) -> None:
    text = f"{KINDS['txt']}Interviewer: And the quality of the answers?\nCandidate: {HOLLOW}\n"
    done = run("review", write(tmp_path, "txt", text), "--pack", rubric, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    record = json.loads((tmp_path / "out/record.json").read_text(encoding="utf-8"))
    heard = {
        (a["question_id"], level["competency"])
        for a in record["assessments"]
        for level in a["anchored"]
    }
    markdown = (tmp_path / "out/report.md").read_text(encoding="utf-8")
    html = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    turns = re.split(r"^### (?=q\d)", markdown, flags=re.MULTILINE)[1:]
    assert len(turns) == 3
    for turn in turns:
        for competency in ("measuring", "ownership"):
            told = f"Evidence for {competency}: " in turn
            assert told == ((turn.split()[0], competency) in heard)
    assert "; by exchange: q1" in markdown
    assert "; by exchange: q1" in html

    drills = re.findall(r"^\d\. \*\*Next level: (\w+)\*\* \((q\d)\)", markdown, re.MULTILINE)
    assert 1 <= len(drills) <= 3
    assert {(moment, competency) for competency, moment in drills} <= heard
    for competency, moment in drills:
        assert moment == weakest(record, competency)
    assert re.search(r"Level [23] reads: (Measures on own|Names a metric)", markdown)
    assert "What to practise" in done.out
    assert "archpanel replay" not in markdown


def weakest(record: dict[str, Any], competency: str) -> str:
    """Return the exchange that took most from a competency: far below the top, and about it."""
    missed: dict[str, float] = {}
    for assessment in record["assessments"]:
        for read in assessment["anchored"]:
            if read["competency"] == competency:
                missed[assessment["question_id"]] = (3 - read["level"]) * read["weight"]
    return max(missed, key=lambda question: missed[question])


def test_other_names_for_the_same_are_taken(run: Run, tmp_path: Path, rubric: Path) -> None:
    turns = [
        {"role": "security_reviewer", "message": ASKED},
        {"role": "applicant", "message": SAID},
        {"role": "Interviewer", "content": AGAIN},
        {"role": "Applicant", "content": THEN},
    ]
    file = write(tmp_path, "json", json.dumps({"turns": turns}))
    record = run("review", file, "--pack", rubric, "--json").json
    assert [a["text"] for a in record["answers"]] == [SAID, THEN]
    assert record["questions"][0]["persona"] == "security_reviewer"


def test_a_review_is_shown_saved_and_verified(run: Run, tmp_path: Path, rubric: Path) -> None:
    file = write(tmp_path, "txt", KINDS["txt"])
    done = run("review", file, "--pack", rubric, "--seats", "ml_lead, product_owner",
               "--out", tmp_path / "out")  # fmt: skip
    assert done.code == 0, done.err
    assert "Practice verdict" in done.out
    assert "archpanel report" not in done.out  # nothing is kept that could be reported
    record = tmp_path / "out/record.json"
    assert [p["id"] for p in json.loads(record.read_text())["personas"]] == [
        "ml_lead",
        "product_owner",
    ]
    assert run("verify", record).code == 0
    assert run("sessions", "--json").json == []


def test_the_candidate_can_be_named(run: Run, tmp_path: Path, rubric: Path) -> None:
    text = KINDS["txt"].replace("Candidate:", "Mira:").replace("Interviewer:", "Tom:")
    file = write(tmp_path, "txt", text)
    refused = run("review", file, "--pack", rubric)
    assert refused.code == 1
    assert (
        "speakers found: Tom (2), Mira (2); name the candidate with --candidate NAME" in refused.err
    )
    named = run("review", file, "--pack", rubric, "--candidate", "mira", "--json")
    assert [a["text"] for a in named.json["answers"]] == [SAID, THEN]
    wrong = run("review", file, "--pack", rubric, "--candidate", "Anna")
    assert wrong.code == 1
    assert "nobody is called 'Anna'; speakers found: Tom (2), Mira (2)" in wrong.err


def test_a_panelist_who_speaks_once_is_not_heard_as_the_candidate(
    run: Run, tmp_path: Path, rubric: Path
) -> None:
    turns = (
        f"Interviewer: {ASKED}\nCandidate: {SAID}\nJoana Figueiredo: Go on.\nCandidate: {THEN}\n"
    )
    record = run("review", write(tmp_path, "txt", turns), "--pack", rubric, "--json").json
    assert [a["text"] for a in record["answers"]] == [SAID, THEN]
    assert [q["persona"] for q in record["questions"]] == ["interviewer", "startup_cto"]


@pytest.mark.parametrize(
    ("kind", "content", "problem"),
    [
        pytest.param("txt", "", "is empty", id="empty"),
        pytest.param("json", "[]", "no turns", id="an empty list"),
        pytest.param("json", "{", "is not valid JSON", id="cut off"),
        pytest.param("json", "[" * 100_000, "nested too deeply", id="a deep nest"),
        pytest.param("json", '{"a": 1}', "should be a list", id="another document"),
        pytest.param("json", '[{"text": "x"}]', "has no speaker", id="no speaker"),
        pytest.param("json", '[{"speaker": "candidate"}]', "has no text", id="no text"),
        pytest.param("json", '["x"]', "should be an object", id="not an object"),
        pytest.param("txt", "Just a story without anybody speaking.", "no turns", id="a story"),
        pytest.param("vtt", "WEBVTT\n\nNOTE nothing here\n", "no turns", id="no cues"),
        pytest.param("md", b"\x89PNG\r\n\x1a\n\x00\x00", "is a binary file", id="binary"),
        pytest.param("txt", b"\xff\xfeI\x00", "is a binary file", id="UTF-16"),
        pytest.param("txt", b"Candidate: caf\xe9", "is not UTF-8", id="Latin-1"),
        pytest.param("docx", "x", "is of kind '.docx'; read are .json, .md", id="another kind"),
        pytest.param("txt", b"Candidate: x\n" * 1_700_000, "is larger than 5120 KB", id="20 MB"),
        pytest.param("txt", "Tom: hello\nMira: hi\nTom: bye\nMira: bye\n", "--candidate", id="who"),
        pytest.param("txt", "Interviewer: hello?\n", "has one speaker only", id="nobody answers"),
    ],
)
def test_a_bad_transcript_is_one_clear_line(
    run: Run, tmp_path: Path, rubric: Path, kind: str, content: str | bytes, problem: str
) -> None:
    file = write(tmp_path, kind, content)
    done = run("review", file, "--pack", rubric)
    assert done.code == 1
    assert done.out == ""
    assert done.err.startswith(f"archpanel: {file}")
    assert problem in done.err
    assert done.err.count("\n") == 1
    assert len(done.err) < 300
    assert problem in run("review", file, "--pack", rubric, "--json").json["error"]


def test_a_transcript_that_is_not_there_and_a_folder_are_one_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    for name, problem in (("gone.txt", "No such file"), ("folder.txt", "Is a directory")):
        done = run("review", tmp_path / name)
        assert done.code == 1
        assert problem in done.err
        assert done.err.count("\n") == 1


def test_an_answer_too_long_to_be_read_is_named_and_not_cut(
    run: Run, rubric: Path, tmp_path: Path
) -> None:
    file = tmp_path / "long.txt"
    words = "I say this and that. " * 1_000
    file.write_text(f"Q: {ASKED}\nA: {SAID}\nQ: {AGAIN}\nA: {words}", encoding="utf-8")
    done = run("review", file, "--pack", rubric)
    assert done.code == 1
    assert done.err.startswith(f"archpanel: Answer 2, to {AGAIN!r}, has 20999 characters")
    assert done.err.count("\n") == 1


def test_a_folder_that_cannot_be_is_refused_before_anything_is_judged(
    run: Run, rubric: Path, tmp_path: Path
) -> None:
    file = write(tmp_path, "txt", KINDS["txt"])
    done = run("review", file, "--pack", rubric, "--out", file)
    assert (done.code, done.out) == (1, "")
    assert (
        done.err == f"archpanel: --out {file} is a file; give a folder, which is made if need be.\n"
    )
    below = run("review", file, "--pack", rubric, "--out", file / "below")
    assert (below.code, below.out) == (1, "")
    assert "cannot be made" in below.err


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["for people", "as JSON"])
def test_the_verdict_is_shown_even_if_the_reports_cannot_be_written(
    run: Run, rubric: Path, tmp_path: Path, as_json: list[str]
) -> None:
    (tmp_path / "out/report.md").mkdir(parents=True)
    file = write(tmp_path, "txt", KINDS["txt"])
    done = run("review", file, "--pack", rubric, "--out", tmp_path / "out", *as_json)
    assert done.code == 1
    assert "The reports are not written" in done.err
    assert done.json["verdict"] if as_json else "Practice verdict" in done.out


CARELESS = "We retry until it works, customers can wait."


@pytest.fixture
def careless(run: Run, tmp_path: Path) -> Path:
    """The reports of an interview that is half careless, by the shipped role."""
    text = f"Interviewer: What if the provider fails?\nCandidate: {CARELESS}\n{KINDS['txt']}"
    done = run("review", write(tmp_path, "txt", text), "--out", tmp_path / "out")
    assert done.code == 0, done.err
    return tmp_path / "out"


def test_a_quote_is_put_in_front_for_two_competencies_at_most(careless: Path) -> None:
    record = json.loads((careless / "record.json").read_text(encoding="utf-8"))
    read = {level["competency"] for a in record["assessments"] for level in a["anchored"]
            if a["question_id"] == "q1"}  # fmt: skip
    assert len(read) > 2  # the levels rest on all of them, as before
    markdown = (careless / "report.md").read_text(encoding="utf-8")
    evidence = markdown.partition("### Evidence")[2].partition("## Ballots")[0]
    assert 1 <= evidence.count(CARELESS) <= 2
    turn = markdown.partition("### q1 ")[2].partition("### q2 ")[0]
    assert turn.count("- Evidence for ") == 2
    assert "- Says a little about: " in turn
    html = (careless / "report.html").read_text(encoding="utf-8")
    assert html.partition('id="evidence"')[2].partition("</section>")[0].count(CARELESS) <= 2


def test_words_that_were_read_as_weak_speak_against_a_competency(careless: Path) -> None:
    markdown = (careless / "report.md").read_text(encoding="utf-8")
    assert f'against, a1: "{CARELESS}"' in markdown
    assert f'for, a1: "{CARELESS}"' not in markdown
    assert f'for, a2: "{SAID}"' in markdown


def test_drills_are_about_what_was_assessed(careless: Path) -> None:
    record = json.loads((careless / "record.json").read_text(encoding="utf-8"))
    names = {c["id"]: c["name"] for c in record["role"]["competencies"]}
    assessed = {names[c] for c, level in record["verdict"]["levels"].items() if level is not None}
    markdown = (careless / "report.md").read_text(encoding="utf-8")
    drills = re.findall(r"^\d\. \*\*Next level: ([^*]+)\*\*", markdown, re.MULTILINE)
    assert set(drills) <= assessed < set(names.values())


def test_the_header_of_a_review_names_no_rounds_and_no_session(careless: Path) -> None:
    head = (careless / "report.md").read_text(encoding="utf-8").partition("## Why")[0]
    assert "a transcript of 3 answers, judged 20" in head
    html = (careless / "report.html").read_text(encoding="utf-8")
    for told in (head, html):
        assert "session review" not in told
        assert "rounds: " not in told
        assert "ml-deep-dive" not in told
