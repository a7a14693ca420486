"""One session's settings, fixed before the first question."""

from collections.abc import Callable
from typing import Any, Literal

from pydantic import Field

from archpanel.domain.bank import Form, Slugs
from archpanel.domain.base import Record
from archpanel.domain.call import LONGEST_MODEL

Purpose = Literal["rehearsal", "review"]
MAX_TURNS = 60
"""An interview of five hours; more would be a mistake in a number."""

MAX_SEEN = 1_000
"""Questions of earlier sessions; more than any bank that is shipped has."""

MAX_PAPER = 200_000
"""Characters of a job description or CV; a hundred pages."""

LONGEST_EXCERPT = 20_000
"""Characters of a paper that go into a prompt: ten pages, and no bill that surprises."""
MAX_SEED = 2**63 - 1
"""Checkpoints keep whole numbers of 64 bits."""

EngineKind = Literal["embedded", "llm", "scripted"]


def unset(default: object) -> Callable[[Any], bool]:
    """Return the test by which a field is left out of a dump while it is at its default.

    Records that have no use for the field stay as earlier versions wrote them, digests included.
    """
    return lambda value: bool(value == default)


class PackRef(Record):
    """Which role pack a session uses, down to its contents."""

    id: str
    version: int
    digest: str
    source: str = ""
    """The path given by the user for a pack that is not shipped; empty for shipped ones."""


class ModelChoice(Record):
    """Which language models think for the seats, and where. Keys are no part of it."""

    model: str = Field(min_length=1, max_length=LONGEST_MODEL)
    """As the endpoint names it; for every seat that `by_seat` does not name."""

    base_url: str = Field(default="", max_length=300)
    """Address of an OpenAI-compatible server; empty: OpenAI's own."""

    by_seat: dict[str, str] = Field(default_factory=dict)
    """Seat -> model."""

    fallback: str = Field(default="", max_length=LONGEST_MODEL)
    """Stands in for a seat's model that fails; empty: the seat abstains."""

    temperature: float | None = Field(default=0.0, ge=0, le=2)
    """None: not sent, for models that refuse it."""

    def model_of(self, seat: str) -> str:
        """Return the model that thinks for a seat."""
        return self.by_seat.get(seat, self.model)


class Paper(Record):
    """A job description or a CV, as text. It shapes what is asked, never what an answer is worth.

    It is personal data: it lies in the session's row, its exports and its decision record.
    """

    name: str = Field(min_length=1, max_length=255)
    """The file's name without its folder, which may tell more than the user wants to."""

    text: str = Field(min_length=1, max_length=MAX_PAPER)
    """Canonical text; see `domain.text`."""

    digest: str
    """SHA-256 of the file's bytes, as 64 hex digits."""

    @property
    def excerpt(self) -> str:
        """The text as far as it goes into a prompt, with a notice where it was cut."""
        if not self.is_cut:
            return self.text
        kept = self.text[:LONGEST_EXCERPT].rstrip()
        return f"{kept}\n[Cut here: {LONGEST_EXCERPT:,} of {len(self.text):,} characters.]"

    @property
    def is_cut(self) -> bool:
        """Tell whether a prompt holds only its beginning."""
        return len(self.text) > LONGEST_EXCERPT


class Focus(Record):
    """A competency that the job description stresses."""

    competency: str
    share: float = Field(ge=0, le=1)
    """Of all that the job description says about competencies, how much is about this one."""

    quote: str = Field(min_length=1)
    """The words of the job description that led to it, verbatim."""


LineUse = Literal["taken", "minor", "unclear", "short", "aimed", "beyond", "unmeasured"]


class JobLine(Record):
    """One sentence or item of the job description, and what became of it."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    """Characters of the paper's text, so that its words are kept once."""

    use: LineUse
    """`taken` for a competency; `minor`: for one of less weight than those in the focus. Of the
    others nothing is made: `unclear` about no competency more than about others, too `short`,
    `aimed` at the panel, `beyond` what is read, or `unmeasured` by this machine's encoder."""

    competency: str = Field(default="", exclude_if=unset(""))
    """The one that it was taken for."""


class JobReading(Record):
    """What was made of a job description."""

    focus: tuple[Focus, ...] = ()
    """What it stresses, the most stressed first; nothing for another trade."""

    lines: tuple[JobLine, ...] = ()
    """What became of each of its lines, in their order."""


class Brief(Record):
    """What was agreed before the interview."""

    pack: PackRef
    world: str
    view: str
    rounds: Slugs
    seats: tuple[str, ...] = Field(min_length=1, max_length=7)
    turns: int = Field(ge=1, le=MAX_TURNS)
    """How many questions are put in all, probes and cross-examination included."""

    level: str
    """The level sought; one of the policy's bars."""

    purpose: Purpose = "rehearsal"
    surprise: bool = False
    form: Form | None = None
    """The fixed list of questions that is asked in order; without it the chair chooses."""

    seed: int = Field(default=0, ge=-MAX_SEED, le=MAX_SEED)
    engine: EngineKind = "embedded"
    models: ModelChoice | None = Field(default=None, exclude_if=unset(None))
    """Set where language models think for the seats."""

    later: tuple[ModelChoice, ...] = Field(default=(), exclude_if=unset(()))
    """Who thought instead from some turn on, where that was changed in mid-interview."""

    jd: Paper | None = Field(default=None, exclude_if=unset(None))
    """The job description that questions are chosen by."""

    cv: Paper | None = Field(default=None, exclude_if=unset(None))
    """The CV. Nothing is chosen by it; a language model may ask about what it says."""

    focus: tuple[Focus, ...] = Field(default=(), exclude_if=unset(()))
    """What the job description stresses, the most stressed first."""

    job_lines: tuple[JobLine, ...] = Field(default=(), exclude_if=unset(()))
    """What became of each line of the job description, in its order; none in older sessions."""

    seen: tuple[str, ...] = Field(default=(), max_length=MAX_SEEN, exclude_if=unset(()))
    """Questions and surprises of the candidate's last sessions: asked only where none else is left.

    A fixed form is asked as it stands."""

    @property
    def job_reading(self) -> JobReading:
        """What was made of the job description."""
        return JobReading(focus=self.focus, lines=self.job_lines)
