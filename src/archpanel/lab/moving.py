"""How a persona's ballot moves in the debrief, and on whose evidence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.agents.debrief import divergences
from archpanel.agents.setting import Setting
from archpanel.domain import DecisionRecord, Move
from archpanel.evals.harness.figure import Figure
from archpanel.lab.asking import seat_of
from archpanel.lab.measured import ratio_of
from archpanel.lab.sitting import Comparison, Sitting


@dataclass(frozen=True)
class Moved:
    """One persona's changes of mind over all debriefs that it sat in."""

    persona: str
    ballots: int
    debriefs: int
    """Of these panels, how many disagreed so far that they held a debrief."""

    asked: int
    """How many of its own levels were in dispute: each could have moved."""

    rate: Figure
    """Of these the share that moved."""

    up: int
    down: int
    evidence: Counter[str]
    """Whose reading the cited words came from: labels, or `nobody's ballot`."""

    shown: Counter[str]
    """What the cited words had been read as: a point made, a risk, a level off the anchors."""

    competencies: Counter[str]
    recommendations: int
    """Ballots whose recommendation was another one after the debrief."""


NOBODY = "no other ballot"
"""Words that were read but on which no sealed ballot of another seat rested."""


def moved(comparison: Comparison, label: str) -> Moved:
    """Return how one persona's ballots moved; levels in dispute are those of sealed ballots."""
    mine = [(s, seat) for s in comparison.sittings if (seat := seat_of(comparison, s, label))]
    voted = [(s, seat) for s, seat in mine if _has_voted(s.record, seat)]
    asked = [len(in_dispute(s.record, seat)) for s, seat in voted]
    moves = [_moves(s.record, seat) for s, seat in voted]
    first = [len({m.competency for m in each}) for each in moves]
    flat = [(s, move) for (s, _), each in zip(voted, moves, strict=True) for move in each]
    return Moved(
        persona=label,
        ballots=len(voted),
        debriefs=sum(bool(_disputed(s.record)) for s, _ in voted),
        asked=sum(asked),
        rate=ratio_of(f"moved/{label}", [s.material for s, _ in voted], first, asked),
        up=sum(move.to > move.origin for _, move in flat),
        down=sum(move.to < move.origin for _, move in flat),
        evidence=Counter(who for s, move in flat for who in _whose(comparison, s, move)),
        shown=Counter(read_as(s.record, move) for s, move in flat),
        competencies=Counter(move.competency for _, move in flat),
        recommendations=sum(_turned(s.record, seat) for s, seat in voted),
    )


def in_dispute(record: DecisionRecord, seat: str) -> tuple[str, ...]:
    """Return the competencies that the debrief was about and that a seat had judged."""
    ballot = next(b for b in record.sealed_ballots if b.persona == seat)
    return tuple(c for c in _disputed(record) if ballot.levels.get(c) is not None)


def _disputed(record: DecisionRecord) -> tuple[str, ...]:
    if not record.role.policy.debrief_rounds:
        return ()
    at_first = divergences(record.sealed_ballots, Setting(record.brief, record.role))
    # A second round may be about what only the first one brought apart.
    return tuple(dict.fromkeys([*at_first, *(move.competency for move in record.moves)]))


def _has_voted(record: DecisionRecord, seat: str) -> bool:
    return any(ballot.persona == seat for ballot in record.sealed_ballots)


def _moves(record: DecisionRecord, seat: str) -> Sequence[Move]:
    return [move for move in record.moves if move.persona == seat]


def _whose(comparison: Comparison, sitting: Sitting, move: Move) -> list[str]:
    """Return whose sealed ballots rested on the words that moved a seat."""
    citing = [b.persona for b in sitting.record.sealed_ballots if move.evidence in b.cited]
    return [comparison.label(sitting, seat) for seat in citing] or [NOBODY]


MADE, RISK, ANCHORED, UNREAD = "a point made", "a risk", "a level off the anchors", "nothing"


def read_as(record: DecisionRecord, move: Move) -> str:
    """Return what the words that moved a seat had been read as, about what it moved on."""
    made, heard = move.evidence, record.assessments
    about = {
        MADE: [f.evidence for a in heard for f in a.findings if f.competency == move.competency],
        RISK: [c.evidence for a in heard for c in a.concerns if c.competency == move.competency],
        ANCHORED: [
            quote
            for a in heard
            for one in a.anchored
            if one.competency == move.competency
            for quote in one.evidence
        ],
    }
    # Words may be read as both; up goes who heard a point in them, down who heard a risk.
    order = (MADE, ANCHORED, RISK) if move.to > move.origin else (RISK, ANCHORED, MADE)
    return next((what for what in order if made in about[what]), UNREAD)


def _turned(record: DecisionRecord, seat: str) -> bool:
    before, after = (
        next((b.recommendation for b in ballots if b.persona == seat), "")
        for ballots in (record.sealed_ballots, record.ballots)
    )
    return before != after
