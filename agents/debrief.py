"""The debrief's rules: where it is held, and which change of mind is allowed. Pure.

Seats are anonymous to each other and exchange typed positions and evidence ids. A seat may move
at most one level on a competency, only by citing a verified quote that its own first ballot did
not use, and only towards what that quote says.
"""

import random
from collections.abc import Mapping, Sequence

from archpanel.agents.engine import Case
from archpanel.agents.gates import disputed, levels_on
from archpanel.agents.voting import Setting, recommend, sealed
from archpanel.domain import Assessment, Ballot, Evidence, Level, Move, Persona

_OPPOSED = ({"hire", "strong_hire"}, {"no_hire", "strong_no_hire"})


def divergences(ballots: Sequence[Ballot], setting: Setting) -> tuple[str, ...]:
    """Return the competencies to debrief, in the pack's order.

    These are the disputed ones; where only the recommendations oppose each other, the competency
    on which the seats are furthest apart.
    """
    order = [c.id for c in setting.role.competencies]
    shared = [c for c in order if len(levels_on(ballots, c)) > 1]
    apart = [c for c in shared if disputed(levels_on(ballots, c), setting.policy.spread)]
    if apart or not _opposed(ballots) or not shared:
        return tuple(apart)
    widest = max(shared, key=lambda c: max(levels_on(ballots, c)) - min(levels_on(ballots, c)))
    spread = max(levels_on(ballots, widest)) - min(levels_on(ballots, widest))
    return (widest,) if spread > 0 else ()


def _opposed(ballots: Sequence[Ballot]) -> bool:
    advice = {b.recommendation for b in ballots}
    return all(advice & side for side in _OPPOSED)


def case_for(
    ballot: Ballot,
    others: Sequence[Ballot],
    competency: str,
    assessments: Sequence[Assessment],
    seed: str,
) -> Case | None:
    """Lay out what one seat may look at on one competency, or None where it abstained.

    Args:
        ballot: the seat's own first ballot.
        others: the other seats' current ballots; they are shuffled by `seed` and lose their names.
        competency: what the debrief is about.
        assessments: those of all seats; only quotes that bear on the competency are shown.
        seed: session and round, so that the shuffle is the same on every run.
    """
    own = ballot.levels.get(competency)
    if own is None:
        return None
    peers = levels_on(others, competency)
    random.Random(f"{seed}/{ballot.persona}/{competency}").shuffle(peers)
    unused = tuple(
        (evidence, in_favour, confidence)
        for evidence, in_favour, confidence in bearing_on(competency, assessments)
        if evidence not in ballot.cited
    )
    return Case(competency=competency, own=own, peers=tuple(peers), unused=unused)


def bearing_on(competency: str, assessments: Sequence[Assessment]) -> list[tuple[str, bool, float]]:
    """Return the evidence that bears on a competency: id, in the candidate's favour, confidence."""
    found: dict[str, tuple[str, bool, float]] = {}
    for assessment in assessments:
        for finding in assessment.findings:
            if finding.competency == competency and finding.evidence:
                found.setdefault(finding.evidence, (finding.evidence, True, finding.confidence))
        for concern in assessment.concerns:
            if concern.competency == competency and concern.state == "raised":
                found[concern.evidence] = (concern.evidence, False, concern.confidence)
    return [found[key] for key in sorted(found)]


def refuse(
    move: Move,
    ballot: Ballot,
    evidence: Mapping[str, Evidence],
    assessments: Sequence[Assessment],
    setting: Setting,
) -> str:
    """Return why a move is not allowed, or "" when it is.

    Args:
        move: the proposed change.
        ballot: the mover's own sealed ballot.
        evidence: verified quotes by id.
        assessments: those of all seats; they tell what the quote speaks for.
        setting: the session, for the policy's largest step.
    """
    first = ballot.levels.get(move.competency)
    if first is None:
        return "the seat did not judge this competency"
    if move.to == move.origin or move.to > setting.role.top:
        return "it is no move to another level of the scale"
    if round(abs(move.to - first), 1) > setting.policy.debrief_step:
        return f"more than {setting.policy.debrief_step} from the sealed {first}"
    if move.evidence not in evidence:
        return "the quote is not verified"
    if move.evidence in ballot.cited:
        return "the seat's own first ballot used this quote already"
    stance = {i: good for i, good, _ in bearing_on(move.competency, assessments)}
    if move.evidence not in stance:
        return "the quote does not bear on this competency"
    if (move.to > move.origin) != stance[move.evidence]:
        return "the move goes against what the quote shows"
    return ""


def move_ballot(
    ballot: Ballot, moves: Sequence[Move], persona: Persona, setting: Setting
) -> Ballot:
    """Return the seat's final ballot: its sealed one with its allowed moves applied in order."""
    levels: dict[str, Level | None] = dict(ballot.levels)
    for move in moves:
        levels[move.competency] = move.to
    fields = ballot.model_dump(exclude={"seal"})
    cited = sorted({*ballot.cited, *(move.evidence for move in moves)})
    advice = recommend(persona, levels, bool(ballot.blocking), setting)
    return sealed(
        **{**fields, "phase": "final", "levels": levels, "recommendation": advice, "cited": cited}
    )
