"""Words of the question or the scorecard earn nothing, whatever is put between them."""

from collections.abc import Callable
from itertools import cycle

import pytest

from archpanel.agents.offline.form import content
from archpanel.agents.offline.reader import Reader
from archpanel.domain import BankQuestion

FILLERS = ("you know,", "I mean,", "basically,", "sort of", "actually,")

Disguise = Callable[[str], str]


def filled(text: str, every: int = 3) -> str:
    """Put a filler after every so many words."""
    fillers, out = cycle(FILLERS), list[str]()
    for at, word in enumerate(text.split(), start=1):
        out += [word, next(fillers)] if at % every == 0 else [word]
    return " ".join(out)


def slipped(text: str) -> str:
    """Swap two letters in the middle of each longer word."""
    words = text.split()
    return " ".join(w if len(w) < 5 else f"{w[:2]}{w[3]}{w[2]}{w[4:]}" for w in words)


def counted(text: str) -> str:
    """Put a number after every third word."""
    words = enumerate(text.split(), start=1)
    return " ".join(word if at % 3 else f"{word} ({at})" for at, word in words)


def strung(text: str) -> str:
    """String the telling words together."""
    return f"I would use the {' with the '.join(dict.fromkeys(content(text)))} for that."


DISGUISES: list[Disguise] = [filled, slipped, counted, strung, lambda text: f"# {filled(text, 2)}"]


@pytest.mark.parametrize("disguise", DISGUISES, ids=["filled", "slipped", "counted", "strung", "#"])
@pytest.mark.parametrize("name", ["cache-for-tenants", "agent-with-refunds"])
def test_a_scorecard_that_is_read_out_in_disguise_earns_next_to_nothing(
    name: str, disguise: Disguise, reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items[name]
    said = " ".join(f"I would {disguise(point.point)}" for point in item.key_points)
    reading = reader.read(item, item.text, said)
    met = [found.point for found in reading.points if found.state == "met"]
    assert len(met) <= 1, (met, said)


@pytest.mark.parametrize("name", ["cache-for-tenants", "agent-with-refunds"])
def test_a_question_that_is_read_out_with_fillers_earns_nothing(
    name: str, reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items[name]
    reading = reader.read(item, item.text, filled(f"{item.context} {item.text}"))
    assert {found.state for found in reading.points} == {"not_met"}


def test_who_speaks_with_fillers_earns_what_was_said(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["cache-for-tenants"]
    plain = reader.read(item, item.text, item.examples.strong.text)
    spoken = reader.read(item, item.text, filled(item.examples.strong.text, 9))
    made = [sum(f.state != "not_met" for f in reading.points) for reading in (plain, spoken)]
    assert made[1] >= made[0] - 1
