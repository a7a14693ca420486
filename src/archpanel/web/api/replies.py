"""What the API gives back, in the words of the domain."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from archpanel.domain import Recommendation
from archpanel.rooms.events import EventKind
from archpanel.rooms.seen import Seat, Speech, Standing, Timer, Turn

Language = Literal["text", "python", "typescript", "go", "java", "sql", "yaml"]
"""Those of `rooms.sheet.LANGUAGES`."""

EXAMPLE = "20261126-0a1b2c3d"


class Given(BaseModel):
    """Base of replies."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Problem(Given):
    """Why something was not done, as RFC 9457 has it. Nothing of a request is repeated in it."""

    type: Literal["about:blank"] = "about:blank"
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["This question has another answer already."])
    fields: list[str] = Field(
        description="Which fields of the request it is about, by the names of the schema.",
        examples=[["question"]],
    )


class Me(Given):
    """Who a token or a login belongs to."""

    id: str
    kind: Literal["coach", "candidate"]
    name: str = Field(examples=["Ada"])
    keeper: bool


class Token(Given):
    """A token of the API; it is shown this once."""

    token: str
    expires_in: int = Field(description="Seconds.", examples=[7_776_000])


class TokenLine(Given):
    """A token of the API, as its holder sees it later: never the token itself."""

    id: str = Field(description="Its SHA-256, in hex.")
    begins: str = Field(description="Its first characters; empty where they were not kept.")
    created: float = Field(description="Seconds since the epoch.")
    expires: float = Field(description="Seconds since the epoch.")


class TokenList(Given):
    """Your tokens that are good, the newest first."""

    tokens: list[TokenLine]


class SessionLine(Given):
    """One session in a list."""

    session: str = Field(examples=[EXAMPLE])
    created: str
    status: str = Field(examples=["open"])
    world: str
    view: str
    level: str
    turns: int
    answered: int
    paused: bool
    answers: bool = Field(description="Whether you answer in it; else you look on.")
    decision: str = Field(description="Empty before the verdict, and until you may see it.")
    problem: str = Field(description="Why it cannot be shown; empty where it can.")


class SessionList(Given):
    """Your sessions, the newest first, or one part of them."""

    sessions: list[SessionLine]
    older: str = Field(description="Send it as `before` for the next part; empty where this ends.")


class Opened(Given):
    """A session that was opened."""

    session: str = Field(examples=[EXAMPLE])


class RoomState(Given):
    """A room as it is now. Seats, turns, speech and timer are told as `rooms.seen` has them."""

    session: str = Field(examples=[EXAMPLE])
    world: str
    view: str
    level: str
    turns_planned: int
    rounds: list[str]
    engine: str
    standing: Standing
    paused: bool
    answers: bool = Field(description="Whether you answer in it; else you look on.")
    seats: tuple[Seat, ...]
    turns: tuple[Turn, ...]
    speech: Speech | None
    timer: Timer | None
    trouble: str
    last: int = Field(description="Number of the newest event that this shows.")


class AnswerKept(Given):
    """An answer that is on disk."""

    question: str = Field(examples=["q3"])
    text: str = Field(description='In canonical form, its parts in fences; "" is a pass.')
    received: str


class Clarified(Given):
    """A question made clearer."""

    question: str
    persona: str
    text: str


class Paused(Given):
    """Whether the candidate is away."""

    paused: bool


class Draft(Given):
    """What was typed so far."""

    question: str
    said: str
    diagram: str
    code: str
    language: Language


class EventSeen(Given):
    """Something that happened in a room."""

    n: int = Field(examples=[4])
    at: float = Field(description="Seconds since the epoch.")
    kind: EventKind
    body: dict[str, Any] = Field(examples=[{"question": "q3"}])


class EventList(Given):
    """What happened after an event."""

    events: list[EventSeen]
    last: int = Field(description="Ask for the events after this one next.", examples=[4])


class Candidate(Given):
    """Whom a coach invited."""

    id: str
    name: str = Field(examples=["Ada"])


class CandidateList(Given):
    """Whom you invited, the newest first."""

    candidates: list[Candidate]


class Invited(Candidate):
    """Somebody with the link by which they come in; it is shown this once."""

    link: str


class CoachLine(Given):
    """A coach of the house."""

    id: str
    name: str = Field(examples=["Nora"])
    entered: bool = Field(description="Whether they have chosen a password.")


class CoachList(Given):
    """The other coaches of a house, the first one first."""

    coaches: list[CoachLine]


class PasswordLink(Given):
    """A link by which a coach chooses a password; it is shown this once, and works once."""

    id: str
    name: str
    link: str
    expires_in: int = Field(description="Seconds.", examples=[86_400])


class PackLine(Given):
    """A role pack."""

    id: str = Field(examples=["ai-architect"])
    version: int
    name: str


class PackList(Given):
    """The role packs."""

    packs: list[PackLine]


class Competency(Given):
    """What a role asks for."""

    id: str
    name: str
    axis: str
    summary: str


class Choice(Given):
    """A world or a view."""

    id: str
    name: str


class Round(Given):
    """One kind of interview."""

    id: str
    name: str
    views: list[str]
    purpose: str
    minutes: int
    competencies: list[str]


class Pack(PackLine):
    """A role pack as far as a candidate may know it: no key points, red flags or examples."""

    axes: list[str]
    top: int = Field(description="The highest level of the scale; the lowest is 1.")
    levels: list[str]
    worlds: list[Choice]
    views: list[Choice]
    competencies: list[Competency]
    rounds: list[Round]


class PersonaLine(Given):
    """Who can sit on a seat."""

    seat: str = Field(
        description="How it is chosen when a session is opened.", examples=["startup_cto"]
    )
    name: str
    role: str


class OwnPersona(PersonaLine):
    """One version of a persona that a coach wrote."""

    version: int
    text: str = Field(description="YAML, as it was checked.")
    at: float = Field(description="Seconds since the epoch.")


class PersonaList(Given):
    """The personas that you can choose from."""

    personas: list[PersonaLine]


class PersonaVersion(Given):
    """One version in a list."""

    number: int = Field(examples=[2])
    at: float = Field(description="When it was saved; seconds since the epoch.")


class PersonaVersions(Given):
    """The versions of a persona that you wrote, the newest first."""

    versions: list[PersonaVersion]


class FieldChange(Given):
    """A field that differs between two versions, as `archpanel personas diff` tells it."""

    field: str = Field(examples=["severity"])
    before: str
    after: str


class PersonaChanges(Given):
    """What differs between two versions of a persona."""

    before: int = Field(description="Number of the version.")
    after: int = Field(description="Number of the version.")
    fields: list[FieldChange] = Field(description="What differs in meaning.")
    lines: list[str] = Field(description="What differs in the text, as a unified diff.")


class ReplayList(Given):
    """The replays of a session that are yours, the oldest first."""

    replays: list[str] = Field(examples=[[EXAMPLE]])


class Rating(Given):
    """What a coach thought of an interview."""

    recommendation: Recommendation | None = Field(description="null where it was waived.")
    levels: dict[str, float]
    confidence: str = Field(description="Empty where it was not said.", examples=["high"])
    reason: str
    at: float = Field(description="Seconds since the epoch.")


class NoteSeen(Given):
    """A coach's note on a turn."""

    id: str
    question: str = Field(examples=["q3"])
    text: str
    shown: bool = Field(description="Whether who answered reads it, once there is a verdict.")
    at: float = Field(description="When it was first written; seconds since the epoch.")
    mine: bool = Field(description="Whether you wrote it, and may change it.")


class NoteList(Given):
    """The notes on a session that you may read, by turn and time."""

    notes: list[NoteSeen]
