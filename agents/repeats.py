"""What a candidate has said in an earlier answer already: said again, it earns nothing. Pure.

One list of good practice, repeated for every question, would else be credited at each of them. Runs
of words are compared, not sentences, so that another cut or another full stop changes nothing; nor
does a "you know" in between, since the seventh format. Who is asked about an answer may repeat it
there. See `docs/decisions/0007-said-once-counts-once.md`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from archpanel.agents.word_runs import runs_of
from archpanel.domain import Answer, Assessment, Question

Span = tuple[int, int]

RUN = 6
"""Words in a row that two answers share before it is no chance: turns of phrase are shorter."""

SHARE = 0.5
"""Share of a quote's words that stand in such runs from which it is a repetition."""

_WORD = re.compile(r"\w+")

_IDLE = frozenset(
    "a about actually again all also an and anyway as at basically be believe but clearly course "
    "er erm essentially etc exactly fine frankly guess here hm honestly i in indeed it just kind "
    "know let like literally maybe me mean mm my now obviously of oh ok okay opinion or perhaps "
    "please plus probably quite really right s say see simply so sort speak suppose sure t that "
    "the then there thing things think this to totally truly uh um very well yeah yes you".split()
)
"""Words that anybody may put between others without saying anything. A run may have them."""


def mark_repeats(
    questions: Iterable[Question], answers: Iterable[Answer], *, loose: bool = True
) -> tuple[Answer, ...]:
    """Return the answers, each with the spans that an earlier answer has said in the same words.

    Args:
        questions: all that were asked. The answer that a question follows up is not earlier: who
            is asked about it may say it again.
        answers: of one interview, in any order.
        loose: whether idle words may stand in a run; False as before the seventh format.
    """
    asked = {question.id: question for question in questions}
    given = tuple(answers)
    numbered = _numbered(asked, given)
    return tuple(_marked(answer, asked, numbered, loose) for answer in given)


def mark_repeat(answer: Answer, questions: Iterable[Question], answers: Sequence[Answer]) -> Answer:
    """Return one of the answers as `mark_repeats` does."""
    asked = {question.id: question for question in questions}
    return _marked(answer, asked, _numbered(asked, answers), loose=True)


def credits_again(answers: Iterable[Answer], assessments: Iterable[Assessment]) -> bool:
    """Tell whether a reading credits what is marked, as one from before other marks may do."""
    marked = {answer.id: answer for answer in answers}
    return any(
        is_repeat(
            marked[quote.answer_id].text, marked[quote.answer_id].repeats, quote.start, quote.end
        )
        for one in assessments
        for quote in one.evidence
        if quote.id in _credited(one)
    )


def _credited(one: Assessment) -> set[str]:
    made = {finding.evidence for finding in one.findings}
    return made.union(*(anchored.evidence for anchored in one.anchored))


Numbered = list[tuple[int, Answer]]
"""Answers of known questions, each with its question's number."""


def _numbered(asked: dict[str, Question], answers: Iterable[Answer]) -> Numbered:
    return [(asked[a.question_id].number, a) for a in answers if a.question_id in asked]


def _marked(answer: Answer, asked: dict[str, Question], numbered: Numbered, loose: bool) -> Answer:
    question = asked.get(answer.question_id)
    if question is None:
        return answer
    own = question.number
    before = tuple(o.text for n, o in numbered if n < own and o.id != question.follows)
    return answer.model_copy(update={"repeats": shared_spans(answer.text, before, loose)})


@lru_cache(maxsize=512)
def shared_spans(text: str, before: tuple[str, ...], loose: bool = True) -> tuple[Span, ...]:
    """Return the spans of a text that are runs of at least `RUN` words of earlier texts.

    Args:
        text: a later one.
        before: the earlier ones.
        loose: whether runs are looked for between idle words as well.
    """
    found = [*_shared(text, before, idle=True), *(_shared(text, before, False) if loose else ())]
    return tuple(_joined(sorted(found)))


def _shared(text: str, before: tuple[str, ...], idle: bool) -> Iterator[Span]:
    own, spans = _words(text, idle)
    known: set[tuple[str, ...]] = set()
    for earlier in before:
        known |= _runs(earlier, idle)
    for at in range(len(own) - RUN + 1):
        if own[at : at + RUN] in known:
            yield spans[at][0], spans[at + RUN - 1][1]


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def is_repeat(text: str, repeats: Sequence[Span], start: int, end: int) -> bool:
    """Tell whether a quote says mostly what an earlier answer said."""
    if not repeats:
        return False
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    again = sum(any(first <= word < last for first, last in repeats) for word in words)
    return bool(words) and again >= SHARE * len(words)


def _words(text: str, idle: bool) -> tuple[tuple[str, ...], list[Span]]:
    """Return the words of a text with where they stand, with the idle ones or without."""
    found = [(match.group().casefold(), match.span()) for match in _WORD.finditer(text)]
    kept = found if idle else [one for one in found if not _is_idle(one[0])]
    return tuple(word for word, _ in kept), [span for _, span in kept]


def _is_idle(word: str) -> bool:
    return word in _IDLE or word.isdigit() or len(word) == 1


@lru_cache(maxsize=256)
def _runs(text: str, idle: bool) -> frozenset[tuple[str, ...]]:
    return runs_of(_words(text, idle)[0], RUN)
