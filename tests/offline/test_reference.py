"""References alone: what is said of them counts, and what is denied or turned round does not."""

import numpy as np
import pytest

from archpanel.agents.offline.features import ItemView, view_of, with_joined
from archpanel.agents.offline.reader import Reader
from archpanel.agents.offline.reference import SIGNALS, has_references_only, signals
from archpanel.agents.offline.vectors import VectorStore
from archpanel.agents.offline.weights import weights_for
from archpanel.domain import BankQuestion
from archpanel.evals.small_pack import small_pack
from archpanel.evals.tasks.human_agreement import scorecard

ASKED = "Why does bulb A stay on when bulb B burns out?"
REFERENCE = "Bulb A is still in a closed path with the battery because the bulbs are in parallel."
ITEM = scorecard(small_pack(), ASKED, [REFERENCE], secret=True)


@pytest.fixture(scope="module")
def view(reader: Reader) -> ItemView:
    encoder = reader.encoder
    return view_of(ITEM, VectorStore(encoder), weights_for(encoder.id))


def signal(name: str, answer: str, reader: Reader, view: ItemView) -> float:
    table = signals(with_joined(reader.heard(answer, ASKED, view)), view)
    column = table[:, :, SIGNALS.index(name)]
    assert column.dtype == np.float32
    return float(column.max())


def test_a_question_of_the_bank_is_more_than_references(
    reader: Reader, view: ItemView, items: dict[str, BankQuestion]
) -> None:
    bank = view_of(
        items["cache-for-tenants"], VectorStore(reader.encoder), weights_for(reader.encoder.id)
    )
    assert has_references_only(view)
    assert not has_references_only(bank)


def test_the_words_of_the_question_are_none_of_the_references_own(
    reader: Reader, view: ItemView
) -> None:
    echo = "Bulb A stays on and bulb B burns out, that is what happens here."
    good = "Bulb A has its own closed path to the battery, they are parallel."
    assert signal("words", echo, reader, view) < signal("words", good, reader, view)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("denied", "Bulb A is not in a closed path with the battery any more."),
        ("opposite", "Bulb A is in an open path with the battery."),
    ],
)
def test_what_says_the_contrary_is_heard(
    name: str, answer: str, reader: Reader, view: ItemView
) -> None:
    assert signal(name, answer, reader, view) == 1
    assert signal(name, "Bulb A is in a closed path of its own.", reader, view) == 0


def test_a_good_answer_makes_the_point_and_another_matter_does_not(reader: Reader) -> None:
    good = "Because they are in parallel, so bulb A is still in a closed path with the battery."
    other = "The plants in the garden need more water when the summer is hot and dry."
    assert reader.read(ITEM, ASKED, good).points[0].state == "met"
    assert reader.read(ITEM, ASKED, other).points[0].state == "not_met"
