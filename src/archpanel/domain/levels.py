"""Levels of skill: from 1 upwards, in tenths. `None` is "not assessed", never a number."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field


def to_tenths(value: float) -> float:
    """Round a level to tenths, the precision in which levels are kept, compared and shown.

    Halves go up (2.25 -> 2.3), so that the rounding does not depend on the digit before it.
    """
    return int(value * 10 + 0.5 + 1e-9) / 10


Level = Annotated[float, Field(ge=1, le=9), AfterValidator(to_tenths)]
"""A level on the pack's scale. `ai-architect`: 1 no evidence of the skill, 2 below the bar,
3 meets the bar, 4 above it, 5 exceptional. A pack with three anchors has 1 to 3."""

Recommendation = Literal["strong_no_hire", "no_hire", "undecided", "hire", "strong_hire"]
"""What one seat advises. `undecided` means that it saw too little, not that it is in the middle."""

Decision = Literal["no_hire", "hold", "hire"]
"""What the panel decides. `hold`: more information is needed; the verdict says which."""
