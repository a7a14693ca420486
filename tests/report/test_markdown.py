"""Read by a Markdown parser, the report's words are those that were said, and nothing more."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from archpanel.domain import Answer, DecisionRecord
from archpanel.report import build_report, to_markdown, to_terminal
from archpanel.report.escaping import quoted, text

SAID = [
    "**bold** _under_ `code` ~~gone~~ and ~this~",
    "[a link](javascript:alert(1)) ![an image](http://evil.test/x.png) [ref][1] [^1]",
    "see http://evil.test/a_b_c?d=e&f=g or www.evil.test or me@evil.test",
    "<https://evil.test> <b>bold</b> <script>alert(1)</script> <!-- gone -->",
    "&lt;i&gt; &amp;#60; &nbsp; &copy;",
    "a | table | cell",
    '=HYPERLINK("http://evil.test")',
    "- a list",
    "+ another",
    "= a heading",
    "1. first",
    "12) twelfth",
    "# heading",
    "> quote",
    "--- ",
    "\\* already escaped \\\\ twice",
    "$x^2$ and {{ template }} {% tag %} @someone",
    "\u05e9\u05dc\u05d5\u05dd and 1985 was a year",
]
PARSER = MarkdownIt().enable(["table", "strikethrough"])
PLAIN = {"paragraph_open", "paragraph_close", "inline"}


def shown(tokens: list[Token]) -> str:
    """Return what a reader sees of inline tokens, line breaks as such."""
    parts = []
    for token in tokens:
        for child in token.children or ():
            breaks = child.type in ("hardbreak", "softbreak")
            parts.append("\n" if breaks else child.content)
    return "".join(parts)


def quotations(markdown: str) -> Iterator[str]:
    """Yield the text of every block quotation of a document."""
    inside: list[Token] = []
    depth = 0
    for token in PARSER.parse(markdown):
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if depth:
            inside.append(token)
        elif inside:
            yield shown(inside)
            inside = []


@pytest.mark.parametrize("said", SAID)
def test_escaped_words_are_read_as_they_were_said(said: str) -> None:
    tokens = PARSER.parse(text(said))
    assert {token.type for token in tokens} <= PLAIN
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special", "softbreak"}
    assert shown(tokens) == " ".join(said.split())


@pytest.mark.parametrize("said", SAID)
def test_no_address_is_left_that_a_reader_would_link(said: str) -> None:
    escaped = text(said)
    assert "://" not in escaped
    assert "www." not in escaped
    assert "@" not in escaped.replace("\\@", "")


@pytest.mark.parametrize("said", SAID)
def test_escaped_words_cannot_leave_a_table_cell_or_a_list(said: str) -> None:
    table = PARSER.parse(f"| a | b |\n|---|---|\n| {text(said)} | end |\n")
    cells = [t for at, t in enumerate(table) if at and table[at - 1].type == "td_open"]
    assert [shown([cell]) for cell in cells] == [" ".join(said.split()), "end"]
    bullets = [t.type for t in PARSER.parse(f"- {text(said)}\n- next")]
    assert bullets.count("list_item_open") == 2


def test_a_quoted_answer_keeps_its_lines_and_its_indent() -> None:
    code = "def f(x):\n    if x:\n\treturn {1: '*'}\n\n    # and so on\n- not a list\n> nor a quote"
    (read,) = quotations("\n".join(quoted(code)))
    assert "def f(x):\n\u00a0\u00a0\u00a0\u00a0if x:\n\u00a0return {1: '*'}" in read
    assert "- not a list\n> nor a quote" in read
    types = {token.type for token in PARSER.parse("\n".join(quoted(code)))}
    assert types == {"blockquote_open", "blockquote_close"} | PLAIN


def answered(record: DecisionRecord, said: str) -> DecisionRecord:
    first: Answer = record.answers[0].model_copy(update={"text": said})
    return record.model_copy(update={"answers": (first, *record.answers[1:])})


@pytest.mark.parametrize("said", SAID)
def test_an_answer_cannot_change_the_report_around_it(said: str, hired: DecisionRecord) -> None:
    plain, hostile = (
        to_markdown(build_report(answered(hired, words))) for words in ("Plain words.", said)
    )
    before, after = PARSER.parse(plain), PARSER.parse(hostile)
    assert [token.type for token in after] == [token.type for token in before]
    assert " ".join(said.split()) in list(quotations(hostile))


def test_names_of_content_files_are_escaped_too(hired: DecisionRecord) -> None:
    evil = "A | B <b>*c*</b>"
    role = hired.role.model_copy(
        update={
            "name": evil,
            "competencies": tuple(
                c.model_copy(update={"name": evil}) for c in hired.role.competencies
            ),
        }
    )
    personas = tuple(p.model_copy(update={"name": evil, "role": evil}) for p in hired.personas)
    renamed = hired.model_copy(update={"role": role, "personas": personas})
    tokens = PARSER.parse(to_markdown(build_report(renamed)))
    assert [t.type for t in tokens] == [
        t.type for t in PARSER.parse(to_markdown(build_report(hired)))
    ]
    assert not [t for t in tokens if t.type == "html_block"]
    inline = {child.type for t in tokens for child in t.children or ()}
    assert not inline & {"html_inline", "link_open", "em_open", "image"}


def test_every_report_is_sound_markdown(record: DecisionRecord) -> None:
    tokens = PARSER.parse(to_markdown(build_report(record)))
    rows = [t for t in tokens if t.type == "tr_open"]
    cells = [t for t in tokens if t.type in ("td_open", "th_open")]
    assert len(rows) > len(record.verdict.axes)
    assert len(cells) > 5 * len(record.verdict.axes)
    assert "None" not in to_markdown(build_report(record))


def test_a_terminal_names_seats_by_first_names_unless_two_are_alike(hired: DecisionRecord) -> None:
    report = build_report(hired)
    own = replace(report, seats=("Ada Okafor", "Bo Lind", "Cy Roe"))
    assert "| Competency | Panel | Ada | Bo | Cy |" in to_terminal(own)
    assert "| Competency | Panel | Ada Okafor | Bo Lind | Cy Roe |" in to_markdown(own)
    alike = replace(report, seats=("Ada Okafor", "Ada Lind", "Cy Roe"))
    assert "| Ada Okafor | Ada Lind | Cy Roe |" in to_terminal(alike)
