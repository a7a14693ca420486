"""What can be wrong with a role pack that loads, found without an engine.

What the rules of the panel would trip over (a bar, a severity, a competency that is not there) is
refused when the pack is loaded. `agents.offline.bank_check` reads the examples against the key
points; `archpanel packs check` runs both.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archpanel.domain import BankQuestion, Item, RolePack
from archpanel.packs.similarity import near_duplicates
from archpanel.packs.versions import stale

MIN_POINTS = 4
"""A question with fewer key points gives levels too coarse to judge by."""

LEAST_PER_ROUND = 12
LEAST_SHARE = 0.1
"""Of a round's questions, at least this share has each difficulty and fits each world."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend, and where."""

    where: str
    what: str


def check(pack: RolePack) -> list[Problem]:
    """Return every problem of a pack; none for a sound one."""
    problems = [*_anchors(pack), *_doubled(pack), *_policy(pack), *_bars(pack)]
    if pack.questions:
        problems += [
            *_references(pack),
            *_reach(pack),
            *_items(pack),
            *_rounds(pack),
            *_forms(pack),
            *_duplicates(pack),
            *(Problem(where, what) for where, what in stale(pack)),
        ]
    return problems


def _anchors(pack: RolePack) -> Iterator[Problem]:
    for competency in pack.competencies:
        shown = [" ".join(anchor.lower().split()) for anchor in competency.anchors]
        if any(not anchor for anchor in shown):
            yield Problem(competency.id, "an anchor is empty")
        if len(set(shown)) < len(shown):
            yield Problem(competency.id, "two levels have the same anchor")


def _doubled(pack: RolePack) -> Iterator[Problem]:
    """Things are found by id; questions and surprise cards share their ids."""
    kinds = (pack.competencies, pack.rounds, [*pack.questions, *pack.surprises], pack.forms)
    for things in kinds:
        for thing_id, count in Counter(thing.id for thing in things).items():
            if count > 1:
                yield Problem(thing_id, f"is defined {count} times")


def _policy(pack: RolePack) -> Iterator[Problem]:
    policy = pack.policy
    known = {c.id for c in pack.competencies}
    worlds = {w.id for w in pack.worlds}
    for must in policy.must_haves:
        if must.competency not in known:
            yield Problem("policy.yaml", f"must-have {must.competency!r} is no competency")
        if unknown := set(must.worlds) - worlds:
            yield Problem("policy.yaml", f"must-have in unknown worlds {sorted(unknown)}")
    if unknown := set(policy.world_shift) - worlds:
        yield Problem("policy.yaml", f"world_shift for unknown worlds {sorted(unknown)}")


def _bars(pack: RolePack) -> Iterator[Problem]:
    policy = pack.policy
    for level, bars in policy.bars.items():
        if unknown := set(bars) - set(pack.axes):
            yield Problem(
                "policy.yaml", f"level {level!r} has a bar for {sorted(unknown)}, no axis"
            )
    floors = [must.at_least for must in policy.must_haves]
    for number in (*floors, *(bar for bars in policy.bars.values() for bar in bars.values())):
        if not 1 <= number <= pack.top:
            yield Problem("policy.yaml", f"a bar at {number} is off the scale of 1 to {pack.top}")


def _references(pack: RolePack) -> Iterator[Problem]:
    competencies = {c.id for c in pack.competencies}
    rounds = {r.id for r in pack.rounds}
    worlds = {w.id for w in pack.worlds}
    items: list[Item] = [*pack.questions, *pack.surprises]
    for item in items:
        if unknown := set(item.worlds) - worlds:
            yield Problem(item.id, f"unknown worlds {sorted(unknown)}")
    for question in pack.questions:
        if question.round not in rounds:
            yield Problem(question.id, f"unknown round {question.round!r}")
    for round_ in pack.rounds:
        if unknown := set(round_.competencies) - competencies:
            yield Problem(f"round {round_.id}", f"unknown competencies {sorted(unknown)}")
    yield from _places(pack)


def _places(pack: RolePack) -> Iterator[Problem]:
    """A mistyped world or view in a table of importance would count as 1 without a word."""
    worlds, views = {w.id for w in pack.worlds}, {v.id for v in pack.views}
    for round_ in pack.rounds:
        if unknown := set(round_.views) - views:
            yield Problem(f"round {round_.id}", f"unknown views {sorted(unknown)}")
    for competency in pack.competencies:
        if unknown := set(competency.importance) - worlds:
            yield Problem(competency.id, f"importance in unknown worlds {sorted(unknown)}")
        if unknown := {v for by_view in competency.importance.values() for v in by_view} - views:
            yield Problem(competency.id, f"importance in unknown views {sorted(unknown)}")


def _reach(pack: RolePack) -> Iterator[Problem]:
    asked = Counter(c for q in pack.questions for c in q.competencies)
    for competency in pack.competencies:
        if not asked[competency.id]:
            yield Problem(competency.id, "unreachable: no question asks for it")
        elif pack.worlds and not any(
            competency.importance_for(w.id, v.id) for w in pack.worlds for v in pack.views
        ):
            yield Problem(competency.id, "unreachable: importance 0 in every world and view")
    for round_ in pack.rounds:
        here = {c for q in pack.questions if q.round == round_.id for c in q.competencies}
        if missing := set(round_.competencies) - here:
            yield Problem(f"round {round_.id}", f"promises {sorted(missing)}, no question asks it")


def _items(pack: RolePack) -> Iterator[Problem]:
    for question in pack.questions:
        if len(question.key_points) < MIN_POINTS:
            yield Problem(
                question.id, f"has {len(question.key_points)} key points, needs {MIN_POINTS}"
            )
        strong = question.examples.strong
        if missing := {p.id for p in question.key_points} - {*strong.meets, *strong.partly}:
            yield Problem(question.id, f"its strong example is not said to meet {sorted(missing)}")
        if len(question.examples.weak.meets) > 1:
            yield Problem(question.id, "its weak example meets more than one key point")
        yield from _leaks(question)


def _leaks(question: BankQuestion) -> Iterator[Problem]:
    """A probe or clarification that holds a key point's own words gives it away."""
    for point in question.key_points:
        words = _content_words(point.point)
        for name, text in (("probe", point.probe), ("clarify", question.clarify)):
            given = _content_words(text)
            if len(words) >= MIN_POINTS and len(words & given) >= 0.8 * len(words):
                yield Problem(question.id, f"{name} gives away the key point {point.id!r}")


def _content_words(text: str) -> set[str]:
    words = {word.strip(".,;:?!\"'()").lower() for word in text.split()}
    return {word for word in words if len(word) > 3}


def _rounds(pack: RolePack) -> Iterator[Problem]:
    for round_ in pack.rounds:
        mine = [q for q in pack.questions if q.round == round_.id]
        if len(mine) < LEAST_PER_ROUND:
            yield Problem(
                f"round {round_.id}", f"has {len(mine)} questions, needs {LEAST_PER_ROUND}"
            )
            continue
        groups = {
            **{d: sum(q.difficulty == d for q in mine) for d in ("warm-up", "core", "stretch")},
            **{w.id: sum(w.id in q.worlds for q in mine) for w in pack.worlds},
        }
        for group, count in groups.items():
            if count < LEAST_SHARE * len(mine):
                yield Problem(
                    f"round {round_.id}", f"unbalanced: {count} of {len(mine)} are {group}"
                )


def _forms(pack: RolePack) -> Iterator[Problem]:
    for form in pack.forms:
        if len(set(form.questions)) < len(form.questions):
            yield Problem(f"form {form.id}", "asks a question twice")


def _duplicates(pack: RolePack) -> Iterator[Problem]:
    for one, other, likeness in near_duplicates(pack.questions):
        yield Problem(one, f"near-duplicate of {other} ({likeness:.0%} of their weighted words)")
