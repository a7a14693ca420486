"""The same interview decided otherwise, from its record alone: no engine, no new reading.

A counterfactual keeps what was said and heard. It changes who counts, or by which bars and weights
the panel decides, and applies the rules of the panel as they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archpanel.agents.advice import heeded
from archpanel.agents.consensus import reach_verdict
from archpanel.agents.moves import finals
from archpanel.agents.setting import Setting
from archpanel.agents.voting import recommend
from archpanel.domain import (
    BadRequest,
    Ballot,
    Brief,
    Competency,
    DecisionRecord,
    Move,
    Persona,
    RoleKept,
    UnknownName,
    Verdict,
)
from archpanel.domain.competency import IMPORTANCES


@dataclass(frozen=True)
class Instead:
    """Another seat's ballot in the place of one."""

    seat: str
    record: DecisionRecord
    """A record of the very same answers, in which the other seat sat."""

    other: str


@dataclass(frozen=True)
class Change:
    """What is to be otherwise; nothing of it: the verdict as it was."""

    without: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()
    bars: Mapping[str, float] = field(default_factory=dict)
    """Axis -> the mean level that it must reach, with all that the world adds."""

    weights: Mapping[str, int] = field(default_factory=dict)
    """Competency -> importance from 0 (not asked for) to 3 (central), in the record's world."""

    world: str = ""
    level: str = ""


@dataclass(frozen=True)
class Otherwise:
    """The verdict as it was and as it would be."""

    before: Verdict
    after: Verdict
    assumptions: tuple[str, ...]
    """What the answer takes for granted, in sentences."""

    @property
    def differs(self) -> bool:
        """Tell whether another decision comes out."""
        return self.before.decision != self.after.decision


def redecide(record: DecisionRecord, change: Change) -> Otherwise:
    """Decide an interview again.

    Args:
        record: a finished interview; verify it first if it comes from elsewhere.
        change: what is to be otherwise.

    Raises:
        UnknownName: a seat, an axis, a competency, a world or a level that is not there.
        BadRequest: nobody would be left, or the other record holds other answers.
    """
    _check(record, change)
    brief = _brief(record, change)
    setting = Setting(brief, _role(record, change))
    personas = _personas(record, change)
    ballots = _ballots(record, change, setting)
    kept = {p.id for p in record.personas} & {p.id for p in personas}
    moves = tuple(m for m in record.moves if m.persona in kept)
    after = reach_verdict(finals(ballots, moves, personas, setting), personas, setting)
    return Otherwise(record.verdict, after, tuple(_assumptions(record, change)))


def without(record: DecisionRecord, seat: str) -> Otherwise:
    """Decide an interview again without one seat; see `redecide`."""
    return redecide(record, Change(without=(seat,)))


def _gone(change: Change) -> set[str]:
    return {*change.without, *(swap.seat for swap in change.instead)}


def _brief(record: DecisionRecord, change: Change) -> Brief:
    others = {swap.seat: swap.other for swap in change.instead}
    seats = [others.get(s, s) for s in record.brief.seats if s not in change.without]
    world, level = change.world or record.brief.world, change.level or record.brief.level
    return record.brief.model_copy(update={"seats": tuple(seats), "world": world, "level": level})


def _role(record: DecisionRecord, change: Change) -> RoleKept:
    """Return the role with other bars and weights; everything else of it stays."""
    role, policy = record.role, record.role.policy
    level, world = change.level or record.brief.level, change.world or record.brief.world
    shift = policy.world_shift.get(world, {})
    bars = {axis: round(bar - shift.get(axis, 0.0), 2) for axis, bar in change.bars.items()}
    wanted = {**policy.bars, level: {**policy.bars[level], **bars}}
    competencies = tuple(
        _weighed(c, world, record.brief.view, change.weights.get(c.id)) for c in role.competencies
    )
    changed = policy.model_copy(update={"bars": wanted})
    return role.model_copy(update={"policy": changed, "competencies": competencies})


def _weighed(competency: Competency, world: str, view: str, weight: int | None) -> Competency:
    if weight is None:
        return competency
    here = {**competency.importance.get(world, {}), view: weight}
    return competency.model_copy(update={"importance": {**competency.importance, world: here}})


def _personas(record: DecisionRecord, change: Change) -> tuple[Persona, ...]:
    gone = _gone(change)
    come = [p for swap in change.instead for p in swap.record.personas if p.id == swap.other]
    return (*(p for p in record.personas if p.id not in gone), *come)


def _ballots(record: DecisionRecord, change: Change, setting: Setting) -> tuple[Ballot, ...]:
    """Return the first ballots, with what they recommend under the changed bars and weights."""
    gone = _gone(change)
    stay = [(b, record) for b in record.sealed_ballots if b.persona not in gone]
    come = [
        (ballot, swap.record)
        for swap in change.instead
        for ballot in swap.record.sealed_ballots
        if ballot.persona == swap.other
    ]
    return tuple(_recast(ballot, whose, setting) for ballot, whose in (*stay, *come))


def _recast(ballot: Ballot, record: DecisionRecord, setting: Setting) -> Ballot:
    persona = next(p for p in record.personas if p.id == ballot.persona)
    computed = recommend(persona, ballot.levels, bool(ballot.blocking), setting)
    advised = heeded(computed, ballot.advice, ballot.levels, setting)
    return ballot.model_copy(update={"recommendation": advised})


def _assumptions(record: DecisionRecord, change: Change) -> list[str]:
    told = ["The answers stay as they are, and every seat heard in them what it heard."]
    if record.questions and any(q.persona in _gone(change) for q in record.questions):
        asked = sum(q.persona in _gone(change) for q in record.questions)
        told.append(
            "The question that a missing seat asked stays asked."
            if asked == 1
            else f"The {asked} questions that missing seats asked stay asked."
        )
    if record.moves and (change.without or change.instead):
        told.append("The debrief is not held again: whoever stays keeps its changes of mind.")
        lost = sum(_only_theirs(move, record, _gone(change)) for move in record.moves)
        if lost:
            told.append(
                f"{lost} of these changes cited words that only a missing seat had credited, and "
                "might not have come about."
            )
    for swap in change.instead:
        told.append(
            f"{swap.other} votes as it did in {swap.record.session}, before any debrief: it has "
            "heard nobody here, and nobody has heard it."
        )
    if change.bars or change.weights or change.world or change.level:
        told.append(
            f"Levels stay; bars, weights and must-haves are those of {_ground(record, change)}."
        )
    return told


def _ground(record: DecisionRecord, change: Change) -> str:
    """Return what an interview is decided by."""
    world, level = change.world or record.brief.world, change.level or record.brief.level
    named = f"the world {world} at the level {level}"
    other = [
        f"{len(which)} {what}{'' if len(which) == 1 else 's'}"
        for which, what in ((change.bars, "bar"), (change.weights, "weight"))
        if which
    ]
    return named + (f", with {' and '.join(other)} of their own" if other else "")


def _only_theirs(move: Move, record: DecisionRecord, gone: set[str]) -> bool:
    """Tell whether a change of mind rests on words that nobody who stays had credited."""
    if move.persona in gone:
        return False
    citing = {b.persona for b in record.sealed_ballots if move.evidence in b.cited}
    return bool(citing) and citing <= gone


def _check(record: DecisionRecord, change: Change) -> None:
    role, seats = record.role, record.brief.seats
    known = [c.id for c in role.competencies]
    worlds = sorted({world for c in role.competencies for world in c.importance})
    _all_known("seat", _gone(change), seats)
    _all_known("axis", change.bars, role.axes)
    _all_known("competency", change.weights, known)
    _all_known("world", [change.world] if change.world else [], [record.brief.world, *worlds])
    _all_known("level", [change.level] if change.level else [], list(role.policy.bars))
    _check_numbers(record, change)
    if set(change.without) >= set(seats):
        raise BadRequest("Without all its seats there is no panel; leave out fewer.")
    for swap in change.instead:
        _check_swap(record, swap, change)


def _all_known(kind: str, names: Iterable[str], known: Sequence[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownName(kind, name, tuple(dict.fromkeys(known)))


def _check_numbers(record: DecisionRecord, change: Change) -> None:
    for axis, bar in change.bars.items():
        if not 1 <= bar <= record.role.top:
            raise BadRequest(f"A bar is a level from 1 to {record.role.top}; {axis} got {bar:g}.")
    for competency, weight in change.weights.items():
        if weight not in range(IMPORTANCES):
            raise BadRequest(
                f"A weight is an importance from 0 (not asked for) to {IMPORTANCES - 1} (central); "
                f"{competency} got {weight}."
            )


def _check_swap(record: DecisionRecord, swap: Instead, change: Change) -> None:
    _all_known("seat", [swap.other], swap.record.brief.seats)
    if _told(record) != _told(swap.record):
        raise BadRequest(
            f"{swap.record.session} holds other answers, so its seats cannot vote here. Likely "
            "fix: `archpanel compare --record FILE --seats A,B,C --out DIR --keep-records` has "
            "another panel read these."
        )
    staying = {s for s in record.brief.seats if s not in _gone(change)}
    if swap.other in staying:
        raise BadRequest(f"{swap.other} sits at this table already.")


def _told(record: DecisionRecord) -> list[tuple[str, str, str]]:
    """Return what was asked about and answered, in order."""
    asked = {question.id: question for question in record.questions}
    return [(asked[a.question_id].item, asked[a.question_id].topic, a.text) for a in record.answers]
