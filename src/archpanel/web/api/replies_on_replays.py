"""What the API gives back about a replay beside the interview that it is a replay of."""

from pydantic import Field

from archpanel.domain import Decision
from archpanel.web.api.replies import EXAMPLE, Given


class AxisBeside(Given):
    """One depth, whether it is another one or not; null: not assessed."""

    axis: str
    bar: float
    before: float | None
    after: float | None


class SeatBeside(Given):
    """A seat whose level or vote is another one."""

    name: str
    before: str
    after: str


class LevelBeside(Given):
    """A competency of which the panel, or one of the seats, thinks otherwise."""

    competency: str
    name: str
    before: float | None
    after: float | None
    seats: tuple[SeatBeside, ...]


class QuestionBeside(Given):
    """A question of one of the two."""

    id: str = Field(examples=["q3"])
    persona: str
    text: str


class ReplayChange(Given):
    """What a replay changed, as its page tells it."""

    origin: str = Field(description="The session that it is a replay of.", examples=[EXAMPLE])
    before: Decision
    after: Decision
    axes: list[AxisBeside]
    levels: list[LevelBeside]
    votes: list[SeatBeside]
    question: QuestionBeside | None = Field(
        description="What was answered anew; null where every answer is the same."
    )
    said_before: str
    said_after: str
    new: list[QuestionBeside] = Field(description="Asked in the replay alone.")
    gone: list[QuestionBeside] = Field(
        description="Not asked any more, though the old answer said something."
    )
