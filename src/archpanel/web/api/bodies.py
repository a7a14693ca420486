"""What the API takes, in the words of the domain."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from archpanel.domain import Recommendation
from archpanel.papers import MAX_FILE
from archpanel.rooms.accounts import LONGEST_NAME
from archpanel.rooms.choosing import Mind
from archpanel.rooms.lab_choosing import MOST_INTERVIEWS, MOST_WHO
from archpanel.rooms.ratings import LONGEST_WHY
from archpanel.rooms.remarks import LONGEST_REMARK
from archpanel.rooms.sheet import LONGEST_PART
from archpanel.web.api.replies import Language

LONGEST_PASTED = 60_000
"""Characters of a job description or a CV; longer ones are sent as files."""

LONGEST_BASE64 = (MAX_FILE + 2) // 3 * 4
"""Characters of a file in base64."""

LONGEST_TRIED = 400
"""Characters of a field for a password; what is too long for one is told by `rooms.accounts`."""

Name = Annotated[str, Field(min_length=1, max_length=60, examples=["startup"])]
Part = Annotated[str, Field(max_length=LONGEST_PART)]
Pasted = Annotated[str, Field(max_length=LONGEST_PASTED)]
QuestionId = Annotated[str, Field(pattern="^q[0-9]{1,4}$", examples=["q3"])]


class Taken(BaseModel):
    """Base of bodies: no unknown fields, and no type is taken for another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PaperFile(Taken):
    """A file that holds a job description or a CV."""

    name: str = Field(
        min_length=1,
        max_length=255,
        description="What it is called; the ending says what it is: .txt, .md, .pdf or .docx.",
        examples=["cv.md"],
    )
    content: str = Field(
        min_length=1,
        max_length=LONGEST_BASE64,
        description=f"Its bytes in base64, at most {MAX_FILE:,} of them.",
        json_schema_extra={"contentEncoding": "base64"},
        examples=["QnVpbHQgYSBwbGF0Zm9ybS4="],
    )


class JobDescription(Taken):
    """A job description to be read: its text, or a file."""

    text: Pasted = ""
    file: PaperFile | None = None


class Opening(Taken):
    """An interview as it is chosen."""

    world: Name
    view: Annotated[str, Field(min_length=1, max_length=60, examples=["developer-plus"])]
    level: Annotated[str, Field(min_length=1, max_length=60, examples=["senior"])]
    turns: int = Field(ge=1, le=60, examples=[9])
    seats: list[Name] = Field(
        min_length=1,
        max_length=5,
        examples=[["startup_cto", "enterprise_architect", "security_reviewer"]],
    )
    rounds: list[Name] = Field(default=[], max_length=20, examples=[["system-design"]])
    surprise: bool = False
    engine: Mind = Field(
        default="embedded",
        description="Who reads: `embedded` sends nothing anywhere, whatever the server is set up "
        "for; `llm` is the language model that the server is set up for.",
    )
    candidate: str = Field(
        default="",
        max_length=40,
        description="Whom a coach invited; empty: who opens the session sits in it.",
        examples=[""],
    )
    job_description: Pasted = ""
    job_description_file: PaperFile | None = None
    cv: Pasted = ""
    cv_file: PaperFile | None = None


class Asked(Taken):
    """A question that something is done about."""

    question: QuestionId


class Sheet(Asked):
    """The parts of an answer."""

    said: Part = Field(default="", examples=["A queue between the two, and idempotent workers."])
    diagram: Part = Field(
        default="", description="Mermaid source.", examples=["flowchart LR\n  api-->queue"]
    )
    code: Part = ""
    language: Language = "text"


class GoingOn(Taken):
    """How a panel that could not go on tries again."""

    as_is: bool = Field(
        default=False, description="Reach a verdict without the seats that are out of reach."
    )


class Invitation(Taken):
    """Whom a coach invites."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, examples=["Ada"])


class OwnRating(Taken):
    """A coach's own view of a finished interview."""

    recommendation: Recommendation | None = Field(description="null waives the rating.")
    levels: dict[Name, Annotated[float, Field(ge=1, le=9, strict=False)]] = Field(
        default={},
        max_length=60,
        description="Axis or competency -> level on the role's scale.",
        examples=[{}],
    )
    confidence: Literal["", "low", "medium", "high"] = ""
    reason: str = Field(default="", max_length=LONGEST_WHY, examples=["Calm and clear."])


class OwnName(Taken):
    """The name by which a coach enters."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME, examples=["Carla"])


class OwnPassword(Taken):
    """A coach's password, as it is and as it shall be."""

    old: str = Field(max_length=LONGEST_TRIED)
    new: str = Field(max_length=LONGEST_TRIED)


class Note(Taken):
    """What a coach notes on a turn."""

    text: str = Field(min_length=1, max_length=LONGEST_REMARK, examples=["Names the trade-off."])
    shown: bool = Field(description="Whether who answered reads it, once there is a verdict.")


class NewNote(Note, Asked):
    """A note on one question."""


class NewPersona(Taken):
    """A persona as YAML; `archpanel personas check` tells what is wrong with one."""

    text: str = Field(min_length=1, max_length=50_000, examples=["id: my_cto\nversion: 1\n..."])


class NextPersona(NewPersona):
    """The next version of a persona."""

    base: int = Field(ge=1, le=999_999, description="Number of the version that was edited.")


class NewLab(Taken):
    """What is compared in the lab, on what."""

    who: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field(
        default=[],
        max_length=MOST_WHO,
        description="Personas: shipped ones by id, your own as `own:ID` or `own:ID@VERSION`. "
        "Nobody: all shipped ones; of sessions alone, who sat in them, as they judged then.",
        examples=[["startup_cto", "security_reviewer"]],
    )
    sessions: list[Name] = Field(
        default=[],
        max_length=MOST_INTERVIEWS,
        description="Finished sessions whose verdict you may see.",
        examples=[[]],
    )
    bank: int = Field(
        default=0, ge=0, le=MOST_INTERVIEWS, description="Interviews drawn from the bank.",
        examples=[12],
    )  # fmt: skip
    candidates: int = Field(
        default=0, ge=0, le=MOST_INTERVIEWS, description="Candidates who are played.", examples=[0]
    )
    world: Name = "startup"
