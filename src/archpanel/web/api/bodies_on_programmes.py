"""What the API takes about programmes."""

from typing import Annotated

from pydantic import Field

from archpanel.programme.comments import LONGEST_COMMENT
from archpanel.programme.plan import MOST_SESSIONS, MOST_WEEKS, SESSIONS, WEEKS
from archpanel.rooms.choosing import Mind
from archpanel.rooms.programmes import MOST_JOBS
from archpanel.web.api.bodies import JobDescription, Name, Taken

Names = Annotated[list[Name], Field(max_length=60)]


class ProgrammeOrder(Taken):
    """A programme as it is chosen; an empty list takes all there is."""

    seats: Names = Field(
        min_length=1,
        description="Shipped personas of whom panels are made, three at a time.",
        examples=[["startup_cto", "enterprise_architect", "security_reviewer"]],
    )
    sessions: int = Field(default=SESSIONS, ge=1, le=MOST_SESSIONS)
    weeks: int = Field(default=WEEKS, ge=1, le=MOST_WEEKS)
    start: str = Field(
        default="", max_length=10, description="Day of the first; empty is next Monday.",
        examples=[""],
    )  # fmt: skip
    jobs: list[JobDescription] = Field(
        default=[], max_length=MOST_JOBS, description="Jobs aimed at; their texts are not kept."
    )
    profiles: Names = Field(default=[], description="Kinds of firm aimed at.", examples=[[]])
    weak: Names = Field(default=[], description="Competencies to be trained more.", examples=[[]])
    worlds: Names = Field(default=[], examples=[["startup"]])
    views: Names = Field(default=[], examples=[[]])
    rounds: Names = Field(default=[], examples=[["system-design"]])
    levels: Names = Field(default=[], examples=[["senior"]])
    surprises: bool = Field(default=True, description="Whether some sessions have a surprise.")


class NextSession(Taken):
    """How the next session is held."""

    turns: int = Field(default=9, ge=1, le=60, description="Questions, at most.")
    engine: Mind = "embedded"


class InForce(Taken):
    """Which programme is to be in force."""

    number: int = Field(ge=1, le=999_999)


class ProgrammeComment(Taken):
    """What a coach says to a programme."""

    text: str = Field(min_length=1, max_length=LONGEST_COMMENT, examples=["Draw before you talk."])
    session: int = Field(
        default=0, ge=0, le=999, description="Its number in the programme; 0 is the whole."
    )
    programme: int = Field(
        default=0,
        ge=0,
        le=9999,
        description="`number` of the programme that was seen, so that nothing is said to another "
        "one that came meanwhile (409); 0 is the one in force.",
    )
