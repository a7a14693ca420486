"""What the minority said, and how far the panel agreed. Nothing here changes a decision."""

from collections.abc import Sequence

from archpanel.agents.gates import Levels, disputed, levels_on
from archpanel.domain import Ballot, Decision, Dissent


def level_dissent(ballots: Sequence[Ballot], levels: Levels, spread: float) -> list[Dissent]:
    """Keep each seat's own level where a competency is disputed and the lower value counts."""
    kept = []
    for competency, level in levels.items():
        heard = levels_on(ballots, competency)
        if level is None or not disputed(heard, spread):
            continue
        for ballot in sorted(ballots, key=lambda b: b.persona):
            own = ballot.levels.get(competency)
            if own is not None and own != level:
                kept.append(
                    Dissent(
                        persona=ballot.persona,
                        subject=competency,
                        own=f"{own:.1f}",
                        panel=f"{level:.1f}",
                    )
                )
    return kept


_FOR = ("hire", "strong_hire")
_AGAINST = ("no_hire", "strong_no_hire")


def advice_dissent(ballots: Sequence[Ballot], decision: Decision) -> list[Dissent]:
    """Keep each seat whose advice is the opposite of the decision; on a hold, the minority."""
    opposed = {"hire": _AGAINST, "no_hire": _FOR, "hold": _minority(ballots)}[decision]
    return [
        Dissent(persona=b.persona, subject="recommendation", own=b.recommendation, panel=decision)
        for b in sorted(ballots, key=lambda b: b.persona)
        if b.recommendation in opposed
    ]


def _minority(ballots: Sequence[Ballot]) -> tuple[str, ...]:
    in_favour = sum(b.recommendation in _FOR for b in ballots)
    against = sum(b.recommendation in _AGAINST for b in ballots)
    if not in_favour or not against:
        return ()
    if in_favour == against:
        return (*_FOR, *_AGAINST)
    return _FOR if in_favour < against else _AGAINST


def agreement(ballots: Sequence[Ballot], levels: Levels, spread: float) -> float | None:
    """Return the share of competencies judged by two or more seats that are not disputed."""
    shared = [h for c in levels if len(h := levels_on(ballots, c)) > 1]
    if not shared:
        return None
    return round(sum(not disputed(h, spread) for h in shared) / len(shared), 4)
