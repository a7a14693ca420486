"""What may raise a seat in the debrief where models read: what two other seats agree on. Pure.

In the debrief nobody sees the words of a quote, only its id and what its reader took it for. So a
seat whose model obeys the candidate could raise the honest seats by what it alone claims to have
read. A model's finding therefore carries a move up only where another seat, which is not the mover
either, found the same in the same words; only where two stand clearly above it; and no higher than
both. Nobody can talk the embedded engine into a reading, so what it reads is free of this.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archpanel.domain import Assessment, Evidence

OBEDIENT = "llm"
"""The kind of engine that may do what it reads."""

WITNESSES = 2
"""Seats besides the mover: of two, one is honest where one seat of three obeys."""


def vouched(
    quote: Evidence,
    mover: str,
    competency: str,
    assessments: Sequence[Assessment],
    standing: float,
) -> float:
    """Return how sure two other seats are of what a quote shows (0 to 1); 0 where none agree.

    Args:
        quote: what a move up would cite; a peer may have cut the same words another way.
        mover: the seat that would move; its own reading vouches for nothing.
        competency: what the debrief is about.
        assessments: those of all seats.
        standing: the mover's level. A level read off the anchors vouches where it is higher.
    """
    near = [a for a in assessments if a.answer_id == quote.answer_id and a.persona != mover]
    surest: dict[str, dict[str, float]] = {}
    for assessment in near:
        for what, sure in _found(quote, competency, assessment, standing):
            seats = surest.setdefault(what, {})
            seats[assessment.persona] = max(sure, seats.get(assessment.persona, 0.0))
    agreed = [sorted(seats.values())[-WITNESSES] for seats in surest.values() if _enough(seats)]
    return max(agreed, default=0.0)


def by_models(assessments: Sequence[Assessment]) -> bool:
    """Tell whether language models read, which may do what they read."""
    return any(a.maker.engine == OBEDIENT for a in assessments)


@dataclass(frozen=True)
class Support:
    """Where the other seats stand when one would move up."""

    peers: Sequence[float]
    """Their levels as the round began."""

    spread: float
    """Levels by which two seats may differ without a dispute."""

    @property
    def ceiling(self) -> float:
        """The level that two other seats reach; 0 where fewer than two gave any."""
        return sorted(self.peers)[-WITNESSES] if len(self.peers) >= WITNESSES else 0.0

    def lacking(self, origin: float, to: float) -> str:
        """Return why others do not stand high enough for a move up, or "".

        The mover has to be the outlier. Otherwise a fooled seat is, and the dispute that it makes
        by itself would raise a seat which differs from the third by less than a dispute takes.
        """
        if round(self.ceiling - origin, 1) <= self.spread:
            return f"no two other seats stand more than {self.spread} above it"
        return f"no two other seats stand above {self.ceiling}" if to > self.ceiling else ""


def _enough(seats: dict[str, float]) -> bool:
    return len(seats) >= WITNESSES


def _found(
    quote: Evidence, competency: str, assessment: Assessment, standing: float
) -> Iterator[tuple[str, float]]:
    """Return what a seat read words of the quote as, and how sure it was of that."""
    shared = {e.id for e in assessment.evidence if e.overlaps(quote)}
    for finding in assessment.findings:
        if finding.competency == competency and finding.evidence in shared:
            yield f"{assessment.item}/{finding.point}", finding.confidence
    for anchored in assessment.anchored:
        higher = anchored.competency == competency and anchored.level > standing
        if higher and shared.intersection(anchored.evidence):
            yield "", anchored.weight
