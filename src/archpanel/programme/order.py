"""From easy to hard. Pure."""

from collections.abc import Sequence

from archpanel.domain import Persona
from archpanel.programme.covering import Aims
from archpanel.programme.variants import Sitting, Space

LEVEL, SURPRISE, STRICT, NEAR = 1.0, 0.35, 0.3, 0.2
"""What makes a session hard: the level sought most of all, then a surprise, then strict seats.
Of two that are equally hard the one nearer to the jobs aimed at comes later: it is remembered."""

SEVERITIES = {"lenient": 0.0, "even": 0.5, "strict": 1.0}


def difficulty(sitting: Sitting, space: Space, personas: Sequence[Persona]) -> float:
    """Return how hard a session is, from 0; only for comparing."""
    steps = max(len(space.levels) - 1, 1)
    severity = {p.id: SEVERITIES[p.severity] for p in personas}
    strict = sum(severity[seat] for seat in sitting.seats) / max(len(sitting.seats), 1)
    asked = LEVEL * space.levels.index(sitting.level) / steps
    return asked + SURPRISE * sitting.surprise + STRICT * strict


def from_easy_to_hard(
    sittings: Sequence[Sitting], space: Space, personas: Sequence[Persona], aims: Aims
) -> tuple[Sitting, ...]:
    """Return sessions in the order in which they are held."""

    def key(sitting: Sitting) -> tuple[float, str]:
        near = NEAR * nearness(sitting, aims)
        return difficulty(sitting, space, personas) + near, repr(sitting)

    return tuple(sorted(sittings, key=key))


def nearness(sitting: Sitting, aims: Aims) -> float:
    """Return how near a session is to what is aimed at, 0 to 1."""
    variants = sitting.variants
    return sum(aims.get(variant, 0.0) for variant in variants) / len(variants)
