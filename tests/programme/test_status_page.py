"""The page of a programme: it loads nothing, its pictures are right, and tables say the same."""

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from half_way import EVERYBODY, PACK, START, WEAK, half_way, kept, seen

from archpanel.domain import UnknownName
from archpanel.programme.cells import PLACE_HEAD
from archpanel.programme.drawing import CURVE_HIGH, WIDE, Scale, curve, staircase, whiskers
from archpanel.programme.html import body_style, to_body, to_html
from archpanel.programme.overview import Ground, overview
from archpanel.programme.targets import Target
from archpanel.programme.wording import head_line

NASTY = '</p><script>alert("x")</script>&'


def named_by_somebody(many: int = 6) -> str:
    standing = half_way(many)
    target = Target(NASTY, {WEAK: 1.0})
    standing = replace(standing, kept=replace(standing.kept, targets=(target,)))
    return to_html(overview(standing, PACK, EVERYBODY, START))


class Words(HTMLParser):
    """Collects the text of a page, and the classes that it uses."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.classes = "", set[str]()
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.text += f" {data.strip()}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.classes |= set((dict(attrs).get("class") or "").split())


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = named_by_somebody()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r"(?<!-)\b(?:src|href)\s*=|url\(|@import", page) == []
    assert "default-src 'none'" in page


@pytest.mark.parametrize("many", [0, 1, 6, 12])
def test_the_sections_stand_on_a_page_that_forbids_styles_within_it(many: int) -> None:
    body = str(to_body(seen(many)))
    assert "<style" not in body
    assert not re.search(r"\sstyle\s*=|\son\w+\s*=", body)
    styled = set(re.findall(r"\.([a-z][a-z-]*)", body_style()))
    plain = {"n", "card", "axis", "named", "state"}
    assert Words(body).classes - styled - plain == set()
    assert all(
        part.startswith((".programme", ".stacked", "@media")) for part in rules(body_style())
    )


def rules(sheet: str) -> list[str]:
    selectors = re.findall(r"([^{}]+)\{", sheet)
    return [one.strip() for some in selectors for one in some.split(",") if one.strip()]


@pytest.mark.parametrize("many", [0, 6, 12])
def test_every_picture_has_a_name_and_is_well_formed(many: int) -> None:
    body = str(to_body(seen(many)))
    for head in re.findall(r'data-head="([^"]*)"', body):
        assert head in PLACE_HEAD
    pictures = re.findall(r"<svg.*?</svg>", body, re.DOTALL)
    for picture in map(ET.fromstring, pictures):
        assert picture.get("aria-label") or picture.get("aria-hidden") == "true"
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


def test_the_page_says_all_that_the_status_knows() -> None:
    found = seen(6)
    text = Words(to_html(found)).text
    assert head_line(found) in text
    for line in (*found.lines, found.adaptability):
        assert line is not None
        assert line.name in text
        assert f"{line.trend.mean:.2f}" in text
    for ground in found.grounds:
        assert all(one.day.isoformat() in text for one in ground.evidence)
        assert all(what[1:] in text for what in ground.ready.missing)
    assert found.next is not None
    assert f"Session {found.next.planned.n} of 12" in text
    assert "In no session" not in text


def test_before_the_first_session_it_says_so_and_after_the_last_one_too() -> None:
    before, after = (Words(to_html(seen(many))).text for many in (0, 12))
    for told in ("Nothing was assessed yet", "No session had a surprise yet", "Not rehearsed yet"):
        assert told in before
        assert told not in after
    assert "All 12 sessions are held" in after
    assert "245 of 245 pairs of variants met" in after


def test_cells_do_not_overlap_and_stay_within_the_picture() -> None:
    drawn = staircase(seen(6).coverage, PACK)
    assert len({(one.x, one.y) for one in drawn.squares}) == len(drawn.squares) == 245
    for one in drawn.squares:
        assert 0 <= one.x <= WIDE - one.size + 1e-9
        assert 0 <= one.y <= drawn.height - one.size
    size = drawn.squares[0].size
    across = sorted({one.x for one in drawn.squares})
    assert all(b - a >= size - 1e-9 for a, b in pairwise(across))


def test_a_higher_level_lies_higher_and_the_mean_within_its_interval() -> None:
    for line in seen(6).lines:
        drawn = curve(line, 12, PACK.top)
        assert [x for x, _ in drawn.dots] == sorted({x for x, _ in drawn.dots})
        for point, (_, y) in zip(line.points, drawn.dots, strict=True):
            assert 0 < y < CURVE_HIGH
            assert drawn.bar is not None
            assert line.bar is not None
            assert (y < drawn.bar) == (point.level > line.bar)
        if drawn.low is not None:
            assert drawn.high is not None
            assert drawn.high <= drawn.mean <= drawn.low, "heights go from above"


def test_what_lies_beyond_the_scale_lies_on_its_end() -> None:
    scale = Scale(0.0, 100.0, 5)
    assert [scale.at(level) for level in (0.2, 1, 3, 5, 5.7)] == [0, 0, 50, 100, 100]


def test_both_depths_of_each_world_and_view_are_beside_their_bar() -> None:
    drawn = whiskers(seen(12).grounds, PACK.top)
    assert len(drawn.heads) == 4
    assert len(drawn.rows) == 8
    for row in drawn.rows:
        assert row.mean is not None
        assert row.axis.trend is not None
        assert (row.mean > row.bar) == (row.axis.trend.mean > row.axis.bar)


def test_another_level_moves_the_bar_and_one_that_is_not_there_is_told() -> None:
    senior, principal = seen(6).lines[0].bar, seen(6, "principal").lines[0].bar
    assert (senior, principal) == (3.0, 3.8)
    with pytest.raises(UnknownName, match="senoir"):
        seen(6, "senoir")


def test_a_run_of_sessions_ends_with_a_long_gap() -> None:
    standing = half_way(6)
    last = standing.held[-1].day
    assert standing.running(last) == 6
    assert standing.running(last + timedelta(weeks=2)) == 6
    assert standing.running(last + timedelta(weeks=9)) == 0
    broken = (*standing.held[:3], *standing.held[4:])
    late = replace(standing, held=tuple(
        replace(one, day=one.day + timedelta(weeks=8 * (n > 2))) for n, one in enumerate(broken)
    ))  # fmt: skip
    assert late.running(late.held[-1].day) == 2
    assert replace(standing, held=()).running(last) == 0
    assert len(kept().sessions) == 12


def test_where_a_session_is_not_rated_the_bar_is_never_said_to_be_met() -> None:
    standing = half_way(4)
    there = standing.held[0].sitting
    strong = tuple(
        replace(one, sitting=there, axes=dict.fromkeys(PACK.axes, 5.0), failed=())
        for one in standing.held
    )
    held, last = replace(standing, held=strong), strong[-1].session

    def ground(*unrated: str) -> Ground:
        found = overview(held, PACK, EVERYBODY, START, unrated=unrated)
        here = (there.world, there.view)
        return next(g for g in found.grounds if (g.ready.world, g.ready.view) == here)

    assert ground().ready.state == "met"
    hidden = ground(last)
    assert {hidden.ready.state, *(axis.state for axis in hidden.ready.axes)} == {"unrated"}
    assert last not in {one.session for one in hidden.evidence}
    assert {axis.trend and len(axis.trend.levels) for axis in hidden.ready.axes} == {3}
    assert ground(*(one.session for one in strong)).ready.state == "unrated"
