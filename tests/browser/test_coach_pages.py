"""A coach in a real browser: notes while somebody answers, and personas of their own."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Server, Visitor, answer, sit_down
from playwright.sync_api import Browser, expect
from test_looks import RULES

NOTE = "Names the trade-off before being asked, and"


@pytest.fixture
def candidate(coach: Visitor, house: Server, chromium: Browser, there: list[Visitor]) -> Visitor:
    """Somebody whom the coach invited, in a browser of their own."""
    coach.page.goto(f"{house.url}/coach")
    coach.page.get_by_label("Invite somebody").fill("Grace")
    coach.page.get_by_role("button", name="Make a link").click()
    link = coach.page.get_by_label("Link").input_value()
    there.append(Visitor.comes(chromium))
    there[-1].page.goto(link)
    there[-1].page.get_by_role("button", name="Come in").click()
    return there[-1]


def test_a_note_that_is_being_written_outlives_whatever_the_stream_brings(
    coach: Visitor, candidate: Visitor, house: Server
) -> None:
    room = sit_down(candidate, house, turns=3)
    coach.page.goto(room)
    coach.page.locator("article.now[data-question=q1]").wait_for()
    note, on = (
        coach.page.get_by_label("Note", exact=True),
        coach.page.get_by_label("Which question"),
    )
    coach.page.get_by_label("Show to the candidate").check()
    note.fill(NOTE)
    for n in (1, 2):
        answer(candidate, f"Answer number {n}: I would measure first.")
        coach.page.locator(f"article.now[data-question=q{n + 1}]").wait_for()
        expect(coach.page.locator(f"#talk #q{n}")).to_contain_text(f"Answer number {n}")
    expect(on.locator("option")).to_have_count(3)
    expect(on).to_have_value("q1")
    expect(note).to_be_focused()
    coach.page.keyboard.type(" goes on.")
    expect(note).to_have_value(f"{NOTE} goes on.")
    expect(coach.page.get_by_label("Show to the candidate")).to_be_checked()
    coach.page.get_by_role("button", name="Keep the note").click()
    kept = coach.page.locator("#notes .note")
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text(f"{NOTE} goes on.")
    candidate.page.reload()
    candidate.page.locator("#answer").wait_for()
    assert NOTE not in candidate.saw(), "it is shown after the verdict"
    assert coach.complaints == candidate.complaints == []


def looks_right(visitor: Visitor) -> None:
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        found = Axe().run(visitor.page, options=RULES)
        assert found.response["violations"] == [], found.generate_report()


def test_a_persona_is_edited_mended_saved_and_compared(coach: Visitor, house: Server) -> None:
    page = coach.page
    page.goto(f"{house.url}/personas/startup_cto")
    page.get_by_role("link", name="Make another one of it").click()
    name, background = page.get_by_label("Name", exact=True), page.get_by_label("Background")
    share = page.locator(".percent").first
    well, percent = background.input_value(), share.input_value()
    name.fill("Ines Editor")
    background.fill("too short")
    share.fill("99")
    expect(page.locator("#total")).to_contain_text("not 100 yet")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems")).to_contain_text("nothing that you typed is lost")
    expect(background).to_have_attribute("aria-invalid", "true")
    typed = [box.input_value() for box in (name, background, share)]
    assert typed == ["Ines Editor", "too short", "99"]
    looks_right(coach)
    background.fill(well)
    share.fill(percent)
    expect(page.locator("#total")).to_contain_text("as it should be")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Ines Editor", exact=True).wait_for()
    looks_right(coach)
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Severity").select_option("strict")
    page.get_by_role("button", name="Save as version 2").click()
    page.get_by_role("link", name="what it changed in version 2").click()
    row = page.get_by_role("row", name="severity")
    expect(row.get_by_role("cell")).to_have_text(["even", "strict"])
    expect(page.locator(".diff .plus", has_text="severity")).to_have_text("+severity: strict")
    looks_right(coach)
    (told,) = coach.complaints  # browsers note whatever was refused
    assert "422" in told


def test_who_saves_over_a_newer_version_sees_both_and_loses_neither(
    coach: Visitor, house: Server
) -> None:
    page, other = coach.page, coach.another_tab().page
    page.goto(f"{house.url}/personas/new?from=startup_cto")
    page.get_by_label("Name", exact=True).fill("Twice Edited")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("heading", name="Twice Edited", exact=True).wait_for()
    address = page.url
    for tab, severity in ((page, "strict"), (other, "lenient")):
        tab.goto(f"{address}/edit")
        tab.get_by_label("Severity").select_option(severity)
    page.get_by_role("button", name="Save as version 2").click()
    page.get_by_role("heading", name="Twice Edited", exact=True).wait_for()
    other.get_by_role("button", name="Save as version 2").click()
    other.get_by_role("heading", name="Another version came first").wait_for()
    expect(other.get_by_label("Yours, not saved yet")).to_have_value(
        re.compile("severity: lenient")
    )
    other.get_by_role("button", name="Save mine as version 3").click()
    other.get_by_role("heading", name="Twice Edited", exact=True).wait_for()
    expect(other.get_by_text("Yours, version 3")).to_be_visible()
