"""What a finished interview would have come to without each seat, and for other levels sought."""

from collections.abc import Iterator
from dataclasses import dataclass

from archpanel.domain import Decision, DecisionRecord
from archpanel.lab.whatif import Change, redecide


@dataclass(frozen=True)
class Counterfactual:
    """One thing that is otherwise, and the decision then."""

    told: str
    decision: Decision
    differs: bool
    assumptions: tuple[str, ...]


def counterfactuals(record: DecisionRecord) -> list[Counterfactual]:
    """Return the decision without each seat, if there are others, and for each other level."""
    return [_one(record, told, change) for told, change in _changes(record)]


def _changes(record: DecisionRecord) -> Iterator[tuple[str, Change]]:
    if len(record.brief.seats) > 1:
        for persona in (p for p in record.personas if p.id in record.brief.seats):
            yield f"Without {persona.name}", Change(without=(persona.id,))
    for level in record.role.policy.bars:
        if level != record.brief.level:
            yield f"For the level {level}", Change(level=level)


def _one(record: DecisionRecord, told: str, change: Change) -> Counterfactual:
    found = redecide(record, change)
    return Counterfactual(told, found.after.decision, found.differs, found.assumptions)
