"""Reads a bank's own examples against its key points: does the bank agree with its reader?

A strong example should be heard to make its points, a weak one should not. What this finds is
either an example that does not say what it claims, or phrasings too narrow to hear it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archpanel.agents.offline.reader import Reader
from archpanel.domain import BankQuestion, Example

STRONG_HEARD = 0.5
"""Share of the weight of a strong example's points that the reader must hear."""

WEAK_HEARD = 0.34
"""Share of all weight that a weak example may be heard to make."""


@dataclass(frozen=True)
class Heard:
    """How much of a question's weight its three examples were heard to make (0 to 1)."""

    question: str
    weak: float
    adequate: float
    strong: float


def hear_examples(reader: Reader, question: BankQuestion) -> Heard:
    """Read the three examples of a question."""
    shares = [
        _share(reader, question, example)
        for example in (
            question.examples.weak,
            question.examples.adequate,
            question.examples.strong,
        )
    ]
    return Heard(question.id, *shares)


def _share(reader: Reader, question: BankQuestion, example: Example) -> float:
    credit = {"met": 1.0, "partly": 0.5, "not_met": 0.0}
    weights = {point.id: point.weight for point in question.key_points}
    reading = reader.read(question, question.text, example.text)
    made = sum(weights[p.point] * credit[p.state] for p in reading.points)
    return made / sum(weights.values())


def example_problems(heard: Heard) -> Iterator[tuple[str, str]]:
    """Yield (question id, problem) where examples and key points disagree."""
    if heard.strong < STRONG_HEARD:
        yield (
            heard.question,
            f"its strong example is heard to make {heard.strong:.0%} of the points",
        )
    if heard.weak > WEAK_HEARD:
        yield (
            heard.question,
            f"its weak example is heard to make {heard.weak:.0%} of the points, at most "
            f"{WEAK_HEARD:.0%} is allowed; make it hollower, or add `wrong` versions",
        )
    if not heard.weak < heard.strong:
        yield heard.question, "its strong example is heard no better than its weak one"
