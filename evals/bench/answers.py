"""What the candidate of the benchmark says: about 120 words (140 tokens), each time others."""

from random import Random

from archpanel.evals.bench.schemas import sentence

SENTENCES = 11
WORDS = 10


def scripted_answers(count: int) -> tuple[str, ...]:
    """Return so many answers; a longer list begins with the shorter one."""
    return tuple(_answer(number) for number in range(1, count + 1))


def _answer(number: int) -> str:
    draw = Random(number)
    said = " ".join(sentence(WORDS, draw) for _ in range(SENTENCES))
    return f"In project {number} we did it like this. {said}"
