"""Company profiles: what a firm understands by the role, and which one a job sounds like."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from pydantic import Field

from archpanel.domain import BadFile, RolePack, UnknownName
from archpanel.domain.bank import Slug, Slugs
from archpanel.domain.base import Record
from archpanel.domain.competency import Importance
from archpanel.files import MAX_PERSONA_FILE, as_model, parse_yaml, read_text
from archpanel.programme.targets import Target
from archpanel.programme.variants import LEVEL, ROUND, SEAT, VIEW, WORLD, Variant

_FOLDER = Path(__file__).parent / "profiles"

CLOSE = 0.05
"""Lift by which two profiles are too close for a job description to tell them apart."""

LEAST_WEIGHT = 0.5
"""What a firm weighs at least with: a job may still name what it does not ask for."""

STRESS = 0.05
"""Share of a job description from which it counts as stressing a competency."""


NEEDED, CENTRAL = 2, 3
"""Importances."""


class Profile(Record):
    """One kind of firm that hires for the role."""

    id: Slug
    version: int = Field(ge=1)
    name: str = Field(min_length=8, max_length=80)
    meaning: str = Field(min_length=80, max_length=600)
    """What the firm means by the title."""

    expects: str = Field(min_length=60, max_length=600)
    """What it wants to see in an interview."""

    world: Slug
    view: Slug
    level: Slug
    rounds: Slugs = Field(min_length=1)
    """In the order in which it holds them."""

    seats: tuple[str, ...] = Field(min_length=1, max_length=5)
    weights: dict[str, Importance] = Field(min_length=1)
    """Competency -> importance, where it differs from that of the world and view."""

    def importance(self, pack: RolePack) -> dict[str, int]:
        """Return the importance of every competency of the role for this firm, 0 to 3."""
        return {
            c.id: self.weights.get(c.id, c.importance_for(self.world, self.view))
            for c in pack.competencies
        }

    @property
    def variants(self) -> tuple[Variant, ...]:
        """What it holds interviews in."""
        return (
            Variant(WORLD, self.world),
            Variant(VIEW, self.view),
            *(Variant(ROUND, name) for name in self.rounds),
            *(Variant(SEAT, name) for name in self.seats),
            Variant(LEVEL, self.level),
        )

    def lacks(self, pack: RolePack) -> str:
        """Say what of it a role does not have, or "" where it has all."""
        known = {
            "world": [w.id for w in pack.worlds],
            "view": [v.id for v in pack.views],
            "level": list(pack.policy.bars),
            "round": [r.id for r in pack.rounds],
            "competency": [c.id for c in pack.competencies],
        }
        asked = [("world", self.world), ("view", self.view), ("level", self.level)]
        asked += [("round", name) for name in self.rounds]
        asked += [("competency", name) for name in self.weights]
        for kind, name in asked:
            if name not in known[kind]:
                return str(UnknownName(kind, name, known[kind]))
        strange = [name for name in self.rounds if self.view not in pack.round(name).views]
        return f"{self.view} does not hold {', '.join(strange)}" if strange else ""


@dataclass(frozen=True)
class Likeness:
    """How much a job sounds like a profile."""

    profile: Profile
    lift: float
    """How much more than the average firm it weighs what the job stresses: 1 is the average. The
    geometric mean over what is stressed, so it ranks as a multinomial likelihood would."""

    both: tuple[str, ...]
    """Competencies that the job stresses and the firm calls central, most stressed first."""

    only_job: tuple[str, ...]
    """Stressed, but no more than nice to have for the firm."""

    only_firm: tuple[str, ...]
    """Central for the firm, and hardly named by the job."""


def profile_ids() -> tuple[str, ...]:
    """Return the id of every shipped profile, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.yaml")))


def load_profile(name: str, pack: RolePack) -> Profile:
    """Return a profile: a shipped one by id, or one of your own by its file.

    Raises:
        UnknownName: neither an id nor a file.
        BadFile: it breaks the schema, or names what the role does not have.
    """
    path = _FOLDER / f"{name}.yaml" if name in profile_ids() else Path(name)
    if not path.is_file():
        raise UnknownName("profile", name, list(profile_ids()))
    profile = _read(path)
    if problem := profile.lacks(pack):
        raise BadFile(str(path.name), problem)
    return profile


def _read(path: Path) -> Profile:
    text = read_text(path, MAX_PERSONA_FILE)
    return as_model(Profile, parse_yaml(text, path.name), path.name)


def profiles_for(pack: RolePack) -> list[Profile]:
    """Return the shipped profiles that a role has everything for."""
    return [p for p in (_read(_FOLDER / f"{i}.yaml") for i in profile_ids()) if not p.lacks(pack)]


def likenesses(job: Target, pack: RolePack, profiles: Sequence[Profile]) -> list[Likeness]:
    """Return how much a job sounds like each profile, the likest first."""
    shares = {profile.id: _shares(profile, pack) for profile in profiles}
    usual = {c.id: fmean(one[c.id] for one in shares.values()) for c in pack.competencies}
    found = []
    for profile in profiles:
        lifts = {c: shares[profile.id][c] / usual[c] for c in usual}
        found.append(_likeness(job.stress, profile, profile.importance(pack), lifts))
    return sorted(found, key=lambda one: (-one.lift, one.profile.id))


def _shares(profile: Profile, pack: RolePack) -> dict[str, float]:
    weigh = pack.policy.importance_weights
    weights = {c: max(weigh[v], LEAST_WEIGHT) for c, v in profile.importance(pack).items()}
    total = sum(weights.values())
    return {competency: weight / total for competency, weight in weights.items()}


def _likeness(
    stress: Mapping[str, float],
    profile: Profile,
    importance: Mapping[str, int],
    lifts: Mapping[str, float],
) -> Likeness:
    known = {c: share for c, share in stress.items() if c in lifts}
    total = sum(known.values())
    logs = sum(share * math.log(lifts[c]) for c, share in known.items())
    stressed = sorted((c for c, s in known.items() if s >= STRESS), key=lambda c: -known[c])
    return Likeness(
        profile,
        math.exp(logs / total) if total else 1.0,
        tuple(c for c in stressed if importance[c] == CENTRAL),
        tuple(c for c in stressed if importance[c] < NEEDED),
        tuple(c for c, v in importance.items() if v == CENTRAL and known.get(c, 0.0) < STRESS),
    )


def target_of_profile(profile: Profile, pack: RolePack) -> Target:
    """Return a firm as a target: what it weighs, as shares."""
    weigh = pack.policy.importance_weights
    weights = {c: weigh[value] for c, value in profile.importance(pack).items()}
    total = sum(weights.values())
    return Target(profile.id, {c: weight / total for c, weight in weights.items() if weight})
