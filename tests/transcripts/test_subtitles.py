"""Subtitles: whose voice a word is in is never mixed up, since words become evidence."""

from pathlib import Path

import pytest

from archpanel.transcripts import Said, exchanges, read_transcript

START = "00:00:01.000 --> 00:00:04.000"


def read(tmp_path: Path, text: str | bytes, suffix: str = "vtt") -> list[tuple[str, str]]:
    path = tmp_path / f"interview.{suffix}"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [(said.speaker, said.text) for said in read_transcript(path)]


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(f"{START}\n{cue}" for cue in cues)


def test_two_voices_in_one_cue_keep_their_words(tmp_path: Path) -> None:
    text = vtt("<v Anna>Why?</v> <v Ben>By tenant.</v>", "<v Anna>And?</v>\n<v Ben>So.")
    assert read(tmp_path, text) == [
        ("Anna", "Why?"),
        ("Ben", "By tenant."),
        ("Anna", "And?"),
        ("Ben", "So."),
    ]


def test_a_cue_without_a_voice_goes_on_with_the_voice_before(tmp_path: Path) -> None:
    text = vtt("<v Anna>Why</v>", "would one?", "<v Ben>By tenant", "with a router.")
    assert read(tmp_path, text) == [("Anna", "Why would one?"), ("Ben", "By tenant with a router.")]


def test_words_before_any_voice_belong_to_nobody(tmp_path: Path) -> None:
    assert read(tmp_path, vtt("[music]", "<v Ben>By tenant.")) == [("Ben", "By tenant.")]


@pytest.mark.parametrize(
    ("cue", "speaker", "words"),
    [
        pytest.param("<v.loud Ben>So.</v>", "Ben", "So.", id="a voice with a class"),
        pytest.param("<v Ben O&apos;Neil>So.", "Ben O'Neil", "So.", id="an entity in the name"),
        pytest.param(
            "<v Ben>R&amp;D &lt; 3 &#8364;", "Ben", "R&D < 3 €", id="entities in the words"
        ),
        pytest.param("<v Ben><c.yellow>So</c> <i>it</i> is.", "Ben", "So it is.", id="styles"),
        pytest.param("<v Ben>So <00:00:02.000>it is.", "Ben", "So it is.", id="a time within"),
        pytest.param("<v Ben>a < b and b > c", "Ben", "a < b and b > c", id="less and greater"),
        pytest.param("<v Ben>two\nlines", "Ben", "two lines", id="two lines"),
        pytest.param("<V Ben>So.</V>", "Ben", "So.", id="a capital tag"),
        pytest.param("<v Ben>Note: it is so.", "Ben", "Note: it is so.", id="a note"),
    ],
)
def test_a_cue_is_read_as_it_is_shown(cue: str, speaker: str, words: str, tmp_path: Path) -> None:
    assert read(tmp_path, vtt(cue)) == [(speaker, words)]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("NOTE made by a machine", id="a note"),
        pytest.param("NOTE\nof two\nlines", id="a long note"),
        pytest.param("STYLE\n::cue { color: red }", id="a style"),
        pytest.param("REGION\nid:bill", id="a region"),
        pytest.param("7", id="a cue id without a cue"),
    ],
)
def test_what_is_no_cue_is_no_speech(block: str, tmp_path: Path) -> None:
    text = (
        f"WEBVTT - an interview\nKind: captions\n\n{block}\n\n{vtt('<v Ben>So.')[8:]}\n\n{block}\n"
    )
    assert read(tmp_path, text) == [("Ben", "So.")]


def test_ids_settings_and_short_times_are_no_words(tmp_path: Path) -> None:
    text = (
        "WEBVTT\n\nfirst-cue\n00:01.000 --> 00:04.000 align:start position:0%\n<v Anna>Why?\n\n"
        "2\n100:00:05.000 --> 100:00:06.000\n<v Ben>So."
    )
    assert read(tmp_path, text) == [("Anna", "Why?"), ("Ben", "So.")]


def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    text = vtt("<v Anna>Why?", "<v Ben>Because\nof cost.").replace("\n", "\r\n")
    assert read(tmp_path, b"\xef\xbb\xbf" + text.encode()) == [
        ("Anna", "Why?"),
        ("Ben", "Because of cost."),
    ]


def test_without_voice_tags_a_line_begins_with_its_speaker(tmp_path: Path) -> None:
    text = vtt("- Interviewer: Why?\n- Candidate: Because.", "Note: it is so.", "Interviewer: And?")
    assert read(tmp_path, text) == [
        ("Interviewer", "Why?"),
        ("Candidate", "Because. Note: it is so."),
        ("Interviewer", "And?"),
    ]


def test_subrip_is_read(tmp_path: Path) -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:02,500\r\nInterviewer: <i>Why</i> shard?\r\n\r\n"
        "2\r\n00:00:03,000 --> 00:00:04,000\r\nCandidate: By tenant\r\nand region.\r\n\r\n"
        "3\r\n00:00:05,000 --> 00:00:06,000\r\nThat is all.\r\n"
    )
    assert read(tmp_path, text, "srt") == [
        ("Interviewer", "Why shard?"),
        ("Candidate", "By tenant and region. That is all."),
    ]


def test_voices_lead_to_questions_and_answers(tmp_path: Path) -> None:
    path = tmp_path / "interview.vtt"
    path.write_text(vtt("<v Anna>Why?</v><v Ben>By tenant.</v>", "<v Grace>And?", "<v Ben>So."))
    said: list[Said] = read_transcript(path)
    pairs = exchanges(said, path.name, candidate="Ben")
    assert [(p.speaker, p.question, p.answer) for p in pairs] == [
        ("Anna", "Why?", "By tenant."),
        ("Grace", "And?", "So."),
    ]
