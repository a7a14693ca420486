"""Ballots to verdict. The rules are in `gates.py`; this file puts them together.

Nothing here knows an engine, a graph or a clock: the same ballots give the same verdict anywhere.
"""

from collections.abc import Sequence

from archpanel.agents.dissent import advice_dissent, agreement, level_dissent
from archpanel.agents.flips import smallest_flips
from archpanel.agents.gates import (
    Levels,
    all_gates,
    axis_result,
    decide,
    panel_levels,
    standing_vetoes,
)
from archpanel.agents.voting import Setting
from archpanel.domain import AxisResult, Ballot, Decision, Gate, Persona, Verdict, Wanted


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
        provisional=any(g.id == "attendance" and g.outcome == "hold" for g in gates),
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
        wanted=still_wanted(levels, axes, gates, seated, setting) if decision == "hold" else (),
        reasons=tuple(g.reason for g in gates if _decisive(g, decision)),
        policy_version=setting.policy.version,
    )


def still_wanted(
    levels: Levels,
    axes: Sequence[AxisResult],
    gates: Sequence[Gate],
    seated: Sequence[Persona],
    setting: Setting,
) -> tuple[Wanted, ...]:
    """On a hold: what to find out next, and which seat should ask."""
    held = {g.id: g.reason for g in gates if g.outcome == "hold"}
    wanted = [
        Wanted(subject=seat, persona=seat, reason=held["attendance"])
        for seat in setting.brief.seats
        if "attendance" in held and seat in held["attendance"]
    ]
    subjects = [g.split(":", 1)[1] for g in held if g.startswith("must-have:")]
    for axis in axes:
        if f"coverage:{axis.axis}" in held or f"bar:{axis.axis}" in held:
            subjects += _most_telling(axis.axis, levels, setting)
    for subject in dict.fromkeys(subjects):
        reason = "not assessed yet" if levels.get(subject) is None else "decides on which side"
        wanted.append(Wanted(subject=subject, persona=_best_seat(subject, seated), reason=reason))
    return tuple(wanted)


def _most_telling(axis: str, levels: Levels, setting: Setting) -> list[str]:
    unknown = [c for c in setting.on_axis(axis) if levels.get(c) is None]
    pool = unknown or list(setting.on_axis(axis))
    return sorted(pool, key=lambda c: -setting.weight(c))[:2]


def _best_seat(competency: str, seated: Sequence[Persona]) -> str:
    return max(
        sorted(seated, key=lambda p: p.id),
        key=lambda p: (competency in p.owns, p.concern_for((competency,))),
    ).id


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
