"""What the candidate said, and the exact spans of it that count as evidence."""

from typing import Literal, Self

from pydantic import Field, model_validator

from archpanel.domain.base import Record

MAX_ANSWER = 20_000
"""Characters; a spoken answer of ten minutes has about 9,000."""


class Answer(Record):
    """One answer to one question, canonicalised; the text never changes afterwards."""

    id: str
    """`a1` answers `q1`."""

    question_id: str
    text: str = Field(max_length=MAX_ANSWER)
    """Empty when the candidate passed."""

    received: str
    """UTC, ISO 8601, seconds."""

    key: str = ""
    """The idempotency key under which it was accepted."""

    flags: tuple[tuple[int, int], ...] = ()
    """Spans (start, end) that look like an instruction to the panel; they are no evidence."""

    repeats: tuple[tuple[int, int], ...] = ()
    """Spans that an earlier answer has said in the same words; they earn nothing again. Marked when
    the answer is read, since it takes the whole interview to know."""


class Evidence(Record):
    """A verbatim quote from one candidate answer. No quote, no credit."""

    id: str
    """`a1:120-184`: the answer and the span, so that two seats quoting the same words agree."""

    answer_id: str
    quote: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int
    """Offsets in characters of the canonical answer; `text[start:end] == quote`."""

    shows: str
    """The key point or red flag that the quote is about."""

    stance: Literal["for", "against"]

    @model_validator(mode="after")
    def _span_fits(self) -> Self:
        if self.end - self.start != len(self.quote):
            raise ValueError(f"span {self.start}-{self.end} does not fit {len(self.quote)} chars")
        if self.id != f"{self.answer_id}:{self.start}-{self.end}":
            raise ValueError(f"evidence id {self.id!r} is not answer and span")
        return self

    def overlaps(self, other: "Evidence") -> bool:
        """Tell whether two quotes share a character: the same words, cut differently."""
        same = self.answer_id == other.answer_id
        return same and self.start < other.end and other.start < self.end
