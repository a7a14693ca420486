"""A job description on the way into the room: what is made of it, and then the room."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from people import Server, Visitor
from test_looks import RULES

JOB = (
    "AI Architect\n"
    "Together with the data protection officer you turn the GDPR into requirements for teams.\n"
    "You run the platform in the cloud on which all of our teams build and deploy their services.\n"
    "Thirty days of holiday, good coffee and a bicycle for everybody who joins us.\n"
)


def fill_in(visitor: Visitor, house: Server) -> None:
    visitor.page.goto(f"{house.url}/start?preset=mixed")
    visitor.page.get_by_label("Questions, at most").fill("1")
    visitor.page.get_by_text("Job description and CV").click()
    visitor.page.get_by_label("Job description", exact=True).fill(JOB)
    visitor.page.get_by_role("button", name="Sit down before the panel").click()
    visitor.page.get_by_role("heading", name="What the panel takes").wait_for()


def test_it_is_shown_what_is_taken_and_then_the_room_opens(coach: Visitor, house: Server) -> None:
    fill_in(coach, house)
    section = coach.page.locator("#job")
    assert section.evaluate("element => element === document.activeElement")
    assert section.evaluate("element => element.getBoundingClientRect().top < innerHeight")
    assert "Privacy and compliance" in section.inner_text()
    coach.page.get_by_text("Lines that came to nothing").click()
    assert "Thirty days of holiday" in section.inner_text()
    coach.page.get_by_role("button", name="Sit down before the panel").click()
    coach.page.get_by_label("Your answer").wait_for()
    assert coach.complaints == []


def test_it_is_fit_for_everybody(comes: Callable[..., Visitor], house: Server) -> None:
    visitor = comes(viewport={"width": 360, "height": 740}, color_scheme="dark")
    fill_in(visitor, house)
    visitor.page.get_by_text("Lines that came to nothing").click()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360
    found = Axe().run(visitor.page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
