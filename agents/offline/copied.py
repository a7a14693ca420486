"""Pieces that copy what the panel or the scorecard says, whatever stands between the words.

The encoder hears past fillers, swapped letters and loose words, so whoever compares words has to as
well: a question read out with a "you know" after every third word earned levels, and the words of
a key point strung together by "with the" earned all of them.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from archpanel.agents.offline.features import ItemView, bag, spoken_core, trigrams
from archpanel.agents.offline.segments import Segment, words

ECHO_SHARE = 0.5
"""Share of a piece's runs of three words that the panel said itself."""

PASTE_SHARE = 0.4
"""Share of a piece's runs of three words that stand in the key points as the scorecard words
them; one honest piece in a thousand has 0.34."""

PASTE_RUNS = 7
"""The same as a number: a point cut short and put into a frame; honest pieces have 6 at most."""

FILLED = 0.2
"""Share of a piece's words that are fillers from which it is compared without them: who begins by
"So" is heard as before."""

ECHO_WORDS, ECHO_WORDS_SHARE = 7, 0.9
"""Telling words of a piece, and the share of them that the panel said, in whatever order."""

PASTE_WORDS, PASTE_WORDS_SHARE = 6, 0.8
"""Telling words of a key point that one piece or two neighbours have, and which share of the
point's these are, in whatever order; of 6,101 honest ones two have 0.8."""

STRUNG_WORDS, STRUNG_SHARE = 7, 0.8
"""The same of a piece's own words: hardly one is not the point's. Of 6,219 honest ones four are so;
with five words, as who speaks tersely has, it was thirteen."""

LONGEST_PAIR = 44
"""Words of two neighbours that are looked at together, as the reader of key points does."""


def echoed(segments: Sequence[Segment], question: str, view: ItemView) -> frozenset[int]:
    """Return the pieces that say what the panel has said itself.

    Args:
        segments: those of the answer.
        question: as it was asked.
        view: its item.
    """
    runs = view.asked_trigrams | frozenset(trigrams(question))
    known = view.asked_words | bag(question)
    return frozenset(
        at for at, one in enumerate(segments) if _says(_cores(one), runs) or _is_of(one, known)
    )


def pasted(segments: Sequence[Segment], view: ItemView) -> set[int]:
    """Return the pieces that read out key points as the scorecard words them."""
    found = {at for at, one in enumerate(segments) if _reads_out(one, view)}
    for own in _together(segments):
        said = bag(spoken_core(" ".join(segments[at].text for at in own)))
        if any(_covers(said, point) for point in view.point_words):
            found.update(own)
    return found


def _cores(segment: Segment) -> tuple[str, ...]:
    """Return a piece as it was said, and without its fillers where they are many."""
    core = spoken_core(segment.text)
    told = len(words(core)) <= (1 - FILLED) * segment.words
    return (segment.text, core) if told else (segment.text,)


def _says(texts: Sequence[str], known: frozenset[tuple[str, ...]]) -> bool:
    return any(_shared(text, known) >= ECHO_SHARE for text in texts)


def _shared(text: str, known: frozenset[tuple[str, ...]]) -> float:
    own = trigrams(text)
    return sum(run in known for run in own) / len(own) if own else 0.0


def _is_of(segment: Segment, known: frozenset[str]) -> bool:
    own = bag(spoken_core(segment.text))
    return len(own) >= ECHO_WORDS and len(own & known) >= ECHO_WORDS_SHARE * len(own)


def _reads_out(segment: Segment, view: ItemView) -> bool:
    for text in _cores(segment):
        own = trigrams(text)
        known = sum(run in view.point_trigrams for run in own)
        if known >= PASTE_RUNS or (known >= 3 and known >= PASTE_SHARE * len(own)):
            return True
    return False


def _together(segments: Sequence[Segment]) -> Iterator[tuple[int, ...]]:
    """Yield each piece, and each pair of neighbours, by number."""
    yield from ((at,) for at in range(len(segments)))
    for one, two in pairwise(range(len(segments))):
        if segments[one].words + segments[two].words <= LONGEST_PAIR:
            yield one, two


def _covers(said: frozenset[str], point: frozenset[str]) -> bool:
    both = len(said & point)
    if both >= STRUNG_WORDS and both >= STRUNG_SHARE * len(said):
        return True
    return both >= PASTE_WORDS and both >= PASTE_WORDS_SHARE * len(point)
