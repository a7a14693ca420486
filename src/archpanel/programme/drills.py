"""What there is to practise: the drills of verdicts, and what is drawn from the study part. Pure.

A question that is held back for rehearsals, or a surprise, is never drilled: a sister of it is,
which asks for the same competency in the same round. Which one is decided by the bank alone, so
that its history stays one history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from archpanel.agents.clock import day_of
from archpanel.domain import BadRequest, BankQuestion, DecisionRecord, RolePack
from archpanel.programme.practice import Task, Try
from archpanel.programme.study import is_held_back
from archpanel.report.drills import choose_drills
from archpanel.report.turns import turn_rows

CORE = ("core", "warm-up", "stretch")
"""Difficulties in the order in which a question to drill is looked for: two minutes are short."""


@dataclass(frozen=True)
class Seed:
    """One drill of a verdict, by the ids that the report leaves out."""

    competency: str
    question: str
    """What was asked; perhaps a question that is held back, or a surprise."""

    level: float | None
    missed: tuple[str, ...]
    """Key points of the competency that no turn about this question brought."""


@dataclass(frozen=True)
class Found:
    """What a finished session puts on the list."""

    session: str
    day: date
    pack: str
    """Its id."""

    world: str
    view: str
    sought: str
    seeds: tuple[Seed, ...]


def found_in(record: DecisionRecord) -> Found:
    """Return what a record's drills put on the list; a review has none, it asked no bank."""
    brief = record.brief
    return Found(
        session=record.session,
        day=day_of(record.created),
        pack=record.role.id,
        world=brief.world,
        view=brief.view,
        sought=brief.level,
        seeds=_seeds(record) if brief.purpose == "rehearsal" else (),
    )


def _seeds(record: DecisionRecord) -> tuple[Seed, ...]:
    turns = turn_rows(record)
    asked = {question.id: question.item for question in record.questions}
    seeds = []
    for drill in choose_drills(record, turns):
        item = asked[drill.moment]
        heard: dict[str, bool] = {}
        for turn in turns:
            for point in turn.points if asked[turn.question] == item else ():
                if point.competency == drill.competency:
                    made = point.met * 2 > point.seats
                    heard[point.point] = heard.get(point.point, False) or made
        missed = tuple(point for point, made in heard.items() if not made)
        level = record.verdict.levels.get(drill.competency)
        seeds.append(Seed(drill.competency, item, level, missed))
    return tuple(seeds)


def bar_of(pack: RolePack, competency: str, world: str, sought: str) -> float:
    """Return the bar of a competency's axis; the default level's where another is not there."""
    policy, axis = pack.policy, pack.competency(competency).axis
    bars = policy.bars.get(sought) or policy.bars[policy.default_level]
    return round(bars[axis] + policy.world_shift.get(world, {}).get(axis, 0.0), 2)


def may_be_drilled(pack: RolePack) -> tuple[BankQuestion, ...]:
    """Return the study part of the bank."""
    return tuple(question for question in pack.questions if not is_held_back(question.id))


def check_may_be_drilled(pack: RolePack, question: str, competency: str = "") -> BankQuestion:
    """Return a question that somebody chose.

    Args:
        pack: the role.
        question: its id.
        competency: what it is to be drilled for; "": its main one.

    Raises:
        BadRequest: the bank has none of this name, it is kept for rehearsals, or it does not ask
            for that competency.
    """
    cards = {card.id: card for card in pack.surprises}
    if question in cards:
        raise BadRequest(
            f"{question} is a surprise, and these are kept for rehearsals (`archpanel rehearse "
            f"--surprise`). {_instead(pack, question, cards[question].competencies[0])}"
        )
    chosen = _known(pack, question)
    if is_held_back(question):
        instead = _instead(pack, question, competency or chosen.competencies[0])
        raise BadRequest(f"{question} is held back for rehearsals, as a third is. {instead}")
    if competency and competency not in chosen.competencies:
        raise BadRequest(
            f"{question} asks for {', '.join(chosen.competencies)}, and not for {competency}. "
            "Leave --competency out, or leave --question out to have one chosen."
        )
    return chosen


def _known(pack: RolePack, question: str) -> BankQuestion:
    """Return a question by its id; a bank is too long to be listed in an error."""
    study = {q.id: q for q in pack.questions}
    if question in study:
        return study[question]
    near = get_close_matches(question, study, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else "Each has its id in `archpanel study ROUND`."
    raise BadRequest(f"No question of {pack.id} is called {question!r}. {hint}")


def _instead(pack: RolePack, question: str, competency: str) -> str:
    sister = sister_of(pack, question, competency)
    return f"`archpanel drill --question {sister.id}` asks for the same." if sister else ""


def sister_of(pack: RolePack, question: str, competency: str) -> BankQuestion | None:
    """Return the question of the study part that is drilled in place of another one.

    Args:
        pack: the role.
        question: a question of the bank, or a surprise, which belongs to no round.
        competency: what it is to ask for.

    Returns:
        One of the same round where there is one, else of any; None: none asks for it.
    """
    own = next((q for q in pack.questions if q.id == question), None)
    asking = [q for q in may_be_drilled(pack) if competency in q.competencies]
    near = [q for q in asking if own and q.round == own.round] or asking
    worlds = set(own.worlds) if own else set()
    return min(near, key=lambda q: (not worlds & {*q.worlds}, _place(q, competency)), default=None)


def _place(question: BankQuestion, competency: str) -> tuple[bool, int, str]:
    main = question.competencies[0] == competency
    return not main, CORE.index(question.difficulty), question.id


def tasks_of(found: Iterable[Found], tries: Sequence[Try], pack: RolePack) -> list[Task]:
    """Return everything that is on the list, each question and competency once.

    Args:
        found: what finished sessions brought, the oldest first.
        tries: what was drilled; what no session asked for is on the list since then.
        pack: the role; what another one asked is left out, and so is what it no longer asks.
    """
    tasks: dict[tuple[str, str], Task] = {}
    for one in found:
        for seed in one.seeds if one.pack == pack.id else ():
            if task := _task(seed, one, pack):
                _add(tasks, task)
    study = {q.id: q for q in may_be_drilled(pack)}
    for tried in tries:
        key = (tried.question, tried.competency)
        known = study.get(tried.question)
        if known and tried.competency in known.competencies and key not in tasks:
            tasks[key] = Task(*key, tried.day, tried.bar)
    return list(tasks.values())


def _task(seed: Seed, found: Found, pack: RolePack) -> Task | None:
    if seed.competency not in {c.id for c in pack.competencies}:
        return None
    study = {q.id: q for q in may_be_drilled(pack)}
    own = study.get(seed.question)
    is_own = own is not None and seed.competency in own.competencies
    drilled = own if is_own else sister_of(pack, seed.question, seed.competency)
    if drilled is None:
        return None
    return Task(
        drilled.id,
        seed.competency,
        since=found.day,
        bar=bar_of(pack, seed.competency, found.world, found.sought),
        level=seed.level,
        sessions=(found.session,),
        asked="" if is_own else seed.question,
        missed=seed.missed if is_own else (),
        world=found.world,
        view=found.view,
        sought=found.sought,
    )


def _add(tasks: dict[tuple[str, str], Task], task: Task) -> None:
    """A later verdict has the last word; the day stays, so that it does not become less due."""
    key = (task.question, task.competency)
    if known := tasks.get(key):
        task = replace(task, since=known.since, sessions=(*known.sessions, *task.sessions))
    tasks[key] = task


def drawn(
    pack: RolePack, tasks: Sequence[Task], today: date, competency: str = "", question: str = ""
) -> Task | None:
    """Return something to drill that is not on the list yet; None where all of it is.

    Args:
        pack: the role.
        tasks: the list.
        today: the day.
        competency: which one; "": the most central that is not on the list.
        question: which one; "": the one of the study part that asks most plainly for it.

    Raises:
        UnknownName: no such competency.
        BadRequest: there is no such question, it is kept for rehearsals, or asks for something
            else.
    """
    if question:
        chosen = check_may_be_drilled(pack, question, competency)
        return _drawn(pack, chosen, competency or chosen.competencies[0], today)
    if competency:
        return _one_about(pack, pack.competency(competency).id, tasks, today)
    listed = {task.competency for task in tasks}
    for name in central(pack):
        if name not in listed and (task := _one_about(pack, name, tasks, today)):
            return task
    return None


def central(pack: RolePack) -> tuple[str, ...]:
    """Return the competencies, those first that most worlds and views call central."""
    weight: Mapping[str, int] = {
        c.id: sum(c.importance_for(w.id, v.id) for w in pack.worlds for v in pack.views)
        for c in pack.competencies
    }
    return tuple(sorted(weight, key=lambda name: -weight[name]))


def _one_about(pack: RolePack, name: str, tasks: Sequence[Task], today: date) -> Task | None:
    known = {task.question for task in tasks}
    asking = [q for q in may_be_drilled(pack) if name in q.competencies and q.id not in known]
    chosen = min(asking, key=lambda q: _place(q, name), default=None)
    return _drawn(pack, chosen, name, today) if chosen else None


def _drawn(pack: RolePack, question: BankQuestion, competency: str, today: date) -> Task:
    world = question.worlds[0]
    bar = bar_of(pack, competency, world, pack.policy.default_level)
    return Task(question.id, competency, today, bar, world=world)
