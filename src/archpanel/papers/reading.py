"""Read a job description or a CV: txt, md, pdf or docx, to canonical text."""

import codecs
from hashlib import sha256
from pathlib import Path

from archpanel.domain import MAX_PAPER, BadFile, Paper, canonical
from archpanel.files import read_bytes
from archpanel.papers.apart import text_of

MAX_FILE = 5 * 1024 * 1024
"""Bytes; a CV with photographs has one or two million."""

KINDS = (".txt", ".md", ".pdf", ".docx")
_PLAIN = (".txt", ".md")
_BEGINS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}
_HEAD = 1024
"""A PDF may begin after a line or two of something else."""


def read_paper(path: Path) -> Paper:
    """Read a paper. PDF and Word are parsed by another process, within limits.

    What a reader cannot see is dropped where it is a character (`domain.text`), and in Word where
    it is marked as hidden or set smaller than two points. Not detected: white text, text behind a
    picture or outside of the page, and in PDF text of no size. Nothing that is said there can reach
    a score, and what is taken from a job description is shown before the first question.

    Raises:
        BadFile: in one line: not there, of another kind than its name says, too large, without
            text, or not to be parsed within the limits.
    """
    return paper_of(path, read_bytes(path, MAX_FILE))


def paper_of(path: Path, raw: bytes) -> Paper:
    """Read a paper whose bytes are there already; the path only says what it is called.

    Raises:
        BadFile: see `read_paper`.
    """
    if len(raw) > MAX_FILE:
        raise BadFile(str(path), f"has more than {MAX_FILE:,} bytes; keep what matters.")
    kind = _kind(path, raw)
    text = _decoded(path, raw) if kind in _PLAIN else text_of(path, kind, raw)
    if len(text) > MAX_PAPER:
        raise BadFile(str(path), f"holds more than {MAX_PAPER:,} characters; keep what matters.")
    text = canonical(text)
    if not text:
        raise BadFile(str(path), _no_text(kind))
    name = " ".join(canonical(path.name).split())[:255]
    return Paper(name=name or f"paper{kind}", text=text, digest=sha256(raw).hexdigest())


def _kind(path: Path, raw: bytes) -> str:
    """Return what the file is by its name, if its beginning agrees."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise BadFile(str(path), f"is of no known kind; save it as one of {known}.")
    if not raw:
        raise BadFile(str(path), "is empty.")
    begins = next((k for k, sign in _BEGINS.items() if sign in _beginning(k, raw)), "")
    if kind in _PLAIN and begins:
        raise BadFile(str(path), f"is no text, but looks like {begins}; give it that ending.")
    if kind not in _PLAIN and begins != kind:
        what = f"looks like {begins}" if begins else f"does not begin as a {kind} file does"
        raise BadFile(str(path), f"{what}; its ending should tell what it is.")
    return kind


def _beginning(kind: str, raw: bytes) -> bytes:
    return raw[:_HEAD] if kind == ".pdf" else raw[: len(_BEGINS[kind])]


def _no_text(kind: str) -> str:
    if kind in _PLAIN:
        return "is empty."
    return "has no text, perhaps only a picture of it; export it as text."


def _decoded(path: Path, raw: bytes) -> str:
    """Decode text strictly: UTF-8, or UTF-16 with the mark that Windows writes."""
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise BadFile(f"{path}:{line}", "is not UTF-8; save the file as UTF-8.") from None
    if "\0" in text:
        raise BadFile(str(path), "is a binary file; a text, PDF or Word file is needed.")
    return text
