"""The report: one file that loads nothing, says the same everywhere, and tells of too few."""

import json
import re
from html.parser import HTMLParser

import pytest
from lab_room import Compare, interview, script

from archpanel.domain import Persona
from archpanel.lab.coach import CoachRating
from archpanel.lab.html import to_html
from archpanel.lab.markdown import to_markdown
from archpanel.lab.material import Interview
from archpanel.lab.plots import can_draw, draw, to_svg_file
from archpanel.lab.report import Asked, build_report
from archpanel.lab.seating import Seating
from archpanel.lab.sections import SMALLEST_P, LabReport, Section, as_json, shown

needs_plots = pytest.mark.skipif(not can_draw(), reason="needs the extra lab")


class Page(HTMLParser):
    """Words and tags of a page; what is drawn stands apart from what is said."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._drawn = self._styled = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._drawn += tag == "svg"
        self._styled += tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._drawn -= tag == "svg"
        self._styled -= tag == "style"

    def handle_data(self, data: str) -> None:
        if not self._drawn and not self._styled:
            self.said.append(data)


@pytest.fixture(scope="module")
def report() -> LabReport:
    from lab_room import run

    from archpanel.evals.small_pack import small_seats

    seats = small_seats()
    later = seats[0].model_copy(update={"version": 2, "severity": "strict", "name": "<b>Evil</b>"})
    panels = [Seating("one", seats), Seating("two", (later, *seats[1:]))]
    found = run(panels, [interview(f"i{n}", n) for n in range(6)], [script("s0"), script("s1")])
    rated = tuple(CoachRating(f"i{n}", {"ai": 3.0, "beta": 2.0}, "hire") for n in range(6))
    return build_report(found, Asked("eight interviews", seed=1, ratings=rated))


def section(report: LabReport, name: str) -> Section:
    return next(s for s in report.sections if s.id == name)


def test_the_head_says_who_sat_and_counts_every_interview_that_was_held(report: LabReport) -> None:
    about = dict(report.about)
    first = "one (first_seat v1, second_seat, third_seat)"
    assert about["Panels"] == f"{first}; two (first_seat v2, second_seat, third_seat)"
    # Six that everybody reads; two scripts, with which each of two panels holds its own.
    assert about["Material"].startswith("eight interviews: 10 interviews, ")


def test_three_who_judge_as_one_are_listed_as_people_list_names(
    compare: Compare, six: list[Interview]
) -> None:
    from archpanel.evals.small_pack import small_seats

    one = small_seats()[0]
    alike = tuple(one.model_copy(update={"id": name}) for name in ("ann", "bea", "cem"))
    told = build_report(compare([Seating("t", alike)], six), Asked("six")).findings
    line = next(line for line in told if line.startswith("ann, bea and cem gave the same level"))
    assert "Whether they ask" in line, "they may ask alike, too"


def test_the_page_loads_nothing_and_runs_nothing(report: LabReport) -> None:
    page = to_html(report)
    assert "://" not in page
    tags = Page(page).tags
    assert not [tag for tag, _ in tags if tag in ("script", "link", "img", "iframe", "object")]
    addresses = [v for _, attrs in tags for k, v in attrs.items() if k in ("src", "href")]
    assert addresses
    assert all(address and address.startswith("#") for address in addresses)
    assert "default-src 'none'" in page
    assert not re.search(r"url\((?!#)", page)


def test_words_of_a_persona_are_never_markup(report: LabReport) -> None:
    page = to_html(report)
    assert "<b>Evil" not in page
    assert "&lt;b&gt;Evil&lt;/b&gt;" in page


def test_every_number_of_the_page_is_in_the_json(report: LabReport) -> None:
    data = json.loads(json.dumps(as_json(report)))
    texts, numbers = list[str](), list[float]()
    gather(data, texts, numbers)
    known = {f"{round(n, d) + 0.0:.{d}f}" for n in numbers for d in (0, 2, 3)}
    known |= {f"{100 * n:.0f}" for n in numbers}
    known |= {n.lstrip("-") for n in known}
    known |= {str(SMALLEST_P)} if any(0 < n < SMALLEST_P for n in numbers) else set()
    said = " ".join(texts)
    strange = [
        word
        for word in re.findall(r"\d+(?:\.\d+)?", " ".join(Page(to_html(report)).said))
        if word not in known and not re.search(rf"(?<![\d.]){re.escape(word)}(?![\d])", said)
    ]
    assert strange == []


def gather(value: object, texts: list[str], numbers: list[float]) -> None:
    if isinstance(value, dict):
        for one in value.values():
            gather(one, texts, numbers)
    elif isinstance(value, list):
        for one in value:
            gather(one, texts, numbers)
    elif isinstance(value, str):
        texts.append(value)
    elif isinstance(value, int | float):
        numbers.append(value)


@needs_plots
def test_each_plot_has_a_name_a_description_and_a_table(report: LabReport) -> None:
    page = Page(to_html(report))
    drawn = [attrs for tag, attrs in page.tags if tag == "svg"]
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(drawn) >= 4
    assert len(ids) == len(set(ids))
    for attrs in drawn:
        assert attrs["role"] == "img"
        assert all(name in ids for name in (attrs["aria-labelledby"] or "").split())
    for one in report.sections:
        if svg := draw(one):
            assert one.rows
            assert f'<title id="{one.id}-title">{one.chart.title}' in svg


@needs_plots
def test_plots_follow_the_theme_of_the_page(report: LabReport) -> None:
    svg = draw(section(report, "severity"))
    assert "var(--ink)" in svg
    assert "#010101" not in svg
    alone = to_svg_file(svg)
    assert "var(" not in alone
    assert "xmlns=" in alone


def test_without_the_extra_the_page_has_its_tables(
    report: LabReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archpanel.lab.plots.can_draw", lambda: False)
    page = to_html(report)
    assert "<svg" not in page
    assert page.count("<table>") == sum(bool(s.rows) for s in report.sections)


def test_markdown_has_every_section_and_every_cell(report: LabReport) -> None:
    text = to_markdown(report)
    for one in report.sections:
        assert f"## {one.title}" in text.replace("\\", "")
    cell = section(report, "severity").rows[0][1]
    assert f"| {shown(cell)} |" in text


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("severity", ("stricter by", "spread", "late less early")),
        ("severity-by-competency", ("second_seat",)),
        ("agreement", ("second_seat",)),
        ("pairs", ("ICC(A,1)", "alpha")),
        ("coach", ("stricter by", "ICC(A,1)", "same side")),
        ("follow-ups", ("would follow up", "triggered by", "about")),
        ("risks", ("held against", "only suspected", "blocking", "about")),
        ("questions", ("open", "probe", "cross-examine", "share", "share of words")),
        ("question-mix", ("follow-ups", "triggered by", "rounds", "competencies")),
        ("moves", ("moved", "up", "down", "on words of", "read as", "about")),
        ("influence", ("verdict differs",)),
        ("panels", ("effective votes", "error correlation")),
        ("tests-1", ("difference", "p corrected")),
        ("file-1", ("field",)),
    ],
)
def test_all_that_a_coach_is_promised_is_there(
    report: LabReport, name: str, columns: tuple[str, ...]
) -> None:
    found = section(report, name)
    assert found.rows
    for column in columns:
        at = found.columns.index(column)
        assert all(len(row) == len(found.columns) for row in found.rows)
        assert any(shown(row[at]) for row in found.rows)


def test_versions_come_first_with_file_and_tests(report: LabReport) -> None:
    assert [s.id for s in report.sections[:2]] == ["file-1", "tests-1"]
    assert ("severity", "lenient", "strict") in section(report, "file-1").rows
    assert report.findings[0].startswith("In deed: first_seat v1 and first_seat v2.")


def test_coaches_stand_beside_each_persona(report: LabReport) -> None:
    coach = section(report, "coach")
    assert [row[0] for row in coach.rows][:2] == ["first_seat v1", "second_seat"]
    assert coach.rows[0][-1] != ""


def test_of_one_interview_the_report_says_that_it_is_too_few(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    told = build_report(compare([Seating("t", seats)], six[:1]), Asked("one"))
    assert told.findings[0].startswith("Too few interviews to say who is strict")
    assert "too few to say; 5 interviews are needed" in to_markdown(told)
    assert shown(section(told, "severity").rows[0][1]) == "-"
