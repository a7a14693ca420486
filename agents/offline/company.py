"""Clauses are encoded in the company of their sentence: one pass gives the clause and the whole.

A clause alone says too little of which side it is on; a sentence as a whole blurs what it says.
Both come from the same pass over the sentence: the mean over the clause's own tokens, and the mean
over all. A text of several parts is written with marks between them, so that whatever keeps
vectors by text (memory, files, training) keeps these, too. Canonical text never holds the marks.
"""

from collections.abc import Sequence

from archpanel.agents.offline.segments import Segment

MARK = "\x1f"
LONGEST_COMPANY = 120
"""Words of one pass; a breathless sentence is cut there, since the encoder reads 512 tokens."""


def in_company(parts: Sequence[str], at: int) -> str:
    """Return the text by which the part `at` is encoded among the others."""
    return parts[0] if len(parts) == 1 else f"{MARK.join(parts)}{MARK}{MARK}{at}"


def as_whole(parts: Sequence[str]) -> str:
    """Return the text by which all parts are encoded together."""
    return parts[0] if len(parts) == 1 else f"{MARK.join(parts)}{MARK}{MARK}"


def parted(text: str) -> tuple[tuple[str, ...], int | None]:
    """Return the parts that a text names, and which of them it means; None means all."""
    joined, marked, at = text.partition(MARK + MARK)
    parts = tuple(joined.split(MARK))
    return parts, int(at) if marked and at else None


def companies(segments: Sequence[Segment]) -> list[list[int]]:
    """Return the numbers of segments that are encoded together: those of one spoken sentence."""
    groups: list[list[int]] = []
    count = 0
    for at, segment in enumerate(segments):
        last = segments[groups[-1][-1]] if groups else None
        together = last is not None and _same_sentence(last, segment)
        count = count + segment.words if together else segment.words
        if not together or count > LONGEST_COMPANY:
            groups.append([])
            count = segment.words
        groups[-1].append(at)
    return groups


def _same_sentence(one: Segment, two: Segment) -> bool:
    same = one.sentence == two.sentence and one.paragraph == two.paragraph
    return same and "code" not in (one.form, two.form)
