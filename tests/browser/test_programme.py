"""A coach assigns a programme, a candidate holds a session of it, and both see what came of it."""

from axe_playwright_python.sync_playwright import Axe
from people import Server, Visitor, answer
from playwright.sync_api import Browser, Page, expect
from test_looks import RULES

SHORT = {"Sessions": "2", "Weeks": "2"}


def looks_right(visitor: Visitor, name: str) -> None:
    """Axe finds nothing, light and dark, and nothing scrolls sideways at 360 pixels."""
    page, size = visitor.page, visitor.page.viewport_size
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=RULES)
        assert found.response["violations"] == [], f"{name}: {found.generate_report()}"
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
    page.set_viewport_size(size or {"width": 1280, "height": 900})


def fill_in(page: Page) -> None:
    """Choose a small programme, with the keyboard where a form is opened by it."""
    for label, value in SHORT.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("A job description").fill("You own token economy and model routing.")
    page.get_by_text("Only some variants").focus()
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Levels sought").get_by_label("senior").check()
    page.get_by_role("group", name="Rounds").get_by_label("AI system design").check()
    page.get_by_role("group", name="Worlds").get_by_label("Start-up").check()
    for name in ("Joana Figueiredo", "Marit Haugland"):
        page.get_by_label(name).uncheck()


def invited(coach: Visitor, house: Server, name: str) -> str:
    coach.page.goto(f"{house.url}/coach")
    coach.page.get_by_label("Invite somebody").fill(name)
    coach.page.get_by_role("button", name="Make a link").click()
    return coach.page.get_by_label("Link").input_value()


def assign(coach: Visitor, house: Server, name: str) -> str:
    """Assign the small programme to a candidate; return the address of their programme."""
    page = coach.page
    page.goto(f"{house.url}/coach")
    page.get_by_role("link", name=f"Programme of {name}").click()
    page.get_by_role("heading", name=f"A programme for {name}").wait_for()
    fill_in(page)
    page.get_by_role("button", name=f"Assign it to {name}").click()
    expect(page.get_by_text("Assigned by you on")).to_be_visible()
    return page.url


def comes_in(chromium: Browser, link: str) -> Visitor:
    visitor = Visitor.comes(chromium, viewport={"width": 1280, "height": 900})
    visitor.page.goto(link)
    visitor.page.get_by_role("button", name="Come in").click()
    visitor.page.get_by_role("link", name="Programme", exact=True).click()
    expect(visitor.page.get_by_text("Assigned by Ada Coach on")).to_be_visible()
    return visitor


def hold_the_next(visitor: Visitor) -> None:
    """Hold the next session by the keyboard, with one question."""
    page = visitor.page
    page.get_by_label("Questions, at most").fill("1")
    page.get_by_label("Questions, at most").press("Enter")
    page.locator("#answer").wait_for()
    answer(visitor, "I would put a queue between the two and measure the lag first.")
    page.get_by_role("link", name="Open the verdict").wait_for()


def waive(page: Page, theirs: str) -> None:
    page.goto(theirs)
    page.get_by_role("link", name="finished: rate it").click()
    page.get_by_role("button", name="I do not rate this one").click()
    page.get_by_text("Decision").first.wait_for()


def test_a_programme_from_its_assignment_to_the_comparison(
    coach: Visitor, house: Server, chromium: Browser, there: list[Visitor]
) -> None:
    page = coach.page
    links = {name: invited(coach, house, name) for name in ("Grace", "Bea")}
    of_bea, theirs = assign(coach, house, "Bea"), assign(coach, house, "Grace")
    page.get_by_label("Comment, which Grace reads at once").fill("Draw before you talk.")
    page.get_by_label("What it is about").select_option("1")
    page.get_by_role("button", name="Keep the comment").click()
    expect(page.locator("#comments .said")).to_have_text("Draw before you talk.")
    looks_right(coach, "coach's page")
    page.goto(f"{theirs}/plan")
    looks_right(coach, "form")

    there += [comes_in(chromium, links[name]) for name in ("Grace", "Bea")]
    grace = there[-2].page
    expect(grace.get_by_text("Draw before you talk.")).to_be_visible()
    looks_right(there[-2], "candidate's page")
    for candidate in there[-2:]:
        hold_the_next(candidate)
    grace.goto(f"{house.url}/programme/status")
    expect(grace.get_by_text("1 of 2 sessions held")).to_be_visible()
    looks_right(there[-2], "status")

    for each in (of_bea, theirs):
        waive(page, each)
    page.goto(f"{theirs}/status")
    page.get_by_role("heading", name="Where Grace stands").wait_for()
    looks_right(coach, "coach's status")
    page.goto(f"{house.url}/coach")
    for name in ("Grace", "Bea"):
        page.get_by_label(f"Set side by side: {name}").check()
    page.get_by_role("button", name="Set candidates side by side").click()
    expect(page.get_by_role("heading", name="Comparable parts")).to_be_visible()
    expect(page.get_by_role("heading", name="too few to say")).to_be_visible()
    looks_right(coach, "comparison")

    grace.goto(invite_again(page, house, "Grace"))
    grace.get_by_role("button", name="Come in").click()
    expect(grace.get_by_text("Your coach made a new link for you")).to_be_visible()
    for path, name in (("/me", "account"), ("/me/erase", "all"), ("/programme/erase", "erase")):
        grace.goto(f"{house.url}{path}")
        looks_right(there[-2], name)
    drills(there[-2], house)
    assert [each.complaints for each in (coach, *there[-2:])] == [[], [], []]


def drills(visitor: Visitor, house: Server) -> None:
    """Drill one question with the keyboard; each page of it looks right."""
    page = visitor.page
    page.goto(f"{house.url}/drills")
    looks_right(visitor, "practice list")
    page.get_by_label("Competency", exact=True).select_option("integration")
    page.get_by_role("button", name="Drill now").press("Enter")
    page.get_by_label("Your answer").fill("I would put a queue between the two.")
    looks_right(visitor, "drill")
    page.get_by_label("Your answer").press("Control+Enter")
    expect(page.get_by_role("heading", name="What was heard")).to_be_visible()
    looks_right(visitor, "what was heard")


def invite_again(page: Page, house: Server, name: str) -> str:
    page.goto(f"{house.url}/coach")
    page.get_by_role("button", name=f"New link for {name}").click()
    return page.get_by_label("Link").input_value()
