"""Look-alike letters are read as what a person sees; other alphabets stay themselves."""

import pytest

from archpanel.agents.lookalikes import plain_letters

SMALL_O, SMALL_E, SMALL_I = "\u043e", "\u0435", "\u0456"
GREEK_NU = "\u03bd"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"I would n{SMALL_O}t do this", "I would not do this"),
        (f"n{SMALL_E}{GREEK_NU}{SMALL_E}r expose th{SMALL_I}s", "never expose this"),
        (f"I w{SMALL_O}uld say n{SMALL_O} t{SMALL_O} that", "I would say no to that"),
        ("\uff4e\uff4f\uff54 done", "not done"),
        ("\U0001d427\U0001d428\U0001d42d done", "not done"),
    ],
)
def test_a_disguised_word_is_read(written: str, read: str) -> None:
    assert plain_letters(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "plain ASCII",
        "Мы держим ключи отдельно и проверяем доступ",
        "über Größe, café, naïve",
        "\u03bb of the arrival process, \u03b1 = 0.05",
        "日本語",
    ],
)
def test_honest_letters_stay(text: str) -> None:
    assert plain_letters(text) == text


@pytest.mark.parametrize("text", [f"a{SMALL_O}\U0001d427 ﬁ ½ \u0130", "", "\u1e9e \u00b5"])
def test_the_length_never_changes(text: str) -> None:
    assert len(plain_letters(text)) == len(text)
