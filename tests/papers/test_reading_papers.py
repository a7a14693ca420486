"""Papers of strangers: what can be read is read, and the rest costs one line."""

import hashlib
import os
from pathlib import Path

import pytest

from archpanel.domain import LONGEST_EXCERPT, MAX_PAPER, BadFile
from archpanel.papers import MAX_FILE, read_paper

WORDS = "We run retrieval for 40 clinics. You own the evaluation of our assistants."


def paper(folder: Path, name: str, contents: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
    return file


def refusal(file: Path) -> str:
    with pytest.raises(BadFile) as caught:
        read_paper(file)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(str(file))
    return str(caught.value)


@pytest.mark.parametrize("name", ["job.txt", "job.md", "JOB.TXT"])
def test_text_and_markdown_are_read_as_they_are(tmp_path: Path, name: str) -> None:
    read = read_paper(paper(tmp_path, name, WORDS))
    assert (read.name, read.text) == (name, WORDS)
    assert read.digest == hashlib.sha256(WORDS.encode()).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_editors_save_is_read(tmp_path: Path, encoding: str) -> None:
    words = "Zürich: Lösungen für Ärzte.\r\nZweite Zeile."
    read = read_paper(paper(tmp_path, "job.txt", words.encode(encoding)))
    assert read.text == "Zürich: Lösungen für Ärzte.\nZweite Zeile."


def test_what_nobody_can_see_is_dropped(tmp_path: Path) -> None:
    file = paper(tmp_path, "cv.txt", "Built\u200b it.\U000e0041\x07 Ran it.\ue000")
    assert read_paper(file).text == "Built it. Ran it."


@pytest.mark.parametrize(
    ("name", "contents", "told"),
    [
        ("cv.txt", b"", "is empty"),
        ("cv.txt", b" \n\t ", "is empty"),
        ("cv.txt", "\ufeff\u200b".encode(), "is empty"),
        ("cv.pdf", b"", "is empty"),
        ("cv.txt", b"a\0b", "binary"),
        ("cv.txt", b"one\nM\xfcller", r"cv.txt:2: is not UTF-8"),
        ("cv.doc", b"words", "save it as one of .txt, .md, .pdf, .docx"),
        ("cv", b"words", "save it as one of"),
        ("cv.txt", b"%PDF-1.7 ...", "looks like .pdf"),
        ("cv.md", b"PK\x03\x04...", "looks like .docx"),
        ("cv.pdf", b"PK\x03\x04...", "looks like .docx"),
        ("cv.docx", b"%PDF-1.7 ...", "looks like .pdf"),
        ("cv.docx", b"plain words", "does not begin as a .docx file does"),
        ("cv.pdf", b"plain words", "does not begin as a .pdf file does"),
        ("cv.txt", b"x" * (MAX_FILE + 1), "is larger than 5120 KB"),
        ("cv.txt", b"word " * (MAX_PAPER // 5 + 1), "more than 200,000 characters"),
    ],
)
def test_what_is_no_paper_is_told_in_one_line(
    tmp_path: Path, name: str, contents: bytes, told: str
) -> None:
    assert told in refusal(paper(tmp_path, name, contents))


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").mkdir()
    assert "cannot be read" in refusal(tmp_path / "cv.txt")
    assert "No such file" in refusal(tmp_path / "job.txt")


def test_the_name_does_not_tell_where_the_file_lies(tmp_path: Path) -> None:
    assert os.sep not in read_paper(paper(tmp_path, "job.txt", WORDS)).name


def test_a_long_paper_is_kept_whole_and_cut_for_a_prompt(tmp_path: Path) -> None:
    short = read_paper(paper(tmp_path, "short.txt", WORDS))
    assert (short.excerpt, short.is_cut) == (WORDS, False)
    long = read_paper(paper(tmp_path, "long.txt", "word " * 10_000))
    assert len(long.text) == 49_999
    assert long.is_cut
    assert long.excerpt.endswith("[Cut here: 20,000 of 49,999 characters.]")
    assert len(long.excerpt) < LONGEST_EXCERPT + 60
