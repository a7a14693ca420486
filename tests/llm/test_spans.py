"""A quotation is where its words stand in the answer, or nowhere."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.agents.llm.spans import find_span

TEXT = (
    "We key each request\nby tenant, so a replay can\u2019t be billed twice \u2014 "
    "we tested \u201cthat\u201d."
)


@pytest.mark.parametrize(
    "quote",
    [
        "so a replay can\u2019t be billed twice",
        "so a replay can't be billed twice",
        "SO A REPLAY CAN'T BE BILLED TWICE",
        "We key each request by tenant",
        '"by tenant, so a replay"',
        'twice - we tested "that"',
    ],
)
def test_copies_that_differ_in_form_are_found_in_the_candidates_own_spelling(quote: str) -> None:
    span = find_span(TEXT, quote)
    assert span is not None
    assert TEXT[span[0] : span[1]] in TEXT


@pytest.mark.parametrize(
    "quote", ["", "  ", "so a replay can be billed twice", "by tenant we tested", "nothing of it"]
)
def test_what_was_not_said_is_not_found(quote: str) -> None:
    assert find_span(TEXT, quote) is None


@given(st.text(alphabet="ab \n\u00df\u0130\u2019'", min_size=1, max_size=60), st.randoms())
def test_every_piece_of_a_text_is_found_where_its_words_are(text: str, draw: Random) -> None:
    low, high = sorted((draw.randrange(len(text) + 1), draw.randrange(len(text) + 1)))
    piece = text[low:high]
    span = find_span(text, piece)
    if piece.strip().strip("\"'\u2019").strip():
        assert span is not None
        assert text[span[0] : span[1]].casefold().split() != []
