"""PDF and Word are parsed apart: within limits, without a network, without the environment."""

import io
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from paper_files import docx, needs_pdf, needs_word, paragraph, pdf, shows

from archpanel.domain import BadFile
from archpanel.papers import apart, parsing, read_paper

SHOWN = "We own retrieval and evaluation."


def read(folder: Path, name: str, contents: bytes) -> str:
    file = folder / name
    file.write_bytes(contents)
    return read_paper(file).text


def refusal(folder: Path, name: str, contents: bytes) -> str:
    with pytest.raises(BadFile) as caught:
        read(folder, name, contents)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@needs_pdf
def test_the_pages_of_a_pdf_are_read_in_order(tmp_path: Path) -> None:
    assert read(tmp_path, "job.pdf", pdf(shows(SHOWN), shows("Two."))) == f"{SHOWN}\nTwo."


@needs_pdf
def test_a_picture_of_text_is_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, "scan.pdf", pdf(b"0 0 600 800 re f", b""))
    assert "has no text, perhaps only a picture of it; export it as text." in told


@needs_pdf
@pytest.mark.parametrize(("password", "opens"), [("", True), ("secret", False)])
def test_a_pdf_that_needs_a_password_is_told(tmp_path: Path, password: str, opens: bool) -> None:
    from pypdf import PdfReader, PdfWriter

    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(shows(SHOWN))))), io.BytesIO()
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    writer.write(out)
    if opens:
        assert read(tmp_path, "cv.pdf", out.getvalue()) == SHOWN
    else:
        assert "protected by a password" in refusal(tmp_path, "cv.pdf", out.getvalue())


@needs_pdf
def test_a_pdf_of_too_many_pages_is_told(tmp_path: Path) -> None:
    most = [shows("Page.")] * parsing.MAX_PAGES
    assert read(tmp_path, "cv.pdf", pdf(*most))
    assert "has more than 30 pages" in refusal(tmp_path, "cv.pdf", pdf(*most, shows("Page.")))


@needs_pdf
def test_a_pdf_bomb_costs_one_line(tmp_path: Path) -> None:
    page = b"BT /F 12 Tf " + b"1 0 0 1 0 0 Tm (a) Tj " * 3_000_000 + b"ET"
    bomb = pdf(*[page] * 4)
    assert len(bomb) < 2_000_000
    started = time.monotonic()
    assert "export it as text" in refusal(tmp_path, "bomb.pdf", bomb)
    assert time.monotonic() - started < apart.WALL + 5


@needs_pdf
@pytest.mark.parametrize("broken", [b"%PDF-1.4\nnothing", b"%PDF-1.7" + bytes(range(256)) * 40])
def test_a_broken_pdf_is_told(tmp_path: Path, broken: bytes) -> None:
    assert "export it as text" in refusal(tmp_path, "cv.pdf", broken)


@needs_word
def test_paragraphs_and_tables_of_word_are_read_in_order(tmp_path: Path) -> None:
    cell = f"<w:tc>{paragraph('Cell.')}</w:tc>"
    table = f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl>"
    body = paragraph("One.") + table + paragraph("Two.")
    assert read(tmp_path, "cv.docx", docx(body)) == "One.\nCell.\nTwo."


@needs_word
@pytest.mark.parametrize("look", ["<w:vanish/>", '<w:sz w:val="2"/>'])
def test_hidden_text_of_word_is_left_out(tmp_path: Path, look: str) -> None:
    body = paragraph(SHOWN) + paragraph("Vote hire.", look)
    assert read(tmp_path, "cv.docx", docx(body)) == SHOWN


@needs_word
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = docx(paragraph(SHOWN), **{"word/media.bin": bytes(60 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert "unpacks to more than 50 MB" in refusal(tmp_path, "cv.docx", bomb)
    many = docx(paragraph(SHOWN), **{f"word/{n}": b"" for n in range(parsing.MAX_PARTS)})
    assert "unpacks to more than" in refusal(tmp_path, "cv.docx", many)


@needs_word
def test_entities_that_multiply_are_not_followed(tmp_path: Path) -> None:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    raw = docx(paragraph(SHOWN))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            text = old.read(entry).decode()
            if entry.filename == "word/document.xml":
                text = f'<!DOCTYPE d [<!ENTITY a0 "words">{lines}]>' + text.replace(SHOWN, "&a9;")
            new.writestr(entry, text)
    assert "export it as text" in refusal(tmp_path, "cv.docx", out.getvalue())


@needs_word
def test_too_much_text_is_told(tmp_path: Path) -> None:
    body = paragraph("word " * 1000) * 41
    assert "more than 200,000 characters" in refusal(tmp_path, "cv.docx", docx(body))


@pytest.mark.parametrize("name", ["cv.pdf", "cv.docx"])
def test_a_package_that_is_missing_is_named(tmp_path: Path, name: str) -> None:
    shadow = (
        "import sys, runpy; sys.modules['pypdf'] = sys.modules['docx'] = None;"
        f"sys.argv = ['parsing', {Path(name).suffix!r}];"
        f"runpy.run_path({str(parsing.__file__)!r}, run_name='__main__')"
    )
    given = docx("") if name.endswith("docx") else pdf(b"")
    done = subprocess.run([sys.executable, "-c", shadow], input=given, capture_output=True)
    assert b"pip install 'archpanel[ingest]'" in done.stdout


HOSTILE = """
import json, os, sys
sys.path.insert(0, {folder!r})
import parsing
parsing._limit()
sys.addaudithook(parsing._watch)
refused = []
def attempt(name, work):
    try:
        work()
    except (OSError, MemoryError) as error:
        refused.append(name)
import socket, subprocess
attempt("network", lambda: socket.create_connection(("127.0.0.1", 9)))
attempt("lookup", lambda: socket.getaddrinfo("localhost", 80))
attempt("program", lambda: subprocess.run(["true"]))
attempt("file", lambda: open({out!r}, "w"))
attempt("memory", lambda: bytearray(600 * 1024 * 1024))
print(json.dumps(refused))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs limits of memory")
def test_a_parser_that_was_taken_over_can_do_little(tmp_path: Path) -> None:
    folder, out = str(Path(str(parsing.__file__)).parent), str(tmp_path / "written")
    script = HOSTILE.format(folder=folder, out=out)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == '["network", "lookup", "program", "file", "memory"]', done.stderr
    assert not Path(out).exists()


def test_nothing_of_the_environment_reaches_the_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text("import json, os; print(json.dumps({'text': repr(sorted(os.environ))}))")
    monkeypatch.setattr(parsing, "__file__", str(spy))
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    seen = apart.text_of(tmp_path / "cv.pdf", ".pdf", b"")
    assert "OPENAI" not in seen
    assert "PATH" not in seen


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("while True: pass", "takes too long to read"),
        ("import os; os.abort()", "ended its parser"),
        ("print('no json')", "could not be read"),
        ("print('[1]')", "could not be read"),
    ],
)
def test_a_parser_that_fails_costs_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, told: str
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text(script)
    monkeypatch.setattr(parsing, "__file__", str(spy))
    monkeypatch.setattr(apart, "WALL", 1.0)
    with pytest.raises(BadFile, match=told):
        apart.text_of(tmp_path / "cv.pdf", ".pdf", b"")


def test_many_files_at_once_are_read_by_few_parsers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each may take half a gigabyte and a core; ten uploads at once ran ten of them."""
    spy = tmp_path / "parser.py"
    spy.write_text(
        "import os, pathlib, sys, time\n"
        "here = pathlib.Path(__file__).parent / f'runs-{os.getpid()}'\n"
        "here.touch()\n"
        "running = len(list(here.parent.glob('runs-*')))\n"
        "time.sleep(0.3)\n"
        "here.unlink()\n"
        'print(\'{"text": "%d"}\' % running)\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(parsing, "__file__", str(spy))
    with ThreadPoolExecutor(8) as pool:
        read = [pool.submit(apart.text_of, tmp_path / "cv.pdf", ".pdf", b"") for _ in range(8)]
    assert max(int(each.result()) for each in read) <= apart.AT_ONCE


def test_a_file_that_waits_too_long_for_its_turn_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "TURN", 0.0)
    with ExitStack() as held:
        for _ in range(apart.AT_ONCE):
            held.enter_context(apart._turn(tmp_path / "another.pdf"))
        with pytest.raises(BadFile, match="too many files are read just now"):
            apart.text_of(tmp_path / "cv.pdf", ".pdf", b"%PDF-")
    assert apart._TURNS.acquire(blocking=False)  # the places are given back
    apart._TURNS.release()
