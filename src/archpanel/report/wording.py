"""Sentences that all formats share."""

from archpanel.domain import Flip
from archpanel.report.model import Report

PRACTICE = (
    "Practice verdict, an estimate. The embedded engine compares what was said with what good "
    "answers hold. It does not know whether an answer is right, and it is not for hiring "
    "decisions. All seats read with this one engine and differ in what they ask, weigh and "
    "credit: they are not three independent judges."
)

DECISIONS = {"hire": "Hire", "no_hire": "No hire", "hold": "Hold"}

_DEPTHS = {"ai": "AI"}
"""How an axis is written for people, where its id does not do."""

SYMBOLS = {"pass": "passed", "hold": "open", "fail": "failed"}


def depth(axis: str) -> str:
    """Return an axis as people write it."""
    return _DEPTHS.get(axis, axis.replace("-", " "))


def sentence(reason: str) -> str:
    """Return a gate's reason with the axis at its beginning as people write it."""
    subject, colon, rest = reason.partition(": ")
    return f"{depth(subject)}{colon}{rest}" if subject in _DEPTHS else reason


def level(value: float | None) -> str:
    """Return a level for people; what was not assessed is not a number."""
    return "not assessed" if value is None else f"{value:.1f}"


def flip_sentence(flip: Flip) -> str:
    """Return what would change the decision, in words."""
    steps = ", ".join(f"{s.competency} {s.origin:.1f} to {s.to:.1f}" for s in flip.steps)
    return f"{DECISIONS[flip.decision]} with {flip.total:.1f} levels in all: {steps}."


def no_flip(report: Report) -> str:
    """Return why no change of levels would change the decision."""
    if report.vetoes:
        return "No level would change this: a blocking concern stands, and has to be taken back."
    return "No change of levels alone would change this; see the gates that are open."


def comparable(report: Report) -> str:
    """Say which questions other candidates get word for word."""
    same = [t.question for t in report.turns if t.comparable]
    own = [t.question for t in report.turns if not t.comparable]
    if not same:
        return "No question is from the bank; compare with care."
    return f"Comparable between candidates: {', '.join(same)}." + (
        f" Follow-ups of this interview alone: {', '.join(own)}." if own else ""
    )
