"""From turns to questions and answers: what the panel asked, and what the candidate said to it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from archpanel.domain import BadFile
from archpanel.transcripts.speakers import CANDIDATE, INTERVIEWER

MOST_NAMES = 6
"""Speakers that an error lists; it stays one line."""


class _Said(Protocol):
    @property
    def speaker(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Exchange:
    """One question with its answer."""

    speaker: str
    """Who asked, as the file names them; "" when the candidate began."""

    question: str
    answer: str


def exchanges(
    said: Sequence[_Said], file: str, *, candidate: str = "", panel: Collection[str] = ()
) -> list[Exchange]:
    """Pair what was asked with what was answered.

    Turns of one side that follow each other are one question or one answer.

    Args:
        said: the turns in order.
        file: what to call the transcript in an error.
        candidate: the candidate's speaker name, where the file does not use "candidate".
        panel: further speaker names that are panelists (persona ids and names).

    Raises:
        BadFile: it is not clear who the candidate is, or the candidate says nothing.
    """
    theirs = _candidate(said, file, candidate, panel)
    pairs: list[Exchange] = []
    for turn in said:
        answering = turn.speaker.casefold() == theirs
        if answering and pairs:
            last = pairs[-1]
            pairs[-1] = Exchange(last.speaker, last.question, _joined(last.answer, turn.text))
        elif answering:
            pairs.append(Exchange("", "", turn.text))
        elif pairs and not pairs[-1].answer:
            last = pairs[-1]
            pairs[-1] = Exchange(turn.speaker, _joined(last.question, turn.text), "")
        else:
            pairs.append(Exchange(turn.speaker, turn.text, ""))
    return [pair for pair in pairs if pair.answer]


def _joined(before: str, text: str) -> str:
    return f"{before}\n{text}" if before else text


def _candidate(said: Sequence[_Said], file: str, candidate: str, panel: Collection[str]) -> str:
    speakers = list(dict.fromkeys(turn.speaker.casefold() for turn in said))
    if candidate:
        if candidate.casefold() not in speakers:
            raise BadFile(
                file,
                f"nobody is called {candidate!r}; speakers found: {_names(said)}; name the "
                "candidate with --candidate NAME.",
            )
        return candidate.casefold()
    named = [s for s in speakers if s in CANDIDATE]
    if len(named) == 1:
        return named[0]
    known = INTERVIEWER | {name.casefold() for name in panel}
    others = [s for s in speakers if s not in known]
    if len(others) == 1 and len(speakers) > 1:
        return others[0]
    if len(speakers) == 1:
        raise BadFile(
            file,
            f"has one speaker only, {_names(said)}; a turn of another one begins with `Name: `. If "
            "all of it is the candidate's: --candidate NAME.",
        )
    raise BadFile(
        file,
        f"does not say who the candidate is; speakers found: {_names(said)}; name the candidate "
        "with --candidate NAME.",
    )


def _names(said: Sequence[_Said]) -> str:
    """Return who speaks how often: a candidate speaks about every other turn."""
    turns = Counter(turn.speaker for turn in said)
    shown = [f"{name} ({times})" for name, times in turns.most_common(MOST_NAMES)]
    more = len(turns) - len(shown)
    return ", ".join([*shown, f"{more} more"] if more else shown)
