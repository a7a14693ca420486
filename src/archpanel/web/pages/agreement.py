"""How far a coach and the panel agree, over time."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from archpanel.rooms.agreement import (
    FEWEST_DIFFERENCES,
    FEWEST_KAPPA,
    Agreement,
    AxisPair,
    Pair,
    agreement_of,
)
from archpanel.web.entering import Coach, TheHouse
from archpanel.web.templating import page

router = APIRouter()

STEP, LEFT, MIDDLE, UNIT = 26, 60, 100, 20
"""Of the drawing: pixels between interviews, before the first, to the line of no difference, and
for one level."""

NEXT_TO = 8
"""Pixels between the shapes of one interview."""

FARTHEST = 4.0
"""Levels; a scale of five has no greater difference."""

MOST_DRAWN = 40
"""The newest; the table has all."""


@dataclass(frozen=True)
class Dot:
    """One difference in the drawing."""

    x: float
    y: float
    pair: Pair
    axis: AxisPair
    shape: int
    """Which axis of its interview, from 0: each has a shape of its own."""


@router.get("/coach/agreement")
def show_agreement(request: Request, house: TheHouse, who: Coach) -> Response:
    """Show each rated interview, coach beside panel, and what can be said of all."""
    request.state.who = who
    found = agreement_of(house, who.account)
    drawn = found.pairs[-MOST_DRAWN:]
    return page(
        request,
        "agreement.html",
        found=found,
        dots=dots_of(found),
        axes=axes_of(found),
        drawn=drawn,
        width=LEFT + STEP * len(drawn) + 10,
        step=STEP,
        left=LEFT,
        middle=MIDDLE,
        unit=UNIT,
        fewest_differences=FEWEST_DIFFERENCES,
        fewest_kappa=FEWEST_KAPPA,
    )


def dots_of(found: Agreement) -> list[Dot]:
    """Return where each difference is drawn: above the line where the coach is above the panel."""
    axes = axes_of(found)
    return [
        Dot(_place(n, axes.index(axis.axis)), _height(axis), pair, axis, axes.index(axis.axis))
        for n, pair in enumerate(found.pairs[-MOST_DRAWN:])
        for axis in pair.axes
    ]


def axes_of(found: Agreement) -> list[str]:
    """Return the axes in the order of their shapes."""
    return list(dict.fromkeys(axis.axis for pair in found.pairs for axis in pair.axes))


def _place(n: int, shape: int) -> float:
    """Return where across: beside each other, since one would hide the other."""
    return LEFT + STEP * n + STEP / 2 + (NEXT_TO * shape - NEXT_TO / 2)


def _height(axis: AxisPair) -> float:
    return MIDDLE - UNIT * max(-FARTHEST, min(FARTHEST, axis.difference))
