"""The parser of PDF and Word files. It runs as a script, apart, and imports nothing of archpanel.

Its limits are set before a byte is read: memory, time, no file is written, no address is called, no
program is started. The file comes through stdin; one JSON object goes to stdout: `text` or
`problem`. Where the platform has no `resource` (Windows), time is limited by the parent alone.
"""

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

CPU_SECONDS = 5
MEMORY = 512 * 1024 * 1024
MAX_PAGES = 30
MAX_CHARACTERS = 200_000
MAX_UNPACKED = 50 * 1024 * 1024
"""Bytes of all parts of a Word file; the text of 30 pages has one million."""

MAX_PARTS = 2000
SMALLEST = 4
"""Half points; Word text below two points is not meant to be read."""

_PACKAGES = {"pypdf": "pypdf", "docx": "python-docx"}
_REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "ctypes")


class Refused(Exception):
    """The file cannot be read; the message says why, and what to do."""


def main(kind: str) -> None:
    """Parse stdin and tell the result."""
    _limit()
    sys.addaudithook(_watch)
    try:
        told = {"text": _text(kind, sys.stdin.buffer.read())}
    except Refused as error:
        told = {"problem": str(error)}
    except ImportError as error:
        told = {"problem": _missing(error)}
    except MemoryError:
        told = {"problem": "needs more memory than a paper should; export it as text."}
    except Exception as error:  # whatever a parser raises at a broken file: it is told, not hidden
        name = type(error).__name__
        told = {"problem": f"is broken, or no {kind} that can be read ({name}); export it as text."}
    sys.stdout.write(json.dumps(told))


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hardest = resource.getrlimit(what)
        most = most if hardest == resource.RLIM_INFINITY else min(most, hardest)
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of memory; the others hold
            continue


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what a parser of text has no need of."""
    writes = os.O_WRONLY | os.O_RDWR | os.O_CREAT
    opened_to_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & writes
    if event.startswith(_REFUSED) or opened_to_write:
        raise PermissionError(f"a parser may not use {event}")


def _missing(error: ImportError) -> str:
    name = _PACKAGES.get(error.name or "", error.name or str(error))
    return f"needs the package {name!r}: pip install 'archpanel[ingest]', or save it as text."


def _text(kind: str, raw: bytes) -> str:
    parts, size = [], 0
    for part in _pdf(raw) if kind == ".pdf" else _docx(raw):
        parts.append(part)
        size += len(part) + 1
        if size > MAX_CHARACTERS:
            raise Refused(f"holds more than {MAX_CHARACTERS:,} characters; keep what matters.")
    # A PDF may name half of a character.
    return "\n".join(parts).encode("utf-8", "replace").decode("utf-8")


def _pdf(raw: bytes) -> Iterator[str]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(raw))
    try:
        locked = reader.is_encrypted and not reader.decrypt("")
    except DependencyError:  # a cipher that pypdf needs another package for
        locked = True
    if locked:
        raise Refused("is locked or protected by a password; save it without one.")
    if len(reader.pages) > MAX_PAGES:
        raise Refused(f"has more than {MAX_PAGES} pages; keep what matters.")
    for page in reader.pages:
        yield page.extract_text()


def _docx(raw: bytes) -> Iterator[str]:
    _check_unpacked(raw)
    from docx import Document

    document: Any = Document(io.BytesIO(raw))
    _drop_hidden(document.element.body)
    yield from _lines(document)


def _check_unpacked(raw: bytes) -> None:
    """Refuse a bomb before anything is unpacked. No part unpacks to more than its entry says."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        entries = archive.infolist()
    if len(entries) > MAX_PARTS or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise Refused(
            f"unpacks to more than {MAX_UNPACKED // 1024**2} MB; remove the pictures, or save it "
            "as text."
        )


def _drop_hidden(body: Any) -> None:
    """Drop the runs that Word would not show."""
    unseen = f".//w:r[w:rPr[w:vanish[not(@w:val='0')] or w:sz[@w:val<{SMALLEST}]]]"
    for run in body.xpath(unseen):
        run.getparent().remove(run)


def _lines(container: Any) -> Iterator[str]:
    """Yield paragraphs and the cells of tables, in the order in which they stand."""
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in dict.fromkeys(row.cells):  # a merged cell comes more than once
                    yield from _lines(cell)
        else:
            yield block.text


if __name__ == "__main__":
    main(sys.argv[1])
