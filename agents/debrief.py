"""The debrief's rules: where it is held, and which change of mind is allowed. Pure.

Seats are anonymous to each other and exchange typed positions and evidence ids. A seat may move
at most one level on a competency, only by citing a verified quote of which its own first ballot
used no word, and only towards what that quote says. Where models read, a move up needs two other
seats that read the quote alike and stand clearly above, and goes no higher (`agents.vouching`).
"""

import random
from collections.abc import Iterator, Mapping, Sequence

from archpanel.agents.advice import heeded
from archpanel.agents.engine import Case
from archpanel.agents.gates import disputed, levels_on
from archpanel.agents.setting import Setting
from archpanel.agents.voting import recommend, sealed
from archpanel.agents.vouching import Support, by_models, vouched
from archpanel.domain import Assessment, Ballot, Evidence, Level, Move, Persona

Stance = tuple[str, bool, float]
"""A quote's id, whether it speaks in the candidate's favour, and with which confidence (0 to 1)."""

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
    spread: float = 0.0,
) -> Case | None:
    """Lay out what one seat may look at on one competency, or None where it abstained.

    Args:
        ballot: the seat's own ballot as it stands, with the moves it has made.
        others: the other seats' current ballots; they are shuffled by `seed` and lose their names.
        competency: what the debrief is about.
        assessments: those of all seats; only quotes that bear on the competency are shown.
        seed: session and round, so that the shuffle is the same on every run.
        spread: levels by which two seats may differ without a dispute.
    """
    own = ballot.levels.get(competency)
    if own is None:
        return None
    peers = levels_on(others, competency)
    random.Random(f"{seed}/{ballot.persona}/{competency}").shuffle(peers)
    quotes = {e.id: e for a in assessments for e in a.evidence}
    unused = tuple(
        stance
        for stance in bearing_on(competency, assessments, own)
        if stance[0] in quotes and not _used(quotes[stance[0]], ballot, quotes)
    )
    most = None
    if by_models(assessments):
        needs = Support(peers, spread)
        most = needs.ceiling
        weighed = (
            (i, good, vouched(quotes[i], ballot.persona, competency, assessments, own))
            if good
            else (i, good, sure)
            for i, good, sure in unused
        )
        outlier = not needs.lacking(own, own)
        unused = tuple(one for one in weighed if not one[1] or (one[2] and outlier))
    shows = {i: _shown_by(i, competency, assessments) for i, _, _ in unused}
    return Case(competency, own, tuple(peers), unused, shows, most)


def _shown_by(quote: str, competency: str, assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """Return what a quote was read as: ids of the pack, which no candidate can have written."""
    read = [(assessment, finding) for assessment in assessments for finding in assessment.findings]
    points = {
        f"{assessment.item}/{finding.point}"
        for assessment, finding in read
        if finding.evidence == quote and finding.competency == competency
    }
    flags = {
        concern.flag
        for assessment in assessments
        for concern in assessment.concerns
        if concern.evidence == quote and concern.competency == competency
    }
    return tuple(sorted(points | flags))


def _used(quote: Evidence, ballot: Ballot, quotes: Mapping[str, Evidence]) -> bool:
    """Tell whether a ballot rests on any word of a quote, however the two spans were cut."""
    return any(quote.overlaps(quotes[cited]) for cited in ballot.cited if cited in quotes)


def bearing_on(competency: str, assessments: Sequence[Assessment], standing: float) -> list[Stance]:
    """Return the quotes that bear on a competency, by id. One that speaks for both speaks against.

    Args:
        competency: what the debrief is about.
        assessments: those of all seats.
        standing: the level of the seat that looks. What was read off the pack's anchors speaks in
            favour where it was read higher, against where lower, and says nothing where equal.
    """
    found: dict[str, Stance] = {}
    for assessment in assessments:
        for stance in _stances(competency, assessment, standing):
            quote, in_favour, _ = stance
            if not in_favour or quote not in found:
                found[quote] = stance
    return [found[quote] for quote in sorted(found)]


def _stances(competency: str, assessment: Assessment, standing: float) -> Iterator[Stance]:
    for finding in assessment.findings:
        if finding.competency == competency and finding.evidence:
            yield finding.evidence, True, finding.confidence
    for anchored in assessment.anchored:
        if anchored.competency == competency and anchored.level != standing:
            in_favour = anchored.level > standing
            yield from ((quote, in_favour, anchored.weight) for quote in anchored.evidence)
    for concern in assessment.concerns:
        if concern.competency == competency and concern.state == "raised":
            yield concern.evidence, False, concern.confidence


def refuse(
    move: Move,
    ballot: Ballot,
    evidence: Mapping[str, Evidence],
    assessments: Sequence[Assessment],
    setting: Setting,
    peers: Sequence[float] | None = None,
) -> str:
    """Return why a move is not allowed, or "" when it is.

    Args:
        move: the proposed change.
        ballot: the mover's own sealed ballot.
        evidence: verified quotes by id.
        assessments: those of all seats; they tell what the quote speaks for.
        setting: the session, for the policy's largest step.
        peers: levels of the other seats on the competency as the round began; None in records
            before the sixth format, in which one seat's finding could raise another.
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
    if _used(evidence[move.evidence], ballot, evidence):
        return "the seat's own first ballot used this quote already, or words of it"
    stance = {i: good for i, good, _ in bearing_on(move.competency, assessments, move.origin)}
    if move.evidence not in stance:
        return "the quote does not bear on this competency"
    if (move.to > move.origin) != stance[move.evidence]:
        return "the move goes against what the quote shows"
    if move.to < move.origin or peers is None or not by_models(assessments):
        return ""
    needs = Support(peers, setting.policy.spread)
    return _unsupported(move, ballot.persona, evidence, assessments, needs)


def _unsupported(
    move: Move,
    mover: str,
    evidence: Mapping[str, Evidence],
    assessments: Sequence[Assessment],
    needs: Support,
) -> str:
    """Return what a move up lacks that a model's finding has to have, or ""."""
    if lacking := needs.lacking(move.origin, move.to):
        return lacking
    quote = evidence[move.evidence]
    if vouched(quote, mover, move.competency, assessments, move.origin):
        return ""
    return "fewer than two other seats read this in these words; one alone raises nobody"


def move_ballot(
    ballot: Ballot, moves: Sequence[Move], persona: Persona, setting: Setting
) -> Ballot:
    """Return the seat's final ballot: its sealed one with its allowed moves applied in order."""
    levels: dict[str, Level | None] = dict(ballot.levels)
    for move in moves:
        levels[move.competency] = move.to
    fields = ballot.model_dump(exclude={"seal"})
    cited = sorted({*ballot.cited, *(move.evidence for move in moves)})
    computed = recommend(persona, levels, bool(ballot.blocking), setting)
    moved = {
        "phase": "final",
        "levels": levels,
        "recommendation": heeded(computed, ballot.advice, levels, setting),
        "cited": cited,
        "models": sorted({*ballot.models, *(move.stand_in for move in moves if move.stand_in)}),
    }
    return sealed(**{**fields, **moved})
