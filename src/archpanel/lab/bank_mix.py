"""Interviews and candidates made of the bank's example answers."""

import random
from collections.abc import Callable, Mapping
from functools import partial

from archpanel.agents.answers import make_answer
from archpanel.domain import BadRequest, BankQuestion, Example, Item, Question, RolePack
from archpanel.lab.material import Interview, Script, ask_plainly

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


ROUNDS = 2
"""Of each candidate from the bank."""


def rounds_for(pack: RolePack, view: str, number: int) -> tuple[str, ...]:
    """Return the rounds of the n-th candidate: two of the pack's, next to each other, in turn.

    The chair opens with what a brief weighs most. Candidates who all sat the same rounds would all
    be asked the same, and one would see a few questions instead of the personas.

    Args:
        pack: the role.
        view: whose rounds; "" for each of the pack's views in turn.
        number: of the candidate, from 0.

    Returns:
        None at all where the pack has no views: all rounds then.
    """
    views = [view] if view else [each.id for each in pack.views]
    if not views:
        return ()
    own = [r.id for r in pack.rounds if views[number % len(views)] in r.views]
    first = ROUNDS * (number // len(views))
    return tuple(own[(first + at) % len(own)] for at in range(min(ROUNDS, len(own))))


def bank_candidates(pack: RolePack, count: int, seed: int) -> tuple[Script, ...]:
    """Return candidates who answer whatever is asked with the bank's example answers.

    Like `mixed_interviews`, weak, middling and strong ones take turns. Asked again, a strong moment
    has the point in mind, any other passes; a challenged sentence is neither taken back nor stood
    by.

    Args:
        pack: its questions have an example answer at each of three levels.
        count: how many candidates.
        seed: the same one makes the same candidates.
    """
    items = {item.id: item for item in (*pack.questions, *pack.surprises)}
    return tuple(
        Script(f"candidate-{number:02d}", partial(_candidate, items, f"lab/{seed}/{number}", mix))
        for number in range(1, count + 1)
        for mix in [MIXES[(number - 1) % len(MIXES)]]
    )


def _candidate(
    items: Mapping[str, Item], seed: str, mix: Mapping[str, int]
) -> Callable[[Question], str]:
    def say(question: Question) -> str:
        # By the item, not by the turn: whichever panel asks it, the same is answered.
        draw = random.Random(f"{seed}/{question.item}")
        (strength,) = draw.choices(list(mix), list(mix.values()))
        item = items[question.item]
        if not question.is_follow_up:
            return str(getattr(item.examples, strength).text)
        points = {point.id: point for point in item.key_points}
        known = strength == "strong" and question.target in points
        return points[question.target].said_as[0] if known else ""

    return say


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
