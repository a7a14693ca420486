"""What the API takes and gives back about drills."""

from pydantic import Field

from archpanel.rooms.sheet import LONGEST_PART
from archpanel.web.api.bodies import Taken
from archpanel.web.api.replies import EXAMPLE, Given


class DrillChoice(Taken):
    """What is to be drilled; nothing said: what is due."""

    competency: str = Field(default="", max_length=60, examples=["llm-evaluation"])
    question: str = Field(default="", max_length=60, description="Of the study part of the bank.")
    ahead: bool = Field(default=False, description="Practise what comes next though not due.")


class DrillAnswer(Taken):
    """What was said; empty is a pass."""

    text: str = Field(default="", max_length=LONGEST_PART)


class DrillCard(Given):
    """One entry of the practice list."""

    question: str
    competency: str
    due: str = Field(examples=["2027-01-11"])
    is_due: bool
    why: str
    level: float | None = Field(description="The newest that is known, 1 to 5.")
    bar: float
    drilled: int = Field(description="How often.")
    session: str = Field(description="Whose verdict asked for it, if any.", examples=[EXAMPLE])


class DrillList(Given):
    """A practice list."""

    due: int
    drills: list[DrillCard]
    waiting: list[str] = Field(description="`QUESTION/COMPETENCY` of drills without an answer.")


class DrillAsked(Given):
    """A drill that waits."""

    question: str
    competency: str
    persona: str
    context: str
    text: str
    draft: str = Field(description="What was typed so far.")


class PointHeard(Given):
    """One key point."""

    point: str
    competency: str
    state: str = Field(description="`met`, `partly` or `not_met`.")
    quote: str


class RiskHeard(Given):
    """One red flag, raised or suspected."""

    flag: str
    concern: str
    state: str
    quote: str


class DrillHeard(Given):
    """What came of a drill."""

    id: str
    question: str
    competency: str
    level: float | None = Field(description="Null: not read, or nothing about the competency.")
    bar: float
    kind: str
    unread: str = Field(description="Why it was not read; empty where it was.")
    points: list[PointHeard]
    risks: list[RiskHeard]
    next_time: str
    due: str
    why: str
