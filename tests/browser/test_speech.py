"""Reading aloud and dictation: off at first, and a word before anything leaves the machine.

The browser's own speech is replaced by one that notes what is asked of it.
"""

from collections.abc import Callable

import pytest
from people import PATIENCE, Server, Visitor, answer, sit_down
from playwright.sync_api import Dialog, expect

SPEECH = """
window.spoken = []; window.heard = [];
const voices = VOICES;
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, cancel() {}, addEventListener() {},
  speak: (words) => window.spoken.push([words.text, words.voice.localService]),
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.webkitSpeechRecognition = undefined;
window.SpeechRecognition = RECOGNITION;
"""
RECOGNITION = """class {
  static async available({ processLocally }) {
    return processLocally && LOCAL ? "available" : "unavailable";
  }
  start() { window.heard.push(Boolean(this.processLocally)); window.hearing = this; }
  stop() { this.onend(); }
  abort() {}
  says(words) {
    const result = [{ transcript: words }]; result.isFinal = true;
    this.onresult({ resultIndex: 0, results: [result] });
  }
}"""


def script(voices: str, recognition: str) -> str:
    return SPEECH.replace("VOICES", voices).replace("RECOGNITION", recognition)


def speech(own: bool) -> str:
    """Return a browser's speech, which is this machine's own or its maker's."""
    local = "true" if own else "false"
    voices = f'[{{ lang: "en-GB", localService: {local} }}]'
    return script(voices, RECOGNITION.replace("LOCAL", local))


@pytest.fixture
def sits(comes: Callable[..., Visitor], house: Server) -> Callable[[str], Visitor]:
    """The coach sits before the panel with a browser that speaks so."""

    def sit(speaks: str) -> Visitor:
        visitor = comes(viewport={"width": 1280, "height": 900})
        visitor.page.add_init_script(speaks)
        sit_down(visitor, house)
        return visitor

    return sit


def asks(visitor: Visitor, button: str, *, yes: bool) -> str:
    """Press a button, and answer what the page asks then; return what that was."""

    def reply(dialog: Dialog) -> None:
        dialog.accept() if yes else dialog.dismiss()

    visitor.page.once("dialog", reply)
    with visitor.page.expect_event("dialog") as asked:
        visitor.page.get_by_role("button", name=button).click()
    return str(asked.value.message)


def test_both_are_off_until_they_are_switched_on(sits: Callable[[str], Visitor]) -> None:
    visitor = sits(speech(own=True))
    for name in ("Read questions aloud", "Dictate"):
        button = visitor.page.get_by_role("button", name=name)
        expect(button).to_have_attribute("aria-pressed", "false")
    answer(visitor, "I would measure first.")
    visitor.page.locator("article.now[data-question=q2]").wait_for()
    assert visitor.page.evaluate("[window.spoken, window.heard]") == [[], []]
    assert visitor.complaints == []


def test_with_a_voice_of_this_machine_questions_are_read_aloud_without_a_warning(
    sits: Callable[[str], Visitor],
) -> None:
    visitor = sits(speech(own=True))
    read = visitor.page.get_by_role("button", name="Read questions aloud")
    read.click()
    expect(read).to_have_attribute("aria-pressed", "true")
    expect(visitor.page.locator("#speech-note")).to_contain_text("on this machine")
    ((first, own),) = visitor.page.evaluate("window.spoken")
    assert own is True
    assert first
    answer(visitor, "I would measure first.")
    for _ in range(PATIENCE // 50):  # what waits for a string of code is against the page's rules
        if visitor.page.evaluate("window.spoken.length") == 2:
            break
        visitor.page.wait_for_timeout(50)
    asked = visitor.page.locator("#said-once").inner_text()
    assert visitor.page.evaluate("window.spoken[1][0]") == asked
    visitor.page.get_by_role("button", name="Read questions aloud").click()
    expect(visitor.page.locator("#speech-note")).to_contain_text("not read aloud")
    assert visitor.complaints == []


def test_where_questions_would_be_sent_away_to_be_spoken_it_is_asked_first(
    sits: Callable[[str], Visitor],
) -> None:
    visitor = sits(speech(own=False))
    read = visitor.page.get_by_role("button", name="Read questions aloud")
    asked = asks(visitor, "Read questions aloud", yes=False)
    assert "would be sent to the maker of the browser to be spoken" in asked
    expect(read).to_have_attribute("aria-pressed", "false")
    assert visitor.page.evaluate("window.spoken") == []
    asks(visitor, "Read questions aloud", yes=True)
    expect(visitor.page.locator("#speech-note")).to_contain_text("by the maker of the browser")
    assert [own for _, own in visitor.page.evaluate("window.spoken")] == [False]


def test_what_is_dictated_on_this_machine_is_written_and_kept(
    sits: Callable[[str], Visitor],
) -> None:
    visitor = sits(speech(own=True))
    box = visitor.page.get_by_label("Your answer")
    box.fill("First,")
    dictate = visitor.page.get_by_role("button", name="Dictate")
    dictate.click()
    expect(visitor.page.locator("#speech-note")).to_contain_text("understood on this machine")
    expect(dictate).to_have_attribute("aria-pressed", "true")
    visitor.page.evaluate("window.hearing.says(' a queue between the two ')")
    expect(box).to_have_value("First, a queue between the two")
    expect(visitor.page.locator("#kept")).to_have_text("Draft kept.")
    dictate.click()
    expect(dictate).to_have_attribute("aria-pressed", "false")
    assert visitor.page.evaluate("window.heard") == [True]
    visitor.page.reload()
    expect(box).to_have_value("First, a queue between the two")
    assert visitor.complaints == []


def test_where_speech_would_be_sent_away_to_be_understood_it_is_asked_first(
    sits: Callable[[str], Visitor],
) -> None:
    visitor = sits(speech(own=False))
    dictate = visitor.page.get_by_role("button", name="Dictate")
    asked = asks(visitor, "Dictate", yes=False)
    assert "would be sent to the maker of the browser" in asked
    expect(dictate).to_have_attribute("aria-pressed", "false")
    assert visitor.page.evaluate("window.heard") == []
    asks(visitor, "Dictate", yes=True)
    note = visitor.page.locator("#speech-note")
    expect(note).to_contain_text("understood by the maker of the browser")
    assert visitor.page.evaluate("window.heard") == [False]


def test_a_browser_without_speech_offers_none(sits: Callable[[str], Visitor]) -> None:
    visitor = sits(script("[]", "undefined"))
    assert not visitor.page.locator("#speech").is_visible()
    assert visitor.complaints == []
