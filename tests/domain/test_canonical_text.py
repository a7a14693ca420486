"""One string is stored, judged and shown; nothing hides in it, and nobody's script is harmed."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.domain import canonical
from archpanel.domain.text import hidden

BENIGN = [
    pytest.param("I would shard by tenant, then cache; cost is 0.4 ct.", id="English"),
    pytest.param("Zażółć gęślą jaźń. Größe, déjà vu, ñandú.", id="accents"),
    pytest.param("Tôi sẽ chia dữ liệu theo khách hàng.", id="Vietnamese"),
    pytest.param("Мы разделим данные по арендаторам.", id="Cyrillic"),
    pytest.param("テナントごとに分割します。", id="Japanese"),
    pytest.param("می‌خواهم داده‌ها را جدا کنم", id="Persian with non-joiners"),  # noqa: RUF001
    pytest.param("क्‍षमता और नमस्ते", id="Hindi with a joiner"),
    pytest.param("അവന്‍ പറഞ്ഞു", id="Malayalam with a joiner at the end of a word"),
    pytest.param("สวัสดีครับ ที่นี่", id="Thai"),
    pytest.param("שָׁלוֹם עולם", id="Hebrew with points"),
    pytest.param("ship it 🚀 👍🏽 👩‍💻 ❤️‍🔥 🏳️‍🌈 1️⃣ ™️ ‼️", id="emoji"),
    pytest.param(
        "new in Unicode 15 and later: 🫨 🫩", id="emoji that an older Python does not know"
    ),
    pytest.param("def f(x: int) -> int:\n\treturn x << 2  # bits & flags", id="code"),
    pytest.param("a → b ⇒ c, x ∈ S, ½ €, «so»", id="symbols"),
]

CARRIERS = {
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "zero-width non-joiner": "\u200c",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "byte-order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e",
    "left-to-right isolate": "\u2066",
    "Arabic letter mark": "\u061c",
    "tag letter": "\U000e0061",
    "variation selector 1": "\ufe00",
    "emoji selector": "\ufe0f",
    "variation selector 256": "\U000e01ef",
    "Mongolian selector": "\u180b",
    "Mongolian vowel separator": "\u180e",
    "Khmer inherent vowel": "\u17b4",
    "Hangul filler": "\u3164",
    "blank Braille": "\u2800",
    "grapheme joiner": "\u034f",
    "private use": "\ue000",
    "private use, plane 16": "\U0010fffd",
    "not a character": "\ufdd0",
    "escape": "\x1b",
    "backspace": "\x08",
    "annotation anchor": "\ufff9",
}


@pytest.mark.parametrize("text", BENIGN)
def test_text_of_any_language_and_code_is_left_alone(text: str) -> None:
    assert canonical(text) == unicodedata.normalize("NFC", text)
    assert hidden(text) == 0


@pytest.mark.parametrize("carrier", CARRIERS.values(), ids=CARRIERS.keys())
def test_a_character_that_nobody_sees_is_dropped(carrier: str) -> None:
    assert canonical(f"no ad{carrier}min{carrier * 3} key{carrier}") == "no admin key"
    assert hidden(f"no ad{carrier}min") == 1


DEFAULT_IGNORABLE = [
    *[0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0],
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
]


def test_nothing_that_unicode_calls_ignorable_survives_between_letters() -> None:
    kept = [hex(c) for c in DEFAULT_IGNORABLE if canonical(f"a{chr(c)}b") != "ab"]
    assert kept == []


def test_an_emoji_carries_one_selector_and_no_row_of_them() -> None:
    assert canonical("❤\ufe0f\ufe0f\ufe0e\ufe0f ok") == "❤\ufe0f ok"
    assert canonical("🔥\u200d\u200d\u200d🔥\u200d ok") == "🔥\u200d🔥 ok"


def test_lone_surrogates_become_the_replacement_sign() -> None:
    assert canonical("a\ud800b\udfffc") == "a\ufffdb\ufffdc"
    assert canonical("a\ud83d") == "a\ufffd"


def test_dozens_of_marks_on_a_letter_are_cut_to_three() -> None:
    text = canonical("x" + "\u0300\u0301\u0302" * 20 + "y")
    assert [unicodedata.combining(c) > 0 for c in text] == [False, True, True, True, False]


@pytest.mark.parametrize(
    "break_", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"], ids=ascii
)
def test_every_kind_of_line_break_is_one_plain_break(break_: str) -> None:
    assert canonical(f"first{break_}second") == "first\nsecond"


def test_the_composed_and_the_decomposed_spelling_are_one_text() -> None:
    assert canonical("cafe\u0301 A\u030a") == canonical("caf\u00e9 \u00c5") == "café Å"


def test_blanks_around_a_text_are_no_part_of_it() -> None:
    assert canonical("\n\t I would shard. \u3000\u200b\n") == "I would shard."
    assert canonical("\u200b \u2060") == ""


def test_a_joiner_that_loses_its_neighbour_goes_too() -> None:
    """The fourth mark is cut, and then the joiner after it joins nothing."""
    text = "\u0915" + "\u0301" * 3 + "\u094d\u200d\u0937"
    assert "\u200d" not in canonical(text)
    assert canonical(canonical(text)) == canonical(text)


TRICKY = st.text(
    st.sampled_from(
        "a1#\u00e9\u0301\u0323\u094d\u0915\u0627\u0984\u061c\u1820\u180b\u200b\u200c\u200d\u20e3"
        "\u2764\ufe0e\ufe0f\ufeff\ud800\udc00\ue000\U0001f525\U0001f3fb\U0001fae8\U000e0041"
        " \n\r\x85\t"
    ),
    max_size=14,
)


@settings(max_examples=300)
@given(st.one_of(TRICKY, st.text(st.characters(), max_size=20)))
def test_canonical_text_is_canonical(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert hidden(once) == 0
    once.encode()


@settings(max_examples=200)
@given(
    st.text(st.sampled_from(list(CARRIERS.values())), max_size=30), st.text("abc xyz", max_size=8)
)
def test_no_message_can_be_hidden_between_letters(message: str, shown: str) -> None:
    spread = "".join(letter + message for letter in shown)
    assert canonical(spread).split() == shown.split()


@given(st.text(alphabet="ab \t\n~"))
def test_simple_text_takes_the_short_way_to_the_same(text: str) -> None:
    mark = "\u00e9"  # sends the same text the long way
    assert canonical(f"{mark}{text}{mark}") == f"{mark}{text}{mark}"
    assert canonical(text) == text.strip()
