"""Every page by axe, at 360 pixels, and in the dark."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Server, Visitor, answer, answer_again, compare_in_the_lab, sit_down
from playwright.sync_api import Browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def pages(house: Server, chromium: Browser) -> Iterator[dict[str, str]]:
    """Addresses of all pages, with something on each."""
    visitor = Visitor.comes(chromium, storage_state=house.login)
    open_room = sit_down(visitor, house)
    done = sit_down(visitor, house, turns=1)
    visitor.page.get_by_label("Your answer").fill("I would measure first.")
    visitor.page.get_by_role("button", name="Send").click()
    visitor.page.get_by_role("link", name="Open the verdict").click()
    verdict = visitor.page.url
    changed = answer_again(visitor, "I would ask who needs it first.")
    yield {
        "rooms": house.url,
        "start": f"{house.url}/start",
        "room": open_room,
        "finished room": done,
        "verdict": verdict,
        "change": changed,
        "candidates": f"{house.url}/coach",
        "account": f"{house.url}/me",
        "agreement": f"{house.url}/coach/agreement",
        "lab": f"{house.url}/coach/lab",
        "lab report": compare_in_the_lab(visitor, house),
        "erase": done + "/erase",
        "nowhere": f"{house.url}/nowhere",
        "enter": f"{house.url}/enter",
    }
    visitor.page.context.close()


PAGES = (
    "rooms", "start", "room", "finished room", "verdict", "change",
    "candidates", "account", "agreement", "lab", "lab report", "erase", "nowhere", "enter",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    comes: Callable[..., Visitor], pages: dict[str, str], name: str, scheme: str
) -> None:
    visitor = comes(color_scheme=scheme)
    visitor.page.goto(pages[name])
    found = Axe().run(visitor.page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_360_pixels(
    comes: Callable[..., Visitor], pages: dict[str, str], name: str
) -> None:
    visitor = comes(viewport={"width": 360, "height": 740})
    visitor.page.goto(pages[name])
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_nothing_moves_where_motion_is_not_wanted(coach: Visitor, house: Server) -> None:
    coach.page.emulate_media(reduced_motion="reduce")
    sit_down(coach, house)
    answer(coach, "I would measure first.")
    moving = "[...document.getAnimations()].filter(a => a.playState === 'running').length"
    assert coach.page.evaluate(moving) == 0
