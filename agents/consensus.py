"""Ballots to verdict. The rules are in `gates.py`; this file puts them together.

Nothing here knows an engine, a graph or a clock: the same ballots give the same verdict anywhere.
"""

from collections.abc import Sequence

from archpanel.agents.dissent import advice_dissent, agreement, level_dissent
from archpanel.agents.diversity import diversity
from archpanel.agents.flips import smallest_flips
from archpanel.agents.gates import (
    Levels,
    absentees,
    all_gates,
    axis_result,
    decide,
    panel_levels,
    standing_vetoes,
)
from archpanel.agents.setting import Setting
from archpanel.agents.wanted import still_wanted
from archpanel.domain import Ballot, Decision, Gate, Persona, Verdict


def reach_verdict(
    ballots: Sequence[Ballot], seated: Sequence[Persona], setting: Setting
) -> Verdict:
    """Turn final ballots into the panel's verdict.

    Args:
        ballots: at most one per invited seat, in any order; the order changes nothing.
        seated: the invited personas, present or not.
        setting: brief and role, with the policy's numbers.

    Raises:
        ValueError: two ballots of one seat, or a ballot of a seat that was not invited.
    """
    _check_seats(ballots, setting)
    ballots = sorted(ballots, key=lambda b: b.persona)
    levels = panel_levels(ballots, setting)
    axes = tuple(axis_result(axis, levels, setting) for axis in setting.role.axes)
    gates = all_gates(ballots, levels, axes, seated, setting)
    decision = decide(gates)
    spread = setting.policy.spread
    return Verdict(
        decision=decision,
        provisional=bool(absentees(ballots, setting)),
        practice=setting.brief.engine == "embedded",
        levels=levels,
        axes=axes,
        gates=gates,
        vetoes=standing_vetoes(ballots),
        dissent=(*level_dissent(ballots, levels, spread), *advice_dissent(ballots, decision)),
        agreement=agreement(ballots, levels, spread),
        flips=smallest_flips(
            levels, lambda new: _decision_at(new, ballots, seated, setting), setting
        ),
        wanted=still_wanted(ballots, levels, gates, seated, setting) if decision == "hold" else (),
        reasons=tuple(g.reason for g in gates if _decisive(g, decision)),
        diversity=diversity(ballots),
        policy_version=setting.policy.version,
    )


def _decisive(gate: Gate, decision: Decision) -> bool:
    outcome = {"no_hire": "fail", "hold": "hold", "hire": "pass"}[decision]
    return gate.outcome == outcome


def _decision_at(
    levels: Levels, ballots: Sequence[Ballot], seated: Sequence[Persona], setting: Setting
) -> Decision:
    axes = [axis_result(axis, levels, setting) for axis in setting.role.axes]
    return decide(all_gates(ballots, levels, axes, seated, setting))


def _check_seats(ballots: Sequence[Ballot], setting: Setting) -> None:
    voters = [b.persona for b in ballots]
    if len(set(voters)) < len(voters):
        raise ValueError(f"a seat voted twice: {sorted(voters)}")
    if strangers := set(voters) - set(setting.brief.seats):
        raise ValueError(f"not invited: {sorted(strangers)}")
