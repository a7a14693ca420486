"""Candidates side by side, in those parts of what they sat that can be compared, and no others.

Two interviews are the same part where nothing differs that moves a level: role pack and version,
world, view, rounds, level sought, panel, and who read. Within a part the levels of a candidate are
averaged; between parts never. A difference of two candidates is the mean over the parts that both
sat in, with its interval, so that what only one of them sat in cannot move it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from hashlib import sha256
from itertools import combinations
from statistics import fmean
from typing import Literal

from archpanel.domain import BadRequest, DecisionRecord
from archpanel.programme.trends import FEW, interval_of
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House

FEWEST, MOST = 2, 4
"""Candidates beside each other."""

MOST_READ = 60
"""Interviews of one candidate that are looked at, the newest first."""

Said = Literal["too few to say", "no difference can be told", "first is above", "second is above"]


@dataclass(frozen=True)
class Setting:
    """What has to be the same, in the words of the page."""

    role: str
    world: str
    view: str
    rounds: str
    level: str
    panel: str
    read_by: str
    form: str


@dataclass(frozen=True)
class Row:
    """The mean level of each candidate within a part; None where nothing was assessed."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Part:
    """Interviews of two candidates or more that can be compared."""

    setting: Setting
    sessions: tuple[tuple[str, ...], ...]
    """Of each candidate, oldest first; none for who did not sit in it."""

    rows: tuple[Row, ...]
    """Axes first, then competencies."""


@dataclass(frozen=True)
class Difference:
    """How far one candidate is above another, over the parts that both sat in."""

    name: str
    first: int
    second: int
    """Places of the two in the comparison."""

    parts: int
    """Parts in which both were assessed in it."""

    mean: float | None
    low: float | None
    high: float | None
    """First less second, with its 90 % interval; None where there are too few parts."""

    said: Said


@dataclass(frozen=True)
class Apart:
    """Interviews that have no counterpart."""

    candidate: int
    setting: Setting
    sessions: tuple[str, ...]
    differs: tuple[str, ...]
    """In what they differ from the likest part of another candidate; empty where nobody else has
    any interview."""


@dataclass(frozen=True)
class Compared:
    """Candidates side by side."""

    candidates: tuple[Account, ...]
    parts: tuple[Part, ...]
    differences: tuple[Difference, ...]
    apart: tuple[Apart, ...]
    unrated: tuple[int, ...]
    """Of each candidate, interviews that were left out since the coach has yet to rate them."""


_Found = Mapping[Setting, Sequence[DecisionRecord]]


def chosen_candidates(house: House, coach: Account, candidates: Sequence[str]) -> list[Account]:
    """Return the candidates whom a coach wants side by side, each once.

    Raises:
        NotYours: one of them is not theirs.
        BadRequest: they are fewer than `FEWEST`, or more than `MOST`.
    """
    chosen = [house.candidate(coach, each) for each in dict.fromkeys(candidates)]
    if not FEWEST <= len(chosen) <= MOST:
        raise BadRequest(f"Choose {FEWEST} to {MOST} candidates to compare.")
    return chosen


def compare_candidates(house: House, coach: Account, chosen: Sequence[Account]) -> Compared:
    """Return candidates side by side, as far as their coach has rated their interviews.

    Replays are left out: their answers count already.
    """
    read = [_records(house, coach, each) for each in chosen]
    return compared(chosen, [records for records, _ in read], [unrated for _, unrated in read])


def compared(
    chosen: Sequence[Account],
    records: Sequence[Sequence[DecisionRecord]],
    unrated: Sequence[int],
) -> Compared:
    """Return candidates side by side, from the records of each, oldest first."""
    found = [_by_setting(each) for each in records]
    settings = dict.fromkeys(setting for each in found for setting in each)
    shared = [s for s in settings if sum(s in each for each in found) >= FEWEST]
    parts = tuple(_part(setting, found) for setting in shared)
    return Compared(
        candidates=tuple(chosen),
        parts=parts,
        differences=_differences(parts, len(chosen)),
        apart=tuple(_apart(n, found, s) for s in settings if s not in shared
                    for n, each in enumerate(found) if s in each),
        unrated=tuple(unrated),
    )  # fmt: skip


def _records(house: House, coach: Account, candidate: Account) -> tuple[list[DecisionRecord], int]:
    """Return a candidate's records, oldest first, and how many are left out as not yet rated."""
    theirs = [r for r in house.rooms.all(coach) if r.candidate == candidate.id]
    done = [room for room in theirs if room.status == "finished"][:MOST_READ]
    progress = house.sessions.progress([room.session for room in done])
    first = [r for r in done if r.session not in progress or not progress[r.session].origins]
    visible = house.ratings.visible(coach, first)
    shown = [room.session for room in reversed(first) if room.session in visible]
    return [house.sessions.record(session) for session in shown], len(first) - len(shown)


def _by_setting(records: Sequence[DecisionRecord]) -> dict[Setting, list[DecisionRecord]]:
    found: dict[Setting, list[DecisionRecord]] = defaultdict(list)
    for record in records:
        found[setting_of(record)].append(record)
    return dict(found)


def setting_of(record: DecisionRecord) -> Setting:
    """Return what an interview is a part by."""
    brief, role = record.brief, record.role
    return Setting(
        role=f"{role.name}, version {role.version} ({role.digest[:8]})",
        world=brief.world,
        view=brief.view,
        rounds=", ".join(sorted(brief.rounds)),
        level=brief.level,
        panel=", ".join(sorted(f"{p.name} v{p.version}" for p in record.personas)),
        read_by=_reader(record),
        form=f"{brief.form.id}, version {brief.form.version}" if brief.form else "none",
    )


def _reader(record: DecisionRecord) -> str:
    """Return who read it; models with the digest of their settings, whose address is nobody's.

    The embedded engine by its version too: another one levels otherwise. Who stood in is named.
    """
    models = record.brief.models
    if models is None:
        versions = {f"{one.maker.engine} {one.maker.version}" for one in record.assessments}
        stood_in = {f"{one.stand_in} for a while" for one in record.assessments if one.stand_in}
        return "; ".join([record.brief.engine, *sorted(versions | stood_in)])
    named = dict.fromkeys(models.model_of(seat) for seat in record.brief.seats)
    digest = sha256(models.model_dump_json().encode()).hexdigest()[:8]
    return f"{', '.join(named)} (settings {digest})"


def _part(setting: Setting, found: Sequence[_Found]) -> Part:
    each = [one.get(setting, ()) for one in found]
    some = next(record for records in each for record in records)
    axes = [
        _row(axis, [[_axes(r).get(axis) for r in rs] for rs in each]) for axis in some.role.axes
    ]
    levels = [
        _row(c.name, [[r.verdict.levels.get(c.id) for r in rs] for rs in each])
        for c in some.role.competencies
    ]
    return Part(
        setting,
        tuple(tuple(record.session for record in records) for records in each),
        tuple(row for row in (*axes, *levels) if any(v is not None for v in row.values)),
    )


def _axes(record: DecisionRecord) -> dict[str, float | None]:
    return {result.axis: result.level for result in record.verdict.axes}


def _row(name: str, each: Sequence[Sequence[float | None]]) -> Row:
    known = [[level for level in levels if level is not None] for levels in each]
    return Row(name, tuple(fmean(levels) if levels else None for levels in known))


def _differences(parts: Sequence[Part], candidates: int) -> tuple[Difference, ...]:
    names = dict.fromkeys(row.name for part in parts for row in part.rows)
    return tuple(
        _difference(name, first, second, parts)
        for first, second in combinations(range(candidates), 2)
        for name in names
        if any(part.sessions[first] and part.sessions[second] for part in parts)
    )


def _difference(name: str, first: int, second: int, parts: Sequence[Part]) -> Difference:
    rows = [row.values for part in parts for row in part.rows if row.name == name]
    both = [(one, two) for v in rows for one, two in [(v[first], v[second])]]
    less = [one - two for one, two in both if one is not None and two is not None]
    low, high = interval_of(less)
    mean = fmean(less) if len(less) >= FEW else None
    return Difference(name, first, second, len(less), mean, low, high, _said(low, high))


def _said(low: float | None, high: float | None) -> Said:
    if low is None or high is None:
        return "too few to say"
    if low > 0:
        return "first is above"
    return "second is above" if high < 0 else "no difference can be told"


def _apart(candidate: int, found: Sequence[_Found], setting: Setting) -> Apart:
    others = [s for n, each in enumerate(found) if n != candidate for s in each]
    unlike = [_unlike(setting, other) for other in others]
    sessions = tuple(record.session for record in found[candidate][setting])
    return Apart(candidate, setting, sessions, min(unlike, key=len, default=()))


def _unlike(one: Setting, other: Setting) -> tuple[str, ...]:
    return tuple(
        field.name.replace("_", " ")
        for field in fields(Setting)
        if getattr(one, field.name) != getattr(other, field.name)
    )
