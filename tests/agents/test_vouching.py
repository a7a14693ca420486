"""Where models read, it takes two other seats to raise a third, and they raise it to their level.

A seat whose model obeys the candidate claims to have read things. The honest seats see ids in the
debrief, not words, so what it alone claims must not raise them.
"""

from typing import Any

import pytest
from heard import assessment, by_id, finding, quote
from panels import ballot, setting

from archpanel.agents.debrief import case_for, refuse
from archpanel.domain import Assessment, Maker, Move

FILLER, WORDS, CLOSE, OTHER = (0, 30), (40, 60), (45, 70), (80, 90)
MODEL = Maker(engine="llm", version="1", model="m")


def read(
    seat: str, span: tuple[int, int] | None, point: str = "p1", maker: Maker = MODEL
) -> Assessment:
    """One seat's reading of the same answer: it found the point in a span, or nowhere."""
    if span is None:
        return assessment(finding(point, "agents", "not_met"), seat=seat, maker=maker)
    shown = quote(1, *span)
    return assessment(
        finding(point, "agents", evidence=shown.id), seat=seat, evidence=(shown,), maker=maker
    )


def why(
    *readings: Assessment,
    to: float = 3.0,
    by: tuple[int, int] = FILLER,
    peers: tuple[float, ...] | None = (4.0, 3.6),
) -> str:
    move = Move.model_validate(
        {
            "persona": "cto",
            "competency": "agents",
            "origin": 2.5,
            "to": to,
            "evidence": f"a1:{by[0]}-{by[1]}",
            "round": 1,
            "reason": "r",
        }
    )
    quotes = by_id(*(one for heard in readings for one in heard.evidence))
    return refuse(move, ballot("cto", {"agents": 2.5}), quotes, readings, setting(), peers)


MISSED = read("cto", None)

ALONE: list[Any] = [
    pytest.param((read("architect", FILLER), read("reviewer", None)), id="the other missed it"),
    pytest.param((read("architect", FILLER), read("reviewer", OTHER)), id="in other words"),
    pytest.param((read("architect", FILLER), read("reviewer", FILLER, "p2")), id="another point"),
    pytest.param((read("architect", FILLER),), id="nobody else read it"),
]


@pytest.mark.parametrize("others", ALONE)
def test_what_one_seat_alone_read_raises_nobody(others: tuple[Assessment, ...]) -> None:
    assert "one alone raises nobody" in why(MISSED, *others)
    case = case_for(
        ballot("cto", {"agents": 2.5}),
        [ballot("architect", {"agents": 4.0}), ballot("reviewer", {"agents": 3.6})],
        "agents",
        (MISSED, *others),
        "s/1",
    )
    assert case is not None
    assert f"a1:{FILLER[0]}-{FILLER[1]}" not in [i for i, _, _ in case.unused]


def test_the_movers_own_reading_vouches_for_nothing() -> None:
    mine = read("cto", OTHER)
    assert "one alone" in why(mine, read("architect", FILLER), read("reviewer", None))


def test_two_seats_that_read_the_same_words_raise_a_third_to_where_both_stand() -> None:
    talk = (MISSED, read("architect", WORDS), read("reviewer", CLOSE))
    assert why(*talk, to=3.5, by=WORDS) == ""
    assert why(*talk, to=3.5, by=CLOSE) == ""


@pytest.mark.parametrize(
    "peers", [pytest.param((3.5, 4.9), id="one is the outlier"), pytest.param((4.9,), id="one")]
)
def test_a_dispute_that_one_seat_makes_alone_raises_nobody(peers: tuple[float, ...]) -> None:
    talk = (MISSED, read("architect", WORDS), read("reviewer", CLOSE))
    assert "no two other seats stand more than 1.0 above it" in why(
        *talk, to=3.0, by=WORDS, peers=peers
    )
    others = [ballot(f"seat{n}", {"agents": level}) for n, level in enumerate(peers)]
    case = case_for(ballot("cto", {"agents": 2.5}), others, "agents", talk, "s/1", 1.0)
    assert case is not None
    assert case.unused == ()


def test_two_are_as_sure_as_the_less_sure_of_them() -> None:
    unsure = read("reviewer", CLOSE)
    unsure = unsure.model_copy(
        update={"findings": (unsure.findings[0].model_copy(update={"confidence": 0.5}),)}
    )
    others = [ballot("architect", {"agents": 4.0}), ballot("reviewer", {"agents": 3.6})]
    talk = (MISSED, read("architect", WORDS), unsure)
    case = case_for(ballot("cto", {"agents": 2.5}), others, "agents", talk, "s/1")
    assert case is not None
    assert {i: sure for i, _, sure in case.unused} == {"a1:40-60": 0.5, "a1:45-70": 0.5}
    assert case.ceiling == 3.6


def test_records_before_the_sixth_format_let_one_seat_raise_another() -> None:
    assert why(MISSED, read("architect", FILLER), read("reviewer", None), peers=None) == ""


def test_what_the_embedded_engine_read_needs_no_second_reader() -> None:
    maker = Maker(engine="embedded", version="1")
    talk = [read(s, w, maker=maker) for s, w in (("cto", None), ("architect", FILLER))]
    assert why(*talk) == ""
