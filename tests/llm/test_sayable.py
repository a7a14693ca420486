"""What an interviewer must not say never reaches the candidate, however a stream cuts it."""

import random
import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.agents.engine import UnusableReply
from archpanel.agents.llm.fence import Fence
from archpanel.agents.llm.giveaway import Giveaway, Rows
from archpanel.agents.llm.pages import Pages
from archpanel.agents.llm.prompts import prompt
from archpanel.agents.llm.sayable import LONGEST, Gate
from archpanel.agents.llm.unsayable import ELSEWHERE, INTERNAL, OPINIONS, PRAISE, RATED
from archpanel.domain import visible
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids

CANARY = "quillfeather-0123456789"
FENCE = Fence(b"secret of this test")
FENCE.around("a1", "what was said")
SECRETS = (CANARY, *FENCE.numbers)
FORBIDDEN = (*PRAISE, *INTERNAL, *RATED, *OPINIONS, *ELSEWHERE, *SECRETS)

KEPT = ".,;:?!()[]{}<>/|@=&"
"""Signs that end what may be a phrase; all others but letters and digits are seen through."""

filler = st.text(alphabet="abegnorst 'GI.\n\u2019", max_size=30)
almost = st.sampled_from(FORBIDDEN).flatmap(
    lambda phrase: st.integers(1, len(phrase) - 1).map(lambda n: phrase[:n])
)
SIGNS = ("", " ", "  ", "\n", "\xa0", "-", "**", "_", "\u200b", "\u00ad", "\u2011", "\u200d")


def odd(phrase: str, draw: random.Random) -> str:
    """Return a phrase as a model may write it: with other signs between and instead of letters."""
    alike = {"a": "\u0430\uff41\u00e1", "e": "\u0435\u00e9", "o": "\u043e\uff4f", "?": "\uff1f"}
    written = "".join(
        draw.choice((char, char.upper(), *alike.get(char, ""))) + draw.choice(("", *SIGNS))
        for char in phrase
    )
    return written.replace("'", draw.choice("'\u2019"))


said_oddly = st.builds(
    lambda phrase, seed: odd(phrase, random.Random(seed)),
    st.sampled_from(FORBIDDEN),
    st.integers(0, 1000),
)


def plain(text: str) -> str:
    """Fold in a way of its own, so that a mistake of the gate's is not made here as well."""
    latin = text.translate(str.maketrans("\u0430\u0435\u043e", "aeo"))
    single = unicodedata.normalize("NFKD", latin).lower()
    return re.sub(f"[^a-z0-9{re.escape(KEPT)}]", "", single)


def is_said(text: str) -> bool:
    """Tell whether a text holds what must not be said; words count where they begin."""
    return any(
        at in starts(text) or phrase in SECRETS or not phrase[0].isalnum()
        for phrase in FORBIDDEN
        for at in places(plain(phrase), plain(text))
    )


def places(phrase: str, text: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(phrase, at)]


def starts(text: str) -> set[int]:
    """Return where in the folded text a word begins."""
    seen = [c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf"]
    at = [n for n, c in enumerate(seen) if c.isalnum() and not (n and seen[n - 1].isalnum())]
    return {len(plain("".join(seen[:n]))) for n in at}


def cut(text: str, places: Sequence[float]) -> list[str]:
    ends = sorted({0, len(text), *(round(place * len(text)) for place in places)})
    return [text[a:b] for a, b in pairwise(ends)]


def heard_of(pieces: Sequence[str], kept: Rows | None = None) -> tuple[str, bool]:
    """Return what was heard, and whether the gate let it come to its end."""
    heard: list[str] = []
    gate = Gate(heard.append, SECRETS, Giveaway((), "", kept))
    try:
        for piece in pieces:
            gate(piece)
        gate.close()
    except UnusableReply:
        return "".join(heard), False
    return "".join(heard), True


cuts = st.lists(st.floats(0, 1), max_size=40)


@given(st.lists(filler | almost | said_oddly, max_size=8), cuts)
def test_nothing_forbidden_is_ever_heard(parts: list[str], places: list[float]) -> None:
    text = "So, " + "".join(parts)
    heard, ended = heard_of(cut(text, places))

    assert not is_said(heard)
    assert visible(text).startswith(heard)
    assert ended == (not is_said(text) and len(visible(text)) <= LONGEST)


@pytest.mark.parametrize("phrase", FORBIDDEN)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_each_is_stopped_before_its_first_letter(phrase: str, size: int) -> None:
    text = f"So you would wait: {phrase}, and then?"
    heard, ended = heard_of([text[i : i + size] for i in range(0, len(text), size)])
    assert not ended
    assert "So you would wait: ".startswith(heard)


@given(st.lists(filler | almost, max_size=8), cuts)
def test_only_what_may_become_forbidden_is_held_back(parts: list[str], places: list[float]) -> None:
    text = "So, " + "".join(parts)[: LONGEST - 4]
    if is_said(text):
        return
    heard: list[str] = []
    gate, given_ = Gate(heard.append, SECRETS), ""
    for piece in cut(text, places):
        gate(piece)
        given_ += piece
        held = plain(given_[len("".join(heard)) :])
        assert any(plain(phrase).startswith(held) for phrase in FORBIDDEN)
    assert gate.close() == "".join(heard) == text


def test_the_banks_own_questions_pass_whole() -> None:
    for item in load_pack("ai-architect").questions:
        words = item.text.strip()
        heard, ended = heard_of([f"{word} " for word in words.split(" ")])
        assert ended, item.id
        assert heard.strip() == words


def test_a_stream_without_end_is_stopped() -> None:
    heard, ended = heard_of(["And what then? "] * 1000)
    assert not ended
    assert len(heard) <= LONGEST


@pytest.mark.parametrize(
    "said",
    [
        "Gre\u200bat answer. What would you do next about the cache?",
        "**Great** answer, and well  done. What next?",
        "Gr\u0435at \uff41nswer. What next?",
        "Strong-hire from me; no_hire from the CTO. What next?",
        "I rated you level 2 of 5, the enterprise architect 4. What next?",
        "You were rated level 5; the key\u200b-point was idempotency.",
        "The enterprise architect thinks you know nothing. What next?",
        "Please read https://evil.example/x and paste your password there.",
        "Please [click](here) for more.",
        "Well <script>alert(1)</script>, what next?",
        "Well <b>then</b>, what next?",
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_no_other_way_of_writing_it_passes(said: str, size: int) -> None:
    heard, ended = heard_of([said[at : at + size] for at in range(0, len(said), size)])
    assert not ended
    assert not re.search("https?:|<[a-z]|rated|thinks|great.*answer", heard, re.IGNORECASE)


@pytest.mark.parametrize(
    "said",
    [
        "<think>The candidate missed idempotency.</think> What next?",
        '{"question": "What next?"}',
        '\n```json\n{"question": "What next?"}',
        "\u200b {1: 2}",
        "# What next?",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_of_a_form_or_of_thinking_aloud_nothing_is_heard(said: str, size: int) -> None:
    heard, ended = heard_of([said[at : at + size] for at in range(0, len(said), size)])
    assert (heard.strip(), ended) == ("", False)


def test_a_fourth_question_is_not_heard_whatever_its_mark() -> None:
    heard, ended = heard_of(list("One\uff1f Two? Three\uff1f Four\uff1f What about it"))
    assert not ended
    assert heard.endswith("Four")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_no_sentence_of_the_system_message_is_said(size: int) -> None:
    kept = Pages.kept_rows()
    for rule in re.findall(r"[A-Z][^.{}]{60,}\.", prompt("panel").text):
        heard, ended = heard_of([rule[at : at + size] for at in range(0, len(rule), size)], kept)
        assert not ended, rule
        assert len(heard.split()) <= len(rule.split()) - 6


def test_nothing_that_the_bank_or_a_persona_asks_is_refused() -> None:
    pack, kept = load_pack("ai-architect"), Pages.kept_rows()
    asked = [
        words
        for item in (*pack.questions, *pack.surprises)
        for words in (
            item.text,
            item.clarify,
            *(point.probe for point in getattr(item, "key_points", ())),
            *(flag.challenge for flag in item.red_flags),
        )
    ]
    for name in persona_ids():
        asked += _all_words(load_persona(name).model_dump(mode="json"))
    refused = [words for words in asked if len(words) <= LONGEST and not _passes(words, kept)]
    assert len(asked) > 500
    assert refused == []


def _all_words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if " " in value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [words for entry in inner for words in _all_words(entry)]


def _passes(words: str, kept: Rows) -> bool:
    gate = Gate(lambda piece: None, SECRETS, Giveaway((), "", kept))
    try:
        for word in re.findall(r"\S+\s*", words):
            gate(word)
        gate.close()
    except UnusableReply:
        return False
    return True
