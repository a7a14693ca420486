"""A candidate before the panel, in a real browser."""

import re
from collections.abc import Callable

import pytest
from people import PATIENCE, Server, Visitor, answer, enter, set_up, sit_down
from playwright.sync_api import Browser, Route, expect

SAID = "I would put a queue between the two, measure the p95 latency, and make retries idempotent."


def test_an_interview_by_keyboard_alone(coach: Visitor, house: Server) -> None:
    sit_down(coach, house)
    keys = coach.page.keyboard
    for number in (1, 2):
        coach.page.locator(f"article.now[data-question=q{number}]").wait_for()
        coach.page.locator("body").press("Home")
        _tab_to(coach, "said")
        keys.type("First, I would measure.")
        keys.press("Control+Enter")
    coach.page.get_by_role("link", name="Open the verdict").wait_for()
    assert coach.complaints == []


def _tab_to(visitor: Visitor, wanted: str) -> None:
    for _ in range(40):
        if visitor.page.evaluate("document.activeElement.id") == wanted:
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def test_a_reload_in_the_middle_keeps_draft_diagram_and_code(coach: Visitor, house: Server) -> None:
    sit_down(coach, house)
    page = coach.page
    page.get_by_label("Your answer").fill("Half of an answer")
    page.get_by_text("Whiteboard").click()
    page.get_by_label("Diagram as Mermaid source").fill("flowchart LR\n  user --> model")
    page.locator("summary", has_text="Code").click()
    page.locator("#language").select_option("python")
    page.locator("#code").fill("def fit(messages):\n    return messages")
    expect(page.locator("#kept")).to_have_text("Draft kept.")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("Half of an answer")
    expect(page.locator("#diagram")).to_have_value("flowchart LR\n  user --> model")
    expect(page.locator("#code")).to_have_value("def fit(messages):\n    return messages")
    expect(page.locator("#language")).to_have_value("python")
    page.get_by_role("button", name="Send").click()
    page.locator("#talk #q1").wait_for()
    said = page.locator("#talk #q1 blockquote")
    for part in ("Half of an answer", "flowchart LR", "def fit(messages):"):
        expect(said).to_contain_text(part)
    assert coach.complaints == []


def test_a_diagram_is_drawn_beside_its_source_and_a_wrong_one_is_told(
    coach: Visitor, house: Server
) -> None:
    sit_down(coach, house)
    coach.page.get_by_text("Whiteboard").click()
    source, note = coach.page.locator("#diagram"), coach.page.locator("#board-note")
    source.fill("flowchart LR\n  user --> gateway")
    expect(note).to_have_text("Drawn as the source says.")
    drawing = coach.page.frame_locator(".board iframe")
    expect(drawing.locator("svg")).to_contain_text("gateway")
    source.fill("flowchart LR\n  user --> --> ]")
    expect(note).to_contain_text("Not drawn:")
    assert coach.complaints == []


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (401, "You are logged out: copy what you typed, then enter again."),
        (403, "You came in anew elsewhere"),
        (404, "not there any more"),
        (422, "cannot be kept as a draft"),
    ],
)
def test_a_draft_that_is_refused_for_good_is_told_and_not_sent_again(
    coach: Visitor, house: Server, status: int, told: str
) -> None:
    sent = refused_drafts(coach, house, status)
    expect(coach.page.locator("#kept")).to_contain_text(told)
    coach.page.clock.run_for(60_000)
    with coach.page.expect_response(lambda reply: "More" in (reply.request.post_data or "")):
        coach.page.get_by_label("Your answer").fill("More of an answer")
        coach.page.clock.run_for(1_000)
    assert ["Half" in one for one in sent] == [True, False], sent


@pytest.mark.parametrize("status", [0, 429, 503])
def test_a_draft_that_is_not_kept_yet_is_sent_until_it_is(
    coach: Visitor, house: Server, status: int
) -> None:
    sent = refused_drafts(coach, house, status)
    expect(coach.page.locator("#kept")).to_contain_text("it is tried again")
    coach.page.unroute("**/draft")
    coach.page.clock.run_for(10_000)
    expect(coach.page.locator("#kept")).to_have_text("Draft kept.", timeout=PATIENCE)
    assert len(sent) == 1


def refused_drafts(visitor: Visitor, house: Server, status: int) -> list[str]:
    """Type an answer whose draft is answered with a status, 0 for a connection that is lost."""
    sent: list[str] = []

    def refuse(route: Route) -> None:
        sent.append(route.request.post_data or "")
        route.fulfill(status=status) if status else route.abort()

    sit_down(visitor, house)
    visitor.page.route("**/draft", refuse)
    visitor.page.clock.install()
    visitor.page.get_by_label("Your answer").fill("Half of an answer")
    visitor.page.clock.run_for(1_000)
    return sent


def test_two_tabs_that_answer_at_once_lose_and_double_nothing(
    coach: Visitor, house: Server
) -> None:
    address = sit_down(coach, house, turns=3)
    other = coach.another_tab()
    other.page.goto(address)
    for tab, said in ((coach, "From the first tab."), (other, "From the second tab.")):
        tab.page.get_by_label("Your answer").fill(said)
    script = "document.getElementById('answer').requestSubmit()"
    coach.page.evaluate(script)
    other.page.evaluate(script)
    for tab in (coach, other):
        tab.page.locator("article.now[data-question=q2]").wait_for()
        expect(tab.page.locator("#talk article")).to_have_count(1)
    kept = coach.page.locator("#talk blockquote").inner_text()
    assert kept in ("From the first tab.", "From the second tab.")
    assert other.page.locator("#talk blockquote").inner_text() == kept


def test_a_server_that_dies_and_comes_back_loses_nothing(
    serve: Callable[..., Server], chromium: Browser
) -> None:
    mine = serve()
    visitor = Visitor.comes(chromium)
    set_up(visitor, mine)
    sit_down(visitor, mine)
    answer(visitor, SAID)
    visitor.page.locator("article.now[data-question=q2]").wait_for()
    visitor.page.get_by_label("Your answer").fill("Typed before the server died.")
    mine.kill()
    visitor.page.locator("#away").wait_for(state="visible")
    mine.start_again()
    visitor.page.locator("#away").wait_for(state="hidden")
    expect(visitor.page.get_by_label("Your answer")).to_have_value("Typed before the server died.")
    visitor.page.get_by_role("button", name="Send").click()
    visitor.page.get_by_role("link", name="Open the verdict").wait_for()
    expect(visitor.page.locator("#talk article")).to_have_count(2)
    visitor.page.context.close()


def test_a_server_with_an_open_stream_ends_within_ten_seconds(
    serve: Callable[..., Server], chromium: Browser
) -> None:
    mine = serve()
    visitor = Visitor.comes(chromium)
    set_up(visitor, mine)
    sit_down(visitor, mine)
    seconds = mine.stop()
    assert mine.served.child.poll() is not None
    assert seconds < 10, f"it took {seconds:.1f} s"
    assert "Traceback" not in mine.log
    visitor.page.context.close()


def test_pass_clarify_pause_and_coming_back(coach: Visitor, house: Server) -> None:
    address = sit_down(coach, house)
    page = coach.page
    page.get_by_role("button", name="Clarify").click()
    page.locator("#clearer .clearer").wait_for()
    page.get_by_label("Your answer").fill("I will finish this later.")
    page.get_by_role("button", name="Pause and leave").click()
    page.get_by_role("heading", name="Rooms").wait_for()
    expect(page.locator(".rooms li").first).to_contain_text("paused")
    page.goto(address)
    page.get_by_role("button", name="Come back").click()
    expect(page.get_by_label("Your answer")).to_have_value("I will finish this later.")
    page.get_by_role("button", name="Pass").click()
    page.locator("article.now[data-question=q2]").wait_for()
    expect(page.locator("#talk #q1 blockquote")).to_have_text("(passed)")
    assert coach.complaints == []


def test_an_empty_answer_is_refused_and_says_what_to_do(coach: Visitor, house: Server) -> None:
    sit_down(coach, house)
    coach.page.get_by_role("button", name="Send").click()
    expect(coach.page.locator("#problem")).to_contain_text("choose Pass")


def test_without_scripts_the_room_works_by_plain_forms(
    house: Server, comes: Callable[..., Visitor]
) -> None:
    visitor = comes(java_script_enabled=False)
    enter(visitor, house)
    sit_down_plainly(visitor, house)
    visitor.page.get_by_label("Your answer").fill(SAID)
    visitor.page.get_by_role("button", name="Send").click()
    shown_after_reloads(visitor, "#talk #q1")


def sit_down_plainly(visitor: Visitor, house: Server) -> None:
    visitor.page.goto(f"{house.url}/start?preset=mixed")
    visitor.page.get_by_label("Questions, at most").fill("2")
    visitor.page.get_by_role("button", name="Sit down before the panel").click()
    shown_after_reloads(visitor, "#answer")


def shown_after_reloads(visitor: Visitor, wanted: str) -> None:
    for _ in range(100):
        if visitor.page.locator(wanted).count():
            return
        visitor.page.wait_for_timeout(200)
        visitor.page.reload()
    raise AssertionError(f"{wanted} did not come")


def test_one_polite_announcement_for_each_question(coach: Visitor, house: Server) -> None:
    sit_down(coach, house)
    answer(coach, SAID)
    coach.page.locator("article.now[data-question=q2]").wait_for()
    live = coach.page.locator("[aria-live=polite]")
    expect(live).to_have_count(1)
    expect(live).to_have_text(re.compile(r"^\S+ \S+.* asks: "))


def test_the_room_weighs_under_100_kb(coach: Visitor, house: Server) -> None:
    visitor = coach
    sit_down(visitor, house)
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    got: list[float] = []
    session.on("Network.loadingFinished", lambda e: got.append(e["encodedDataLength"]))
    visitor.page.reload()
    visitor.page.locator("#answer").wait_for()
    assert 0 < sum(got) < 100_000
