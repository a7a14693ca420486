"""The verdict in a browser: evidence leads to its turn, and a turn is answered again."""

import pytest
from people import Server, Visitor, answer_again, sit_down

SAID = "I would measure the latency first, and put a queue between the two."


@pytest.fixture
def verdict(coach: Visitor, house: Server) -> Visitor:
    """The coach before a verdict of their own."""
    sit_down(coach, house, turns=1)
    coach.page.get_by_label("Your answer").fill(SAID)
    coach.page.get_by_role("button", name="Send").click()
    coach.page.get_by_role("link", name="Open the verdict").click()
    coach.page.get_by_role("heading", name="Why", exact=True).wait_for()
    return coach


def test_a_turn_is_answered_again_and_what_changed_is_shown(verdict: Visitor) -> None:
    first = verdict.page.url
    verdict.page.get_by_text("Answer q1 again").last.click()
    assert verdict.page.get_by_label("Your answer to q1").input_value() == SAID
    verdict.page.reload()
    answer_again(verdict, "I would ask who needs it, and by when.")
    main = verdict.page.locator("main").inner_text()
    assert SAID in main
    assert "I would ask who needs it, and by when." in main
    verdict.page.get_by_role("link", name="The verdict before").click()
    assert verdict.page.url == first
    assert verdict.complaints == []


def test_a_drill_opens_the_form_of_its_turn(coach: Visitor, house: Server) -> None:
    sit_down(coach, house, turns=1)
    coach.page.get_by_role("button", name="Pass").click()
    coach.page.get_by_role("link", name="Open the verdict").click()
    coach.page.locator('.card a[href="#again-q1"]').first.click()
    assert coach.page.get_by_label("Your answer to q1").is_visible()


def test_the_report_is_downloaded_and_not_opened(verdict: Visitor) -> None:
    with verdict.page.expect_download() as coming:
        verdict.page.get_by_role("link", name="HTML").click()
    assert coming.value.suggested_filename.endswith(".html")


def test_printed_it_is_the_report_alone(verdict: Visitor) -> None:
    verdict.page.emulate_media(media="print")
    for gone in (".top", ".foot", ".tools", ".again"):
        for part in verdict.page.locator(gone).all():
            assert not part.is_visible()
    assert verdict.page.get_by_role("heading", name="Transcript").is_visible()


def test_on_a_phone_wide_content_scrolls_in_its_box(verdict: Visitor) -> None:
    verdict.page.set_viewport_size({"width": 360, "height": 740})
    heat = verdict.page.get_by_role("region", name="Heatmap")
    scrolls = "box => box.scrollWidth > box.clientWidth"
    assert heat.count() == 0 or heat.evaluate(scrolls)
    assert verdict.page.get_by_role("region", name="Table of levels").evaluate(scrolls)
    assert verdict.page.evaluate("document.documentElement.scrollWidth") <= 360
