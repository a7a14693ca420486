"""Votes with a known truth, and what each way of deliberating makes of them.

Ballots are cast on answers of `evals/datasets/ladders/`, of which it is known how many of five key
points they make. A planted seat reads one competency wrong by two levels, up or down, as a judge
who is fooled or strict would; the others read as the engine does. No quote is invented.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import Literal

from archpanel.agents.debrief import case_for, divergences, refuse
from archpanel.agents.dissent import level_dissent
from archpanel.agents.engine import Case, Reconsidered
from archpanel.agents.gates import levels_on, panel_level, panel_levels
from archpanel.agents.moves import finals
from archpanel.agents.setting import Setting
from archpanel.agents.voting import cast_ballot, sealed
from archpanel.domain import Assessment, Ballot, Dissent, Move, Persona
from archpanel.evals.harness.task import Setup

Arm = Literal["vote", "self", "anonymous", "named"]
ARMS: tuple[Arm, ...] = ("vote", "self", "anonymous", "named")
SPREAD = 2.0
"""Levels by which a planted seat reads wrong: more than any policy calls agreement."""

Levels = Mapping[str, float]


@dataclass(frozen=True)
class Hearing:
    """The votes on one interview."""

    setup: Setup
    setting: Setting
    seated: tuple[Persona, ...]
    assessments: Sequence[Assessment]
    ballots: tuple[Ballot, ...]

    def dissent(self, moves: Sequence[Move]) -> list[Dissent]:
        """Return what a verdict after these moves keeps of the levels of a minority."""
        # A whole verdict also searches for what would flip it, which takes thirty times longer.
        ballots = self.after(moves)
        levels = panel_levels(ballots, self.setting)
        return level_dissent(ballots, levels, self.setting.policy.spread)

    def after(self, moves: Sequence[Move]) -> tuple[Ballot, ...]:
        """Return the ballots after these moves."""
        return finals(self.ballots, tuple(moves), self.seated, self.setting)


def cast(
    setup: Setup, setting: Setting, seated: tuple[Persona, ...], made: Sequence[Assessment]
) -> Hearing:
    """Let every seat vote on its own assessments."""
    answers = list(dict.fromkeys(a.answer_id for a in made))
    ballots = tuple(
        cast_ballot(p, [a for a in made if a.persona == p.id], setting, answers) for p in seated
    )
    return Hearing(setup, setting, seated, made, ballots)


def planted(hearing: Hearing, seat: str, competency: str, by: float) -> Hearing:
    """Return the same votes but for one level of one seat.

    Where the scale has no room that way it errs as far the other way: a level that is only pushed
    against the end of the scale may lie too near to the others to be a disagreement.
    """
    top = hearing.setting.role.top

    def wrong(ballot: Ballot) -> Ballot:
        own = ballot.levels.get(competency)
        if ballot.persona != seat or own is None:
            return ballot
        level = round(own + by if 1 <= own + by <= top else own - by, 1)
        fields = ballot.model_dump(exclude={"seal"})
        return sealed(**{**fields, "levels": {**ballot.levels, competency: level}})

    return replace(hearing, ballots=tuple(map(wrong, hearing.ballots)))


async def deliberate(hearing: Hearing, arm: Arm, *, free: bool = False) -> list[Move]:
    """Return the moves of one round.

    In `self` a seat sees no peer and no quote but the unused ones; in `anonymous` it sees what the
    debrief shows; in `named` the peers' levels come in the order of the seats, so that a reader
    who knows the order knows who is who.

    Args:
        hearing: the votes.
        arm: what a seat sees.
        free: whether every change that an engine proposes counts, on whatever evidence it was
            shown; else the panel's own rules hold, in each arm alike.
    """
    if arm == "vote":
        return []
    heard = _anybodys(hearing.assessments) if free else hearing.assessments
    moves: list[Move] = []
    for seat, ballot in zip(hearing.seated, hearing.ballots, strict=True):
        cases = _cases(hearing, ballot, heard)
        shown = tuple(_shown(hearing, case, ballot, arm) for case in cases.values())
        changes = await hearing.setup.engine.reconsider(seat, shown)
        made = [move_of(ballot, cases[c.competency], c) for c in changes if c.competency in cases]
        moves += [m for m in made if free or not _refused(hearing, ballot, m, cases)]
    return moves


def _anybodys(assessments: Sequence[Assessment]) -> list[Assessment]:
    """Return readings as if no language model had made them, which needs others to vouch for it."""
    return [
        made.model_copy(update={"maker": made.maker.model_copy(update={"engine": "embedded"})})
        for made in assessments
    ]


def _cases(hearing: Hearing, ballot: Ballot, heard: Sequence[Assessment]) -> dict[str, Case]:
    others = [b for b in hearing.ballots if b.persona != ballot.persona]
    spread = hearing.setting.policy.spread
    found = {
        c: case_for(ballot, others, c, heard, "evals/1", spread)
        for c in divergences(hearing.ballots, hearing.setting)
    }
    return {c: case for c, case in found.items() if case is not None}


def _shown(hearing: Hearing, case: Case, ballot: Ballot, arm: Arm) -> Case:
    if arm == "self":
        return replace(case, peers=(), ceiling=None)
    if arm == "named":
        others = [b for b in hearing.ballots if b.persona != ballot.persona]
        return replace(case, peers=tuple(levels_on(others, case.competency)))
    return case


def _refused(hearing: Hearing, ballot: Ballot, move: Move, cases: Mapping[str, Case]) -> str:
    """Return why the panel's rules forbid a move: they know the peers, whatever a seat saw."""
    evidence = {e.id: e for a in hearing.assessments for e in a.evidence}
    peers = list(cases[move.competency].peers)
    return refuse(move, ballot, evidence, hearing.assessments, hearing.setting, peers)


def move_of(ballot: Ballot, case: Case, change: Reconsidered) -> Move:
    """Return a change of mind as a move of the debrief's only round."""
    to = (
        change.to if case.ceiling is None or change.to <= case.own else min(change.to, case.ceiling)
    )
    return Move(
        persona=ballot.persona,
        competency=change.competency,
        origin=case.own,
        to=to,
        evidence=change.evidence,
        round=1,
        reason=change.reason,
    )


def helps(origin: float, to: float, truth: float) -> int:
    """Return 1 for a move towards the truth, -1 for one away from it, 0 for neither."""
    before, after = abs(origin - truth), abs(to - truth)
    return (after < before) - (after > before)


def aggregates(ballots: Sequence[Ballot], competency: str, chair: str, spread: float) -> Levels:
    """Return one competency's level by each rule that could turn the same ballots into one.

    `majority` is the whole level that most seats round to, the lowest on a tie.
    """
    heard = levels_on(ballots, competency)
    whole = [round(level) for level in heard]
    of = {b.persona: level for b in ballots if (level := b.levels.get(competency)) is not None}
    rules = {
        "panel": panel_level(heard, spread),
        "mean": fmean(heard),
        "median": median(heard),
        "majority": float(min(set(whole), key=lambda level: (-whole.count(level), level))),
        **{f"judge/{seat}": level for seat, level in of.items()},
    }
    return {**rules, "chairman": of[chair]} if chair in of else rules
