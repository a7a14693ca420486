"""A scripted candidate who rehearses a whole programme: weak at first, better later. Pure.

They speak in the bank's own words: what they know of a question is some of its key points, each
said as one of its examples says it. So the levels they are heard at are known beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from archpanel.domain import Item, KeyPoint, Question

UNEVEN = 0.5, 2.0
"""Paces at which competencies come along: 1 is even over the sessions, less is late, more early."""

LOST = 2.2
"""Level below which an answer begins as the bank's weak example does, with its risks."""

NOTHING = (
    "I would have to look that up.",
    "I have not built that myself, so I would only guess.",
    "That was always somebody else's part in my teams.",
    "Honestly, I do not know what I would do there.",
)
"""What they say where they know nothing of what is asked."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who improves over a programme."""

    first: float
    """Level in the first session, 1 to `top`."""

    last: float
    """Level in the last one."""

    sessions: int
    weak: frozenset[str]
    """Competencies that stay at the first level."""

    top: int
    seed: int

    def level(self, competency: str, nth: int) -> float:
        """Return the level of a competency in one session, from 1."""
        if competency in self.weak:
            return self.first
        done = (nth - 1) / max(self.sessions - 1, 1)
        least, most = UNEVEN
        pace = least + (most - least) * Random(f"{self.seed}/{competency}").random()
        return self.first + (self.last - self.first) * float(done ** (1 / pace))

    def say(self, question: Question, item: Item, nth: int) -> str:
        """Return the answer to a question of a session."""
        draw = Random(f"{self.seed}/{nth}/{question.id}/{item.id}")
        known = [p for p in _asked(question, item) if p.id in self.known(item, nth)]
        said = [_said(point, question, draw) for point in known]
        if question.is_opening and self._is_lost(item, nth):
            said = [item.examples.weak.text, *said]
        return " ".join(said) or draw.choice(NOTHING)

    def known(self, item: Item, nth: int) -> frozenset[str]:
        """Return the key points that they know: of each competency the share that its level asks.

        Points are drawn one after another until their weights reach that share. Where it falls
        within a point, a lot decides, but nobody knows by chance what they hardly know.
        """
        found: set[str] = set()
        for competency in item.competencies:
            points = [point for point in item.key_points if point.competency == competency]
            draw = Random(f"{self.seed}/{nth}/{item.id}/{competency}")
            share = (self.level(competency, nth) - 1) / (self.top - 1)
            left = share * sum(point.weight for point in points)
            for point in draw.sample(points, len(points)):
                if draw.random() < _likely(left / point.weight):
                    found.add(point.id)
                left -= point.weight
        return frozenset(found)

    def _is_lost(self, item: Item, nth: int) -> bool:
        levels = [self.level(competency, nth) for competency in item.competencies]
        return sum(levels) / len(levels) < LOST


def _likely(share: float) -> float:
    """Return how likely a point is known of which so much is: below a quarter never."""
    return min(max(2 * share - 0.5, 0.0), 1.0)


def _asked(question: Question, item: Item) -> Sequence[KeyPoint]:
    """Return the points that a question is about: all, or those that it follows up."""
    if question.move == "probe" and question.target:
        return [point for point in item.key_points if point.id == question.target]
    return item.key_points


def _said(point: KeyPoint, question: Question, draw: Random) -> str:
    """Return a point in one of its examples' words; a follow-up hears others than the opening."""
    half = len(point.said_as) // 2
    of = point.said_as[half:] if question.is_follow_up else point.said_as[:half]
    return draw.choice(of or point.said_as)
