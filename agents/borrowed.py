"""Which words of a job description or a CV a question borrows. Pure; for the report alone."""

import re
from collections.abc import Iterator

from archpanel.agents.word_runs import runs_of
from archpanel.domain import Brief

RUN = 3
"""Words in a row that a question and a paper share before it is no chance."""

TELLING = 2
"""Of these, so many are long enough to say something."""

LONG = 5
"""Letters."""

_WORD = re.compile(r"\w+(?:[-'\u2019]\w+)*")


def borrowed(question: str, given: str, brief: Brief) -> str:
    """Return a sentence about words that a question took from a paper, or "" where it took none.

    Args:
        question: as it was put.
        given: the bank's words for it, and all that was said before: what stands there already was
            not taken from a paper.
        brief: with the papers.
    """
    papers = (("job description", brief.jd), ("CV", brief.cv))
    for title, paper in papers:
        if paper is not None and (words := _longest_run(question, paper.text, given)):
            return f'Worded after the {title}: "{words}".'
    return ""


def _longest_run(question: str, paper: str, given: str) -> str:
    """Return the longest run of the question's words that the paper has and `given` has not."""
    there, known = (runs_of(_folded(text), RUN) for text in (paper, given))
    longest = start = end = -1
    kept = ""
    for first, last in _candidates(question):
        words = _folded(question[first:last])
        if words not in there or words in known or not _tells(words):
            continue
        start, end = (start, last) if first < end else (first, last)
        if end - start > longest:
            longest, kept = end - start, question[start:end]
    return kept


def _candidates(question: str) -> Iterator[tuple[int, int]]:
    """Yield where every run of `RUN` words stands."""
    spans = [match.span() for match in _WORD.finditer(question)]
    for first, last in zip(spans, spans[RUN - 1 :], strict=False):
        yield first[0], last[1]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(match.group().casefold() for match in _WORD.finditer(text))


def _tells(words: tuple[str, ...]) -> bool:
    return sum(len(word) >= LONG for word in words) >= TELLING
