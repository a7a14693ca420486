"""One question as it was put to the candidate."""

from typing import Literal

from pydantic import Field

from archpanel.domain.bank import Slugs
from archpanel.domain.base import Record

QuestionMove = Literal["open", "probe", "cross-examine", "twist", "close"]


class Question(Record):
    """What one persona asked, and why just then."""

    id: str
    """`q1`, `q2`, ... in the order of asking."""

    persona: str
    move: QuestionMove
    item: str
    """The question of the bank, or the surprise card, whose key points the answer is read for."""

    item_digest: str
    """SHA-256 of that item's contents, so that a record tells which wording was used."""

    round: str
    competencies: Slugs
    text: str = Field(min_length=1)
    context: str = ""
    target: str = ""
    """For a probe the key point, for a cross-examination the red flag that it is about."""

    follows: str = ""
    """Id of the answer that led to it; empty for an opening question."""

    reason: str
    """Why it was asked now and by this seat, in words for the report."""
