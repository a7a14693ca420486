"""One question as it was put to the candidate."""

from typing import Literal

from pydantic import Field

from archpanel.domain.bank import Slugs
from archpanel.domain.base import Record
from archpanel.domain.brief import unset

QuestionMove = Literal["open", "probe", "cross-examine", "twist", "close"]

FOLLOW_UPS: frozenset[QuestionMove] = frozenset({"probe", "cross-examine"})
"""Moves that ask again about something said; only what they ask for can be missing."""

OPENINGS: frozenset[QuestionMove] = frozenset({"open", "close"})
"""Moves that put a question of the bank; `twist` puts a card of the surprise deck."""


def answer_id_of(question_id: str) -> str:
    """Return the id of the answer to a question: `a1` answers `q1`."""
    return f"a{question_id[1:]}"


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

    wording: Literal["bank", "engine"] = "bank"
    """Whose words they are: the bank's, begun in the persona's way, or a language model's."""

    reason: str
    """Why it was asked now and by this seat, in words for the report."""

    tailored: str = Field(default="", exclude_if=unset(""))
    """Why, and by which words of the job description or CV, it was chosen or worded so; empty for
    a question that neither had a say in."""

    @property
    def number(self) -> int:
        """Which turn it is, from 1."""
        return int(self.id[1:])

    @property
    def answer_id(self) -> str:
        """Id of the answer to it."""
        return answer_id_of(self.id)

    @property
    def is_follow_up(self) -> bool:
        """Tell whether it asks again about something that was said."""
        return self.move in FOLLOW_UPS

    @property
    def is_opening(self) -> bool:
        """Tell whether it puts a question of the bank."""
        return self.move in OPENINGS

    @property
    def topic(self) -> str:
        """The key point or red flag that a follow-up is about; "" for other questions."""
        return self.target if self.is_follow_up else ""
