"""Reads off jobs and weak spots which variants a programme should have more often. Pure.

A job is read by the skill matrix: what it stresses is compared with what each world and view calls
central, and with what each round gives evidence for. Of a factor's values the best one counts 1,
the worst 0, and nothing at all where a job does not tell them apart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from archpanel.domain import Focus, Persona, RolePack
from archpanel.programme.variants import ROUND, SEAT, VIEW, WORLD, Variant

TELLING = 0.02
"""Difference below which a job tells two values no better apart than chance would."""


@dataclass(frozen=True)
class Target:
    """One job aimed at, or what somebody is weak in."""

    name: str
    stress: Mapping[str, float]
    """Competency -> share of what is asked for; they add up to at most 1."""


def target_of(name: str, focus: Iterable[Focus]) -> Target:
    """Return a job as a target."""
    return Target(name, {one.competency: one.share for one in focus})


def weak_spots(competencies: Sequence[str]) -> Target:
    """Return what somebody is weak in as a target; each counts alike."""
    share = 1 / max(len(competencies), 1)
    named = ", ".join(competencies)
    return Target(f"weak spots ({named})", dict.fromkeys(competencies, share))


def aims_of(
    targets: Sequence[Target], pack: RolePack, personas: Sequence[Persona]
) -> dict[Variant, float]:
    """Return how much each variant is aimed at, 0 to 1, as the mean over the targets."""
    each = [_aims(target, pack, personas) for target in targets]
    named = sorted({variant for aims in each for variant in aims})
    return {variant: fmean(aims.get(variant, 0.0) for aims in each) for variant in named}


def _aims(target: Target, pack: RolePack, personas: Sequence[Persona]) -> dict[Variant, float]:
    weights = pack.policy.importance_weights
    views, worlds = [v.id for v in pack.views], [w.id for w in pack.worlds]

    def asked(world: str, view: str) -> float:
        shares = {c.id: weights[c.importance_for(world, view)] for c in pack.competencies}
        return _likeness(target.stress, shares)

    held = {one.id: dict.fromkeys(one.competencies, 1.0) for one in pack.rounds}
    cares = {persona.id: persona.concerns for persona in personas}
    return {
        **_ranked(WORLD, worlds, lambda w: fmean(asked(w, view) for view in views)),
        **_ranked(VIEW, views, lambda v: fmean(asked(world, v) for world in worlds)),
        **_ranked(ROUND, list(held), lambda r: _likeness(target.stress, held[r])),
        **_ranked(SEAT, list(cares), lambda s: _likeness(target.stress, cares[s])),
    }


def _likeness(stress: Mapping[str, float], shares: Mapping[str, float]) -> float:
    """Return which share of all attention goes to what is stressed, by how much it is stressed."""
    total = sum(shares.values())
    return sum(stress.get(c, 0.0) * share for c, share in shares.items()) / total if total else 0.0


def _ranked(
    factor: str, names: Sequence[str], read: Callable[[str], float]
) -> dict[Variant, float]:
    """Return each value's place between the worst (0) and the best (1)."""
    if not names:
        return {}
    found = {name: read(name) for name in names}
    least, most = min(found.values()), max(found.values())
    if most <= 0 or (most - least) / most < TELLING:
        return {}
    return {Variant(factor, n): (value - least) / (most - least) for n, value in found.items()}
