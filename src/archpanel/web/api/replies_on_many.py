"""What the API gives back about several interviews together."""

from pydantic import Field

from archpanel.domain import Decision
from archpanel.rooms.agreement import Difference, Pair
from archpanel.rooms.comparing import Fact, Row
from archpanel.rooms.labs import Status
from archpanel.web.api.replies import EXAMPLE, Given


class Compared(Given):
    """One of the interviews that stand side by side."""

    session: str = Field(examples=[EXAMPLE])
    who: str = Field(description="Who answered, as you know them.", examples=["Ada"])
    decision: Decision
    provisional: bool


class Shared(Given):
    """A question of the bank that all were asked."""

    title: str
    turns: list[str] = Field(
        description="Its turn in each interview, in their order.", examples=[["q1", "q3"]]
    )


class Comparison(Given):
    """Interviews side by side; the values of a row are in the order of the interviews."""

    interviews: list[Compared]
    facts: tuple[Fact, ...] = Field(description="Settings of each interview.")
    one_form: bool = Field(description="Whether all followed the same form.")
    apart: str = Field(description="Why no level can be compared; empty where some may be.")
    axes: tuple[Row, ...] = Field(description="Depths that can be compared; null: not assessed.")
    levels: tuple[Row, ...] = Field(description="Competencies that can be compared.")
    other_axes: tuple[Row, ...] = Field(description="Depths that rest on different questions.")
    other_levels: tuple[Row, ...] = Field(
        description="Competencies that rest on different questions."
    )
    shared: list[Shared]


class AgreementSeen(Given):
    """How far you and the panel agree, over the interviews that you rated first."""

    pairs: tuple[Pair, ...] = Field(
        description="Your view and the panel's, the oldest first; `own` is what your "
        "recommendation would be as a decision."
    )
    same: int = Field(description="On how many of them both would decide the same.")
    interval: tuple[float, float] | None = Field(
        description="95 % interval of that share, by Wilson; null without pairs."
    )
    kappa: float | None = Field(
        description="With quadratic weights; null where it is undefined, or of too few pairs."
    )
    differences: tuple[Difference, ...] = Field(
        description="You less the panel, by depth; mean and spread (the sample's standard "
        "deviation) are null where there are too few pairs."
    )
    waived: int = Field(description="Interviews that you did not rate; left out.")
    replays: int = Field(description="Rated replays; left out, their answers count already.")


class LabLine(Given):
    """A comparison in the lab."""

    lab: str = Field(examples=["lab-0123456789ab"])
    compares: str = Field(description="Whom and on what, in words.")
    created: float = Field(description="Seconds since the epoch.")
    status: Status
    done: int = Field(description="Sittings that are over: of one panel over one interview each.")
    total: int = Field(description="Sittings in all; 0 until they are counted.")
    problem: str = Field(description="Why there is no report; empty unless it failed.")


class LabList(Given):
    """Your comparisons, the newest first."""

    labs: list[LabLine]


class Otherwise(Given):
    """A finished interview decided otherwise, from its record alone."""

    before: Decision
    after: Decision
    differs: bool
    assumptions: tuple[str, ...] = Field(description="What the answer takes for granted.")
