"""Interviews put together from the bank's example answers, so that what they are worth is known."""

import random
from collections.abc import Mapping

from archpanel.agents.answers import make_answer
from archpanel.domain import BadRequest, BankQuestion, Example, RolePack
from archpanel.lab.material import Interview, ask_plainly

QUESTIONS = 6
"""Of one interview: as many openings as a session of nine turns has."""

MIXES: tuple[Mapping[str, int], ...] = (
    {"weak": 3, "adequate": 2, "strong": 1},
    {"weak": 1, "adequate": 4, "strong": 1},
    {"weak": 1, "adequate": 2, "strong": 3},
)
"""A weak, a middling and a strong candidate, who all have better and worse moments: answers of
each level, of six. They take turns."""

HALF = 0.5
"""Credit of a half-made point in the author's own count; personas of even severity give it too."""


def mixed_interviews(pack: RolePack, count: int, seed: int, world: str) -> tuple[Interview, ...]:
    """Draw interviews; no question comes up twice before all of the world came up.

    Args:
        pack: its questions have an example answer at each of three levels.
        count: how many interviews.
        seed: the same one draws the same interviews.
        world: whose questions to draw from; "" for all.

    Raises:
        BadRequest: the pack has too few questions.
    """
    bank = [q for q in pack.questions if not world or world in q.worlds]
    if len(bank) < QUESTIONS:
        raise BadRequest(
            f"--bank needs {QUESTIONS} questions with examples; {pack.id} has {len(bank)}"
            f"{f' for the world {world}' if world else ''}. Give --record or --transcript instead."
        )
    draw = random.Random(f"lab/{pack.id}/{seed}")
    dealt: list[BankQuestion] = []
    while len(dealt) < count * QUESTIONS:
        dealt += draw.sample(bank, len(bank))
    hands = (dealt[at * QUESTIONS : (at + 1) * QUESTIONS] for at in range(count))
    return tuple(_interview(n, hand, pack, draw) for n, hand in enumerate(hands, start=1))


def _interview(
    number: int, items: list[BankQuestion], pack: RolePack, draw: random.Random
) -> Interview:
    mix = MIXES[(number - 1) % len(MIXES)]
    strengths = [strength for strength, times in mix.items() for _ in range(times)]
    draw.shuffle(strengths)
    questions = tuple(ask_plainly(item, at) for at, item in enumerate(items, start=1))
    truth: dict[tuple[str, str], float] = {}
    answers = []
    for question, item, strength in zip(questions, items, strengths, strict=True):
        example: Example = getattr(item.examples, strength)
        answer = make_answer(question.id, example.text, key=question.id)
        answers.append(answer)
        truth |= {(answer.id, c): level for c, level in written_to(item, example, pack.top).items()}
    return Interview(f"bank-{number:02d}", "bank", questions, tuple(answers), truth)


def written_to(item: BankQuestion, example: Example, top: int) -> dict[str, float]:
    """Return the level of each competency by the author's own count of key points.

    Levels from 1 to `top`; red flags, which lower a level, are not counted.
    """
    got: dict[str, float] = {}
    possible: dict[str, float] = {}
    for point in item.key_points:
        credit = 1.0 if point.id in example.meets else HALF if point.id in example.partly else 0.0
        got[point.competency] = got.get(point.competency, 0.0) + point.weight * credit
        possible[point.competency] = possible.get(point.competency, 0.0) + point.weight
    return {c: 1 + (top - 1) * got[c] / possible[c] for c in possible}
