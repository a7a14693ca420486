"""What an answer earns: attacks next to nothing, their honest twins what they are worth."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from archpanel.agents.engine import Reading
from archpanel.agents.offline.reader import Reader
from archpanel.domain import BankQuestion, PointState

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8")
)
CREDIT: dict[PointState, float] = {"met": 1.0, "partly": 0.5, "not_met": 0.0}


_READ: dict[str, Reading] = {}


def read(case: dict[str, Any], reader: Reader, items: dict[str, BankQuestion]) -> Reading:
    """Read a case once, since encoding is what takes the time."""
    if case["id"] not in _READ:
        item = items[case["item"]]
        _READ[case["id"]] = reader.read(item, item.text, case["text"])
    return _READ[case["id"]]


def credit(item: BankQuestion, reading: Reading) -> float:
    weight = {point.id: point.weight for point in item.key_points}
    earned = sum(weight[found.point] * CREDIT[found.state] for found in reading.points)
    return earned / sum(weight.values())


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_an_answer_earns_what_it_is_worth(
    case: dict[str, Any], reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items[case["item"]]

    reading = read(case, reader, items)

    earned = credit(item, reading)
    assert earned >= case.get("above", 0.0), _told(case["text"], reading)
    assert earned <= case.get("below", 1.0), _told(case["text"], reading)
    assert reading.kind == case.get("kind", reading.kind)


@pytest.mark.parametrize("level", ["weak", "adequate", "strong"])
def test_the_examples_of_a_question_are_read_in_order(
    level: str, reader: Reader, items: dict[str, BankQuestion]
) -> None:
    for item in items.values():
        example = getattr(item.examples, level)
        reading = reader.read(item, item.text, example.text)
        true = sum(p.weight for p in item.key_points if p.id in example.meets) / sum(
            p.weight for p in item.key_points
        )
        assert abs(credit(item, reading) - true) <= 0.4, _told(example.text, reading)


def test_every_finding_has_a_span_of_the_answer(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    for case in CASES:
        item, text = items[case["item"]], case["text"]
        reading = read(case, reader, items)
        assert [found.point for found in reading.points] == [p.id for p in item.key_points]
        for found in reading.points:
            quote = text[found.start : found.end]
            assert bool(quote.strip()) == (found.state != "not_met")
            assert quote == quote.strip()
        for flag in reading.flags:
            assert text[flag.start : flag.end].strip()


def test_the_same_answer_is_always_read_alike(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["cache-for-tenants"]
    again = Reader.open()
    text = item.examples.strong.text
    assert reader.read(item, item.text, text) == again.read(item, item.text, text)


def test_a_red_flag_is_raised_where_it_is_said(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["agent-with-refunds"]
    text = (
        "To keep it simple the agent runs with one admin account for all customers, so it never "
        "hits a permission error. Refunds above fifty euros go to a person."
    )

    reading = reader.read(item, item.text, text)

    assert [flag.flag for flag in reading.flags] == ["shared-admin-key"]
    assert "admin account" in text[reading.flags[0].start : reading.flags[0].end]


def test_a_red_flag_that_is_turned_down_is_not_raised(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["agent-with-refunds"]
    text = "I would never run the agent with one admin account for all customers."
    assert not [f for f in reader.read(item, item.text, text).flags if not f.withdrawn]


def test_a_challenged_flag_can_be_taken_back(
    reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["agent-with-refunds"]
    text = (
        "You are right, that was wrong. I would not use one admin account for every customer; "
        "each call gets a short-lived token for the customer who wrote."
    )

    reading = reader.read(item, item.red_flags[0].challenge, text, target=item.red_flags[0].id)

    assert [(flag.flag, flag.withdrawn) for flag in reading.flags] == [("shared-admin-key", True)]


def _told(text: str, reading: Reading) -> str:
    lines = [
        f"{f.point}: {f.state} {f.confidence} {text[f.start : f.end]!r}" for f in reading.points
    ]
    return "\n".join([reading.kind, *lines])
