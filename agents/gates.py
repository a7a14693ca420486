"""The rules by which ballots become levels, axes and gates; each is one pure function.

`consensus.reach_verdict` applies them in the order in which they are written here.
"""

from collections.abc import Mapping, Sequence, Set
from math import ceil
from typing import Literal

from archpanel.agents.setting import Setting
from archpanel.domain import AxisResult, Ballot, Decision, Gate, Level, MustHave, Persona, Veto

Levels = Mapping[str, Level | None]
AxisState = Literal["above", "borderline", "below", "not_assessed"]


def panel_level(levels: Sequence[float], spread: float) -> float:
    """Return the panel's level of one competency: the median, or the lower value on dispute.

    Of an even number the lower middle one is the median: a tie is not settled upwards. Where the
    ballots lie further apart than `spread`, the lowest counts, and the dissent is kept elsewhere.
    """
    ranked = sorted(levels)
    if disputed(ranked, spread):
        return ranked[0]
    return ranked[(len(ranked) - 1) // 2]


def disputed(levels: Sequence[float], spread: float) -> bool:
    """Tell whether levels lie further apart than the policy calls agreement."""
    return round(max(levels) - min(levels), 1) > spread


def panel_levels(ballots: Sequence[Ballot], setting: Setting) -> dict[str, Level | None]:
    """Return the panel's level of every competency of the role; `None` where nobody judged it."""
    return {
        competency.id: panel_level(heard, setting.policy.spread) if heard else None
        for competency in setting.role.competencies
        for heard in [levels_on(ballots, competency.id)]
    }


def levels_on(ballots: Sequence[Ballot], competency: str) -> list[float]:
    """Return the levels that were given on one competency, without abstentions."""
    return [level for b in ballots if (level := b.levels.get(competency)) is not None]


def axis_result(axis: str, levels: Levels, setting: Setting) -> AxisResult:
    """Place one axis against its bar; a competency weighs what world and view need of it."""
    mine = setting.on_axis(axis)
    known = _known(axis, levels, setting)
    asked_for = sum(setting.weight(c) for c in mine)
    total = sum(setting.weight(c) for c in known)
    mean = _mean(known, setting, total) if total else None
    return AxisResult(
        axis=axis,
        level=mean,
        bar=setting.bar(axis),
        state=_state(mean, setting.bar(axis), setting.policy.borderline),
        assessed=len(known),
        asked_for=len(mine),
        covered=round(total / asked_for, 4) if asked_for else 0.0,
    )


def axis_state(axis: str, levels: Levels, setting: Setting) -> AxisState:
    """Return the state alone; the search for flips asks for it hundreds of times."""
    known = _known(axis, levels, setting)
    total = sum([setting.weight(c) for c in known])
    mean = _mean(known, setting, total) if total else None
    return _state(mean, setting.bar(axis), setting.policy.borderline)


def _known(axis: str, levels: Levels, setting: Setting) -> dict[str, float]:
    return {c: level for c in setting.on_axis(axis) if (level := levels.get(c)) is not None}


def _mean(known: Mapping[str, float], setting: Setting, total: float) -> float:
    # Two decimals are what is shown; deciding on the same number keeps report and verdict one.
    return round(sum([setting.weight(c) * level for c, level in known.items()]) / total, 2)


def _state(mean: float | None, bar: float, borderline: float) -> AxisState:
    if mean is None:
        return "not_assessed"
    if mean >= round(bar + borderline, 2):
        return "above"
    return "below" if mean < round(bar - borderline, 2) else "borderline"


def quorum_gate(ballots: Sequence[Ballot], setting: Setting) -> Gate:
    """Hold when fewer seats voted than the policy's quorum: that is no panel."""
    invited = len(setting.brief.seats)
    needed = ceil(round(setting.policy.quorum * invited, 6))
    voted = sum(b.complete for b in ballots)
    reason = f"{voted} of {invited} seats cast a full vote; {needed} are needed."
    return Gate(id="quorum", outcome="pass" if voted >= needed else "hold", reason=reason)


def owner_gate(ballots: Sequence[Ballot], seated: Sequence[Persona], setting: Setting) -> Gate:
    """Hold when the seat that owns a must-have was invited and did not vote.

    An owner who voted but could not judge the must-have leaves it open: see `must_have_gate`.
    """
    voted = {b.persona for b in ballots if b.complete}
    for must in must_haves(setting):
        owners = owners_of(must, seated)
        if owners and not voted.intersection(owners):
            reason = f"{must.competency} is owned by {', '.join(owners)}, who did not vote."
            return Gate(id="owner-present", outcome="hold", reason=reason)
    reason = "Every must-have was judged by a seat that owns it, where one was invited."
    if silent := [m.competency for m in must_haves(setting) if silent_owners(m, ballots, seated)]:
        reason = f"The owners of must-haves voted, but did not judge {', '.join(silent)}."
    return Gate(id="owner-present", outcome="pass", reason=reason)


def owners_of(must: MustHave, seated: Sequence[Persona]) -> tuple[str, ...]:
    """Return the invited seats that own a must-have."""
    return tuple(p.id for p in seated if must.competency in p.owns)


def silent_owners(
    must: MustHave, ballots: Sequence[Ballot], seated: Sequence[Persona]
) -> tuple[str, ...]:
    """Return the owners of a must-have if none of them judged it; one who did is enough."""
    owners = owners_of(must, seated)
    judged = {b.persona for b in ballots if b.levels.get(must.competency) is not None}
    return () if judged.intersection(owners) else owners


def lacking(here: Set[str], seated: Sequence[Persona], setting: Setting) -> str:
    """Return why these seats alone could not reach a verdict, or "" where they could."""
    invited = len(setting.brief.seats)
    needed = ceil(round(setting.policy.quorum * invited, 6))
    if len(here) < needed:
        return f"{len(here)} of {invited} seats can vote; {needed} are needed."
    for must in must_haves(setting):
        owners = owners_of(must, seated)
        if owners and not here & {*owners}:
            return f"{must.competency} is owned by {', '.join(owners)}, who cannot vote."
    return ""


def absentees(ballots: Sequence[Ballot], setting: Setting) -> tuple[str, ...]:
    """Return the invited seats that did not cast a full vote, in the brief's order."""
    voted = {b.persona for b in ballots if b.complete}
    return tuple(seat for seat in setting.brief.seats if seat not in voted)


def attendance_gate(ballots: Sequence[Ballot], setting: Setting) -> Gate:
    """Hold a would-be hire while an invited seat is missing: an outage never raises a verdict."""
    if absent := absentees(ballots, setting):
        reason = f"Without a full vote: {', '.join(absent)}. A hire needs every invited seat."
        return Gate(id="attendance", outcome="hold", reason=reason)
    return Gate(id="attendance", outcome="pass", reason="Every invited seat voted.")


def blocking_gate(vetoes: Sequence[Veto], setting: Setting) -> Gate:
    """Fail (or hold, as the policy says) on a blocking concern that was not taken back."""
    if not vetoes:
        return Gate(id="blocking", outcome="pass", reason="No blocking concern stands.")
    named = ", ".join(sorted({v.concern.flag for v in vetoes}))
    outcome: Literal["fail", "hold"] = "fail" if setting.policy.blocking == "veto" else "hold"
    return Gate(id="blocking", outcome=outcome, reason=f"Not taken back: {named}.")


def coverage_gate(axis: AxisResult, setting: Setting) -> Gate:
    """Hold while too little of an axis is known to judge it."""
    need = setting.policy.coverage
    least = min(need.competencies, axis.asked_for)
    enough = axis.assessed >= least and axis.covered >= need.importance
    reason = (
        f"{axis.axis}: {axis.assessed} of {axis.asked_for} competencies assessed "
        f"({axis.covered:.0%} of their importance); needed {least} and {need.importance:.0%}."
    )
    return Gate(id=f"coverage:{axis.axis}", outcome="pass" if enough else "hold", reason=reason)


def bar_gate(axis: AxisResult) -> Gate:
    """Fail below the bar, hold near it. One gate per axis: neither depth pays for the other."""
    if axis.level is None:
        return Gate(id=f"bar:{axis.axis}", outcome="hold", reason=f"{axis.axis}: not assessed.")
    outcome: dict[str, Literal["pass", "hold", "fail"]] = {
        "above": "pass",
        "borderline": "hold",
        "below": "fail",
    }
    reason = f"{axis.axis}: {axis.level:.2f} against a bar of {axis.bar:.2f} ({axis.state})."
    return Gate(id=f"bar:{axis.axis}", outcome=outcome[axis.state], reason=reason)


def must_have_gate(must: MustHave, levels: Levels, silent: Sequence[str] = ()) -> Gate:
    """Fail when a must-have is below its floor, hold when nobody or none who owns it judged it.

    Args:
        must: the competency and its floor.
        levels: the panel's levels.
        silent: the must-have's `silent_owners`. Below the floor the others' word is enough: what
            an owner did not judge may cost a hire, and never spares a no.
    """
    level = levels.get(must.competency)
    gate = f"must-have:{must.competency}"
    if level is None:
        return Gate(id=gate, outcome="hold", reason=f"{must.competency} was not assessed.")
    reason = f"{must.competency}: {level:.1f}, at least {must.at_least:.1f} is needed."
    if level < must.at_least:
        return Gate(id=gate, outcome="fail", reason=reason)
    if silent:
        reason += f" Its owner did not judge it: {', '.join(silent)}."
    return Gate(id=gate, outcome="hold" if silent else "pass", reason=reason)


def must_haves(setting: Setting) -> list[MustHave]:
    """Return the must-haves of the brief's world that the role knows."""
    known = {c.id for c in setting.role.competencies}
    world = setting.brief.world
    return [
        must
        for must in setting.policy.must_haves
        if must.competency in known and (not must.worlds or world in must.worlds)
    ]


def decide(gates: Sequence[Gate]) -> Decision:
    """Any failed gate is a no; else any held gate holds; a hire passes every gate.

    Without a quorum nothing else is looked at: one seat alone neither hires nor rejects.
    """
    by_id = {gate.id: gate.outcome for gate in gates}
    if "hold" in (by_id.get("quorum"), by_id.get("owner-present")):
        return "hold"
    outcomes = set(by_id.values())
    if "fail" in outcomes:
        return "no_hire"
    return "hold" if "hold" in outcomes else "hire"


def standing_vetoes(ballots: Sequence[Ballot]) -> tuple[Veto, ...]:
    """Return every blocking concern on a ballot, by seat."""
    return tuple(
        Veto(persona=ballot.persona, concern=concern)
        for ballot in sorted(ballots, key=lambda b: b.persona)
        for concern in ballot.blocking
    )


def all_gates(
    ballots: Sequence[Ballot],
    levels: Levels,
    axes: Sequence[AxisResult],
    seated: Sequence[Persona],
    setting: Setting,
) -> tuple[Gate, ...]:
    """Apply every gate, in the order in which a reader should hear of them."""
    return (
        quorum_gate(ballots, setting),
        owner_gate(ballots, seated, setting),
        blocking_gate(standing_vetoes(ballots), setting),
        *(
            must_have_gate(must, levels, silent_owners(must, ballots, seated))
            for must in must_haves(setting)
        ),
        *(bar_gate(axis) for axis in axes),
        *(coverage_gate(axis, setting) for axis in axes),
        attendance_gate(ballots, setting),
    )
