"""A finished interview is read from json, md, txt, vtt or srt, or refused in one line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.domain import BadFile
from archpanel.transcripts import Said, read_transcript

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def file(name: str, contents: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return path

    return file


TURNS = [("interviewer", "How do you shard?"), ("candidate", "By tenant, with a router.")]
PLAIN = [{"speaker": s, "text": t} for s, t in TURNS]

JSON = [
    pytest.param(PLAIN, id="a list of speaker and text"),
    pytest.param({"turns": PLAIN}, id="under turns"),
    pytest.param({"title": "x", "transcript": PLAIN}, id="under transcript"),
    pytest.param([{"role": s, "message": t} for s, t in TURNS], id="role and message"),
    pytest.param([{"name": s, "content": t} for s, t in TURNS], id="name and content"),
    pytest.param([{**turn, "time": 3} for turn in PLAIN], id="with further fields"),
    pytest.param([*PLAIN, {"speaker": "interviewer", "text": " "}], id="with a silent turn"),
]


@pytest.mark.parametrize("data", JSON)
def test_json_is_read_in_every_usual_shape(data: object, write: Write) -> None:
    assert read_transcript(write("t.json", json.dumps(data))) == TURNS


def test_json_may_begin_with_a_byte_order_mark(write: Write) -> None:
    path = write("T.JSON", b"\xef\xbb\xbf" + json.dumps(PLAIN).encode())
    assert read_transcript(path) == TURNS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("candi\u200bdate\ufeff", "candidate", id="characters that nobody sees"),
        pytest.param(" Rene\u0301 ", "Ren\u00e9", id="a decomposed letter"),
        pytest.param("\ud800Ben", "\ufffdBen", id="half a character"),
    ],
)
def test_a_speaker_is_who_a_reader_sees(written: str, read: str, write: Write) -> None:
    path = write("t.json", json.dumps([{"speaker": written, "text": "So."}]))
    assert [said.speaker for said in read_transcript(path)] == [read]


LINES = [
    pytest.param("{0}: {1}\n{2}: {3}", id="plain"),
    pytest.param("**{0}:** {1}\n\n**{2}:** {3}", id="bold with the colon"),
    pytest.param("**{0}**: {1}\n\n**{2}**: {3}", id="bold before the colon"),
    pytest.param("[00:12] {0}: {1}\n[00:40] {2}: {3}", id="times in brackets"),
    pytest.param("00:01:12 - {0}: {1}\n00:01:40 - {2}: {3}", id="times with a dash"),
    pytest.param("## {0}\n\n{1}\n\n## {2}\n\n{3}\n", id="headings"),
    pytest.param("- {0}: {1}\n- {2}: {3}", id="a list"),
    pytest.param("> {0}: {1}\n> {2}: {3}", id="quoted"),
    pytest.param("{0}:\n{1}\n{2}:\n{3}", id="words on the next line"),
    pytest.param("{0}: {1}\r\n{2}: {3}\r\n", id="line ends of Windows"),
    pytest.param("\ufeff{0}: {1}\n{2}: {3}", id="a byte-order mark"),
    pytest.param(
        "Mock interview, 3 May\n\n{0}: {1}\n00:40\n{2}: {3}", id="a title and a bare time"
    ),
]


@pytest.mark.parametrize("suffix", ["txt", "md"])
@pytest.mark.parametrize("layout", LINES)
def test_text_is_read_in_every_usual_layout(layout: str, suffix: str, write: Write) -> None:
    text = layout.format("Interviewer", TURNS[0][1], "Candidate", TURNS[1][1])
    assert read_transcript(write(f"t.{suffix}", text)) == [
        ("Interviewer", TURNS[0][1]),
        ("Candidate", TURNS[1][1]),
    ]


def test_a_turn_goes_on_until_the_next_speaker(write: Write) -> None:
    path = write("t.txt", "Q: Why?\nA: Two reasons.\n\n1. Cost: low\n2. Speed\nQ: Really?\nA: Yes.")
    assert [said.text for said in read_transcript(path)] == [
        "Why?",
        "Two reasons.\n\n1. Cost: low\n2. Speed",
        "Really?",
        "Yes.",
    ]


@pytest.mark.parametrize(
    "aside",
    [
        pytest.param("Note: the router is stateless.", id="a note"),
        pytest.param("Latency budget: 200 ms.", id="a heading with a colon"),
        pytest.param(
            "The one thing I learned the hard way: measure.", id="a sentence with a colon"
        ),
        pytest.param("https://example.org is where it is: there", id="an address"),
        pytest.param("12:30 is when the batch runs", id="a time in a sentence"),
        pytest.param("**Caching:** an hour.\n**Queues:** one per tenant.", id="labels in bold"),
    ],
)
def test_a_colon_within_an_answer_stays_in_the_answer(aside: str, write: Write) -> None:
    text = f"Interviewer: Why?\nCandidate: I shard.\n{aside}\nInterviewer: And?\nCandidate: So."
    said = read_transcript(write("t.txt", text))
    assert said[1] == ("Candidate", f"I shard.\n{aside}")
    assert len(said) == 4


@pytest.mark.parametrize("word", ["Note", "Pros", "Risk", "Example"])
def test_an_aside_stays_in_the_answer_however_often_it_is_said(word: str, write: Write) -> None:
    answer = f"I shard.\n{word}: cheap.\n{word}: simple."
    text = f"Interviewer: Why?\nCandidate: {answer}\nInterviewer: And?\nCandidate: {answer}"
    assert [said.speaker for said in read_transcript(write("t.txt", text))] == [
        "Interviewer",
        "Candidate",
    ] * 2


def test_a_name_counts_as_a_speaker_by_its_second_line(write: Write) -> None:
    text = (
        "Anna Maria: Why?\nBen O'Neil (remote): So.\nAnna Maria: And?\nBen O'Neil (remote): Thus."
    )
    assert [said.speaker for said in read_transcript(write("t.txt", text))] == [
        "Anna Maria",
        "Ben O'Neil (remote)",
    ] * 2


def test_the_shortest_interview_is_one_line_each(write: Write) -> None:
    text = "Anna: Why?\nBen: Because.\nNote: it is cheap."
    assert read_transcript(write("t.txt", text)) == [
        ("Anna", "Why?"),
        ("Ben", "Because.\nNote: it is cheap."),
    ]


ONCE = "Tom: One?\nEve: A.\nAnn: {}\nEve: B.\nTom: Three?\n"


@pytest.mark.parametrize(
    ("said", "panel"),
    [pytest.param("Two?", (), id="asks"), pytest.param("Go on.", ("Ann",), id="known")],
)
def test_a_panelist_who_speaks_once_is_heard(
    said: str, panel: tuple[str, ...], write: Write
) -> None:
    heard = read_transcript(write("t.txt", ONCE.format(said)), candidate="Eve", panel=panel)
    assert [turn.speaker for turn in heard] == ["Tom", "Eve", "Ann", "Eve", "Tom"]


def test_a_question_to_oneself_stays_in_the_answer(write: Write) -> None:
    text = "Tom: One?\nEve: I ask.\nOwner: who is it?\nTom: Two?\nEve: B.\nTom: And?\nEve: C.\n"
    said = read_transcript(write("t.txt", text), candidate="Eve")
    assert [turn.speaker for turn in said] == ["Tom", "Eve"] * 3


def test_a_panelist_who_speaks_once_is_known_by_the_time(write: Write) -> None:
    text = (
        "[00:01] Interviewer: Why?\n[00:02] Candidate: I shard.\n"
        "[00:03] Grace: That key is shared.\n[00:04] Candidate: It is not."
    )
    assert [said.speaker for said in read_transcript(write("t.txt", text))] == [
        "Interviewer",
        "Candidate",
        "Grace",
        "Candidate",
    ]


BAD = [
    pytest.param("t.docx", b"PK\x03\x04", "is of kind '.docx'; read are .json, .md", id="Word"),
    pytest.param("t", "Q: a", "is of kind 'unknown'", id="no suffix"),
    pytest.param("t.txt", "", "is empty", id="an empty file"),
    pytest.param("t.json", " \n", "is empty", id="blanks only"),
    pytest.param("t.txt", b"Q: \0\1\2", "binary", id="binary"),
    pytest.param("t.srt", b"Q: \xff\xfe", ":1: is not UTF-8", id="another encoding"),
    pytest.param("t.md", b"x" * (20 * 1024 * 1024), "is larger than", id="20 MB"),
    pytest.param("t.txt", "A long essay.\nWithout anybody speaking.", "no turns", id="an essay"),
    pytest.param("t.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nhi", "no turns", id="cues of nobody"),
    pytest.param("t.vtt", "WEBVTT\n\nNOTE nothing", "no turns", id="subtitles without cues"),
    pytest.param("t.json", "[]", "no turns", id="an empty list"),
    pytest.param("t.json", "{}", "should be a list", id="an empty object"),
    pytest.param("t.json", '"words"', "should be a list", id="a string"),
    pytest.param("t.json", '{"turns": 3}', "should be a list", id="turns that are a number"),
    pytest.param("t.json", "[1]", "[0]: should be an object", id="a turn that is a number"),
    pytest.param("t.json", "{oops", "is not valid JSON", id="no JSON"),
    pytest.param("t.json", "[" * 99_999, "nested too deeply", id="a deep list"),
    pytest.param("t.json", '[{"text": "x"}]', "[0]: has no speaker", id="no speaker"),
    pytest.param("t.json", '[{"speaker": 3, "text": "x"}]', "[0]: has no speaker", id="speaker 3"),
    pytest.param(
        "t.json",
        '[{"speaker": " \\u200b", "text": "x"}]',
        "[0]: has no speaker",
        id="unseen speaker",
    ),
    pytest.param(
        "t.json",
        '[{"speaker": "candidate", "text": "x"}, {"speaker": "candidate", "text": null}]',
        "[1]: has no text",
        id="no text",
    ),
    pytest.param("t.json", '[{"speaker": "a"}]', "[0]: has no text", id="a speaker alone"),
]


def test_a_folder_is_no_transcript(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"is a folder; give a file; read are \.json, \.md"):
        read_transcript(tmp_path)


@pytest.mark.parametrize(("name", "contents", "problem"), BAD)
def test_what_is_no_transcript_is_refused_in_one_line(
    name: str, contents: str | bytes, problem: str, write: Write
) -> None:
    path = write(name, contents)
    with pytest.raises(BadFile) as caught:
        read_transcript(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert problem in message
    assert len(message.splitlines()) == 1
    assert len(message) < len(str(path)) + 160


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nobody\.txt: cannot be read"):
        read_transcript(tmp_path / "nobody.txt")


FILE_LIKE = st.text(
    st.sampled_from('QA:<v/> \n-[]{}",.0123456789\u00e9&;#*\\'), max_size=60
) | st.sampled_from(["WEBVTT\n\n00:01.000 --> 00:02.000\n<v", '[{"speaker": "a"', "1\n00:00:01,0"])


@settings(max_examples=150)
@given(FILE_LIKE, st.sampled_from(["json", "md", "txt", "vtt", "srt"]))
def test_random_files_are_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"random.{suffix}"
    path.write_text(text)
    said, message = read_or_refusal(path)
    assert len(message.splitlines()) <= 1
    assert bool(said) is not bool(message)
    assert all(turn.speaker and turn.text for turn in said)


def read_or_refusal(path: Path) -> tuple[list[Said], str]:
    try:
        return read_transcript(path), ""
    except BadFile as error:
        return [], str(error)
