"""Reads a bank's own examples against its key points: does the bank agree with its reader?

A strong example should be heard to make its points, a weak one should not. What this finds is
either an example that does not say what it claims, or phrasings too narrow to hear it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archpanel.agents.engine import Reading
from archpanel.agents.offline.reader import Reader
from archpanel.domain import BankQuestion, PointState

CREDIT: dict[PointState, float] = {"met": 1.0, "partly": 0.5, "not_met": 0.0}
"""What a state is worth before any seat's severity; an even seat's policy has the same."""

STRONG_HEARD = 0.5
"""Share of the weight of a question's points that its strong example must be heard to make."""

WEAK_HEARD = 0.34
"""Share of that weight that the weak example may be heard to make."""


@dataclass(frozen=True)
class Heard:
    """How much of a question's weight its weak and strong example were heard to make (0 to 1)."""

    question: str
    weak: float
    strong: float


def hear_examples(reader: Reader, question: BankQuestion) -> Heard:
    """Read the weak and the strong example of a question."""
    examples = question.examples
    shares = [
        share_made(question, reader.read(question, question.text, example.text))
        for example in (examples.weak, examples.strong)
    ]
    return Heard(question.id, *shares)


def share_made(question: BankQuestion, reading: Reading) -> float:
    """Return the share of the weight of a question's points that a reading credits (0 to 1)."""
    weights = {point.id: point.weight for point in question.key_points}
    made = sum(weights[p.point] * CREDIT[p.state] for p in reading.points)
    return made / sum(weights.values())


def example_problems(heard: Heard) -> Iterator[tuple[str, str]]:
    """Yield (question id, problem) where examples and key points disagree."""
    if heard.strong < STRONG_HEARD:
        yield (
            heard.question,
            f"its strong example is heard to make {heard.strong:.0%} of the points (by weight), at "
            f"least {STRONG_HEARD:.0%} is needed; say its points plainer, or add `said_as` to them",
        )
    if heard.weak > WEAK_HEARD:
        yield (
            heard.question,
            f"its weak example is heard to make {heard.weak:.0%} of the points (by weight), at "
            f"most {WEAK_HEARD:.0%} is allowed; make it hollower, or add `wrong` versions",
        )
    if not heard.weak < heard.strong:
        yield (
            heard.question,
            f"its strong example is heard no better ({heard.strong:.0%}) than its weak one "
            f"({heard.weak:.0%})",
        )
