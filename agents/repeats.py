"""What a candidate has said in an earlier answer already: said again, it earns nothing. Pure.

One list of good practice, repeated for every question, would else be credited at each of them. Runs
of words are compared, not sentences, so that another cut or another full stop changes nothing. Who
is asked about an answer may repeat it there. See `docs/decisions/0007-said-once-counts-once.md`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from archpanel.agents.word_runs import runs_of
from archpanel.domain import Answer, Question

Span = tuple[int, int]

RUN = 6
"""Words in a row that two answers share before it is no chance: turns of phrase are shorter."""

SHARE = 0.5
"""Share of a quote's words that stand in such runs from which it is a repetition."""

_WORD = re.compile(r"\w+")


def mark_repeats(questions: Iterable[Question], answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers, each with the spans that an earlier answer has said in the same words.

    Args:
        questions: all that were asked. The answer that a question follows up is not earlier: who
            is asked about it may say it again.
        answers: of one interview, in any order.
    """
    asked = {question.id: question for question in questions}
    given = tuple(answers)
    return tuple(_marked(answer, asked, given) for answer in given)


def mark_repeat(answer: Answer, questions: Iterable[Question], answers: Sequence[Answer]) -> Answer:
    """Return one of the answers as `mark_repeats` does."""
    return _marked(answer, {question.id: question for question in questions}, answers)


def _marked(answer: Answer, asked: dict[str, Question], answers: Sequence[Answer]) -> Answer:
    question = asked.get(answer.question_id)
    if question is None:
        return answer
    before = tuple(
        other.text
        for other in answers
        if other.question_id in asked
        and asked[other.question_id].number < question.number
        and other.id != question.follows
    )
    return answer.model_copy(update={"repeats": shared_spans(answer.text, before)})


@lru_cache(maxsize=512)
def shared_spans(text: str, before: tuple[str, ...]) -> tuple[Span, ...]:
    """Return the spans of a text that are runs of at least `RUN` words of earlier texts."""
    own, spans = _words(text)
    known: set[tuple[str, ...]] = set()
    for earlier in before:
        known |= _runs(earlier)
    found: list[Span] = []
    for at in range(len(own) - RUN + 1):
        if own[at : at + RUN] in known:
            start, end = spans[at][0], spans[at + RUN - 1][1]
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return tuple(found)


def is_repeat(text: str, repeats: Sequence[Span], start: int, end: int) -> bool:
    """Tell whether a quote says mostly what an earlier answer said."""
    if not repeats:
        return False
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    again = sum(any(first <= word < last for first, last in repeats) for word in words)
    return bool(words) and again >= SHARE * len(words)


def _words(text: str) -> tuple[tuple[str, ...], list[Span]]:
    matches = list(_WORD.finditer(text))
    return tuple(match.group().casefold() for match in matches), [m.span() for m in matches]


@lru_cache(maxsize=256)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    return runs_of(_words(text)[0], RUN)
