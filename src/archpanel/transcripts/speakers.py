"""Which words before a colon are speakers. A speaker takes part in the dialogue.

"Latency: 200 ms" stands at the beginning of a line as "Anna: Why?" does, and both may come again.
What tells them apart is what follows: the candidate speaks after whoever asks, but not after a
heading within the candidate's own answer. Words that go to the wrong side are lost as evidence, or
become evidence against the wrong person.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

CANDIDATE = frozenset({"candidate", "applicant", "interviewee", "a"})
INTERVIEWER = frozenset({"interviewer", "interviewers", "panel", "panelist", "recruiter", "q"})
_LETTERS = frozenset({"q", "a"})
"""Roles only where no other word names that side: "A:" may be the first of some options."""

_ASIDES = frozenset(
    "assumption assumptions caveat caveats con cons example examples first hint important nb n.b. "
    "note notes option p.s. pro pros ps remark result risk risks second step summary third tip "
    "tl;dr todo update warning".split()
)
"""What people put before a colon within an answer, sometimes more than once."""


@dataclass(frozen=True)
class Label:
    """What stands before a colon, or in a heading, as one line has it."""

    name: str
    """In lower case."""

    form: str = ""
    """The signs before it: `-`, `**`, `##`, ..."""

    fresh: bool = False
    """True after an empty line, or at the beginning."""

    timed: bool = False
    """True with a time before it: nobody puts one into the middle of an answer."""

    asks: bool = False
    """True where all up to the next label is a question."""


@dataclass(frozen=True)
class Sides:
    """What is known beforehand of who sits on which side, in lower case."""

    candidate: str = ""
    panel: frozenset[str] = frozenset()

    def answering(self, names: Collection[str]) -> set[str]:
        """Return which of these names are the candidate's."""
        return {self.candidate} & set(names) if self.candidate else _roles(CANDIDATE, names)

    def asking(self, names: Collection[str]) -> set[str]:
        """Return which of these names are known to ask."""
        known = {name for name in names if name in self.panel}
        return (known | _roles(INTERVIEWER, names)) - self.answering(names)


def sides_of(candidate: str, panel: Collection[str]) -> Sides:
    """Return the sides as far as a user has named them."""
    return Sides(candidate.casefold(), frozenset(name.casefold() for name in panel))


def _roles(roles: frozenset[str], names: Collection[str]) -> set[str]:
    named = set(names) & roles
    return named - _LETTERS or named


def speakers_of(labels: Iterable[Label], sides: Sides) -> set[str]:
    """Return which names are speakers, in lower case.

    These are, of the names that come more than once, with a time, or to ask, or are known:

    - both sides where they are known, and whoever speaks first;
    - others that are written as those are, and that the candidate mostly follows at once.

    An interview has two sides: where fewer than two names come more than once, all count. Where
    it is not known who the candidate is, nothing tells a panelist from a heading, and all stay.
    """
    possible = [label for label in labels if label.name not in _ASIDES]
    times = Counter(label.name for label in possible)
    answering, asking = sides.answering(times), sides.asking(times)
    timed = {label.name for label in possible if label.timed}
    recurring = {name for name, count in times.items() if count > 1} | timed | answering | asking
    recurring |= _ask_once(possible, answering)
    pool = recurring if len(recurring) > 1 else set(times)
    candidates = [label for label in possible if label.name in pool]
    known = answering | asking | timed
    if not known:
        return pool
    known |= {candidates[0].name}
    rest = _written_alike(candidates, known)
    if answering:
        rest &= _answered(candidates, answering)
    found = known | rest
    return found if len(found) > 1 else pool


def _ask_once(labels: Sequence[Label], answering: set[str]) -> set[str]:
    """Return who asks a thing that the candidate answers: a panelist may speak only once."""
    return {a.name for a, b in pairwise(labels) if a.asks and b.name in answering} - answering


def _written_alike(labels: Sequence[Label], known: set[str]) -> set[str]:
    """Return the names that are mostly written in a way in which a known speaker is."""
    forms: dict[str, Counter[str]] = {}
    unfresh: Counter[str] = Counter()
    for label in labels:
        forms.setdefault(label.name, Counter())[label.form] += 1
        unfresh[label.name] += not label.fresh
    usual = {name: counted.most_common(1)[0][0] for name, counted in forms.items()}
    ways = {usual[name] for name in known}
    parted = not any(unfresh[name] for name in known)  # an empty line before every turn
    return {n for n, way in usual.items() if way in ways and not (parted and unfresh[n])}


def _answered(labels: Sequence[Label], answering: set[str]) -> set[str]:
    """Return the names that the candidate follows at once, more often than not."""
    order = [name for name, _ in groupby(label.name for label in labels)]
    followed = Counter(a for a, b in pairwise(order) if b in answering)
    times = Counter(order[:-1])
    return {name for name, count in followed.items() if 2 * count > times[name]}
