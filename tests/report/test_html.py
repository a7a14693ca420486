"""The page is one file that loads nothing, is well formed, and never takes words for markup."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from archpanel.agents.engine import FlagReading, PointReading, Reading
from archpanel.domain import Answer, DecisionRecord, Item, Persona, Question
from archpanel.report import build_report, to_html
from archpanel.testing import ScriptedEngine

VOID = {"meta", "br", "hr", "img", "input", "link", "source", "wbr", "col", "area", "base", "embed"}
LOADING = {"src", "href", "srcset", "action", "data", "poster", "background", "xlink:href", "cite"}

HOSTILE = [
    pytest.param(
        "<script>alert('pwned by the candidate')</script> is what I would say", id="script"
    ),
    pytest.param('"><img src=x onerror="alert(1)"> closes the attribute for me', id="attribute"),
    pytest.param(
        "</blockquote></main><h1>Hire</h1> is how I would end the page", id="closing tags"
    ),
    pytest.param("{{ report.decision }} {% raw %} would be the template, I think", id="template"),
    pytest.param("&lt;b&gt; and &amp;#60;i&#62; were escaped before I said them", id="entities"),
    pytest.param('=HYPERLINK("http://evil.test","+1") is a cell of a sheet', id="formula"),
    pytest.param("# Hire\n\n**bold** [a](javascript:b) `code` | x | y | and so on", id="markdown"),
    pytest.param(
        "I say \u05e9\u05dc\u05d5\u05dd and \u202emih erih\u202c in the same breath", id="bidi"
    ),
    pytest.param(
        "<!-- what I say in here --> <![CDATA[ stays to be read ]]> as text", id="comment"
    ),
    pytest.param("<style>main{display:none}</style> would hide the whole report", id="style"),
]


class Page(HTMLParser):
    """Elements, their texts, and what is wrong with the nesting."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, list[str]]] = []
        self.wrong: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append((tag, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}, open are {[t for t, _ in self.open]}")
            return
        name, words = self.open.pop()
        self.texts.setdefault(name, []).append("".join(words))

    def handle_data(self, data: str) -> None:
        for _, words in self.open:
            words.append(data)

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


class Believes(ScriptedEngine):
    """Takes every answer as a whole for evidence of a point and of a risk, to have it quoted."""

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        end = len(answer.text)
        return Reading(
            kind="answered",
            points=(PointReading("p0", "met", 0, end, 1.0),),
            flags=(FlagReading(f"{item.id}/risk", False, 0, end, 1.0),),
            confidence=1.0,
        )


def page_of(record: DecisionRecord) -> Page:
    return Page(to_html(build_report(record)))


def test_every_tag_is_closed_where_it_was_opened(record: DecisionRecord) -> None:
    page = page_of(record)
    assert page.wrong == []
    assert page.open == []
    assert page.tags["html"] == page.tags["main"] == page.tags["h1"] == 1


def test_nothing_is_loaded_and_nothing_runs(record: DecisionRecord) -> None:
    page = page_of(record)
    loaded = [(t, n, v) for t, n, v in page.attributes if n in LOADING and not v.startswith("#")]
    assert loaded == []
    assert not {"script", "iframe", "object", "embed", "img", "link", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    (style,) = page.texts["style"]
    assert not re.search(r"url\(|@import|expression|://", style)
    assert "default-src 'none'" in next(v for v in page.values("content") if "default-src" in v)


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(
    record: DecisionRecord,
) -> None:
    page = page_of(record)
    assert [name for name, times in Counter(page.values("id")).items() if times > 1] == []
    targets = {value.removeprefix("#") for value in page.values("href")}
    targets |= set(page.values("aria-labelledby"))
    assert targets
    assert targets <= set(page.values("id"))


def test_the_table_holds_every_value_of_the_heatmap(record: DecisionRecord) -> None:
    report, page = build_report(record), page_of(record)
    rows = [row for row in page.texts["tr"] if row.strip()][1:]
    assert len(rows) == len(report.heat)
    for row, shown in zip(report.heat, rows, strict=True):
        levels = [*row.levels, row.panel]
        expected = [f"{v:.1f}" if v is not None else "not assessed" for v in levels]
        assert re.findall(r"\d\.\d|not assessed", shown) == expected
    drawn = Counter(text for text in page.texts["text"] if re.fullmatch(r"\d\.\d", text))
    known = [v for row in report.heat if row.panel is not None for v in (*row.levels, row.panel)]
    assert drawn == Counter(f"{v:.1f}" for v in known if v is not None)


def test_what_was_not_assessed_is_never_a_number(practice: DecisionRecord) -> None:
    report, page = build_report(practice), page_of(practice)
    unknown = [row for row in report.heat if row.panel is None]
    assert unknown
    for row in unknown:
        (shown,) = [line for line in page.texts["tr"] if line.strip().startswith(row.name)]
        assert not re.search(r"\d\.\d|nan|none", shown, re.IGNORECASE)
    assert "None" not in " ".join(page.texts["main"])
    assert not re.search(r"\bnan\b", " ".join(page.texts["main"]), re.IGNORECASE)


@pytest.mark.parametrize("said", HOSTILE)
def test_what_a_candidate_says_stays_text(said: str, hold: Callable[..., DecisionRecord]) -> None:
    record = hold(lambda question: said, Believes(), turns=3)
    plain = page_of(hold(lambda q: "I would say it in plain words", Believes(), turns=3))
    page = page_of(record)
    heard = record.answers[0].text
    assert "\u202e" not in heard
    assert page.wrong == []
    assert page.texts["blockquote"].count(heard) == 3  # the transcript, to the letter
    assert {n for _, n, _ in page.attributes} <= {n for _, n, _ in plain.attributes}
    if record.answers[0].flags:  # it addresses the panel, so it is no evidence
        assert set(page.tags) <= set(plain.tags)
    else:
        assert page.tags == plain.tags
        assert any(f"\u201c{heard}\u201d" in quote for quote in page.texts["blockquote"])
