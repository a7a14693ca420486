"""On a hold: what to find out next, and which seat should ask. Pure; no reason is ever parsed."""

from collections.abc import Sequence, Set

from archpanel.agents.gates import Levels, absentees, must_haves, standing_vetoes
from archpanel.agents.setting import Setting
from archpanel.domain import Ballot, Gate, Persona, Wanted

MOST_TELLING = 2
"""How many competencies of an open axis are named: a candidate can be asked back for two."""


def still_wanted(
    ballots: Sequence[Ballot],
    levels: Levels,
    gates: Sequence[Gate],
    seated: Sequence[Persona],
    setting: Setting,
) -> tuple[Wanted, ...]:
    """Return what would settle each gate that is held: votes, words taken back, competencies."""
    held = {g.id: g.reason for g in gates if g.outcome == "hold"}
    return (
        *(
            Wanted(subject=seat, persona=seat, reason=held["attendance"])
            for seat in absentees(ballots, setting)
        ),
        *(_to_be_taken_back(ballots, seated) if "blocking" in held else ()),
        *(
            Wanted(subject=subject, persona=_best_seat(subject, seated), reason=reason)
            for subject, reason in _to_be_judged(levels, held.keys(), setting).items()
        ),
    )


def _to_be_taken_back(ballots: Sequence[Ballot], seated: Sequence[Persona]) -> list[Wanted]:
    concerns = {v.concern.flag: v.concern.competency for v in standing_vetoes(ballots)}
    return [
        Wanted(
            subject=competency,
            persona=_best_seat(competency, seated),
            reason=f"blocking, not taken back: {flag}",
        )
        for flag, competency in concerns.items()
    ]


def _to_be_judged(levels: Levels, held: Set[str], setting: Setting) -> dict[str, str]:
    """Return competency -> why it is open: must-haves first, then the most telling of an axis."""
    unjudged, near = "not assessed yet", "decides on which side"
    found = {
        must.competency: unjudged
        if levels.get(must.competency) is None
        else "not judged by the seat that owns it"
        for must in must_haves(setting)
        if f"must-have:{must.competency}" in held
    }
    for axis in setting.role.axes:
        if held & {f"coverage:{axis}", f"bar:{axis}"}:
            for competency in _most_telling(axis, levels, setting):
                reason = unjudged if levels.get(competency) is None else near
                found.setdefault(competency, reason)
    return found


def _most_telling(axis: str, levels: Levels, setting: Setting) -> list[str]:
    unknown = [c for c in setting.on_axis(axis) if levels.get(c) is None]
    pool = unknown or list(setting.on_axis(axis))
    return sorted(pool, key=lambda c: -setting.weight(c))[:MOST_TELLING]


def _best_seat(competency: str, seated: Sequence[Persona]) -> str:
    return max(
        sorted(seated, key=lambda p: p.id),
        key=lambda p: (competency in p.owns, p.concern_for((competency,))),
    ).id
