"""Makes a programme from what was typed, and prints it as a table with its proof."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from archpanel.agents.clock import today
from archpanel.cli.consoles import busy, content, say
from archpanel.cli.exits import WrongUsage, print_json
from archpanel.cli.tables import Column, print_table
from archpanel.domain import Persona, escaped
from archpanel.files import write_private
from archpanel.opening.doors import open_store
from archpanel.opening.plans import PlanWishes, calendar_of, wished_plan
from archpanel.packs import load_pack
from archpanel.papers import read_paper
from archpanel.personas import persona_ids, seat_panel
from archpanel.programme.calendar import next_monday
from archpanel.programme.document import to_markdown
from archpanel.programme.plan import Plan, Planned
from archpanel.programme.proof import Coverage
from archpanel.programme.store import open_programmes
from archpanel.programme.targets import Target
from archpanel.programme.variants import SURPRISE, WITH, WITHOUT, Meeting, Variant

SHOWN = 6
"""Pairs that are named where some are missing; --proof has all."""


@dataclass(frozen=True)
class Choices:
    """What was typed."""

    sessions: int
    weeks: int
    start: str
    targets: Sequence[Path]
    profiles: Sequence[str]
    weak: Sequence[str]
    only: Mapping[str, Sequence[str]]
    seats: str
    surprise: bool | None
    rounds_each: int | None
    pack: str
    seed: int


def print_plan(
    choices: Choices,
    *,
    keep: bool,
    proof: bool,
    ics: Path | None,
    out: Path | None,
    md: Path | None,
    as_json: bool,
) -> None:
    """Make a plan, keep it, write what is to be written, and print it.

    Raises:
        WrongUsage: a day that is none.
        UnknownName: a competency, or a value of a factor, that is not there.
        BadFile: a job description or persona that cannot be read.
        BadRequest: choices that make no programme.
    """
    with busy("The plan is made"):
        made, targets = plan_of(choices)
    if keep:
        open_programmes(open_store()).keep(made, choices.pack, targets, choices.seed)
    told = plain(made, targets)
    if out is not None:
        write_private(out, json.dumps(told, indent=1))
    pack, personas = load_pack(choices.pack), _personas(choices.seats)
    if ics is not None:
        write_private(ics, calendar_of(made.sessions, pack, personas))
    if md is not None:
        write_private(md, to_markdown(made, targets, pack, personas))
    if as_json:
        print_json(told)
    else:
        _show(made, targets, proof=proof)
        say(content(), *_past(made.sessions[0].day))
        if keep:
            say(content(), "`archpanel programme next` holds the first session.")


def plan_of(choices: Choices) -> tuple[Plan, tuple[Target, ...]]:
    """Return the plan that was typed, and what it is aimed at; nothing is kept.

    Raises:
        WrongUsage: a day that is none.
        UnknownName: a competency, or a value of a factor, that is not there.
        BadFile: a job description or persona that cannot be read.
        BadRequest: choices that make no programme.
    """
    return wished_plan(_wishes(choices), load_pack(choices.pack), _personas(choices.seats))


def _personas(seats: str) -> tuple[Persona, ...]:
    names = [name.strip() for name in seats.split(",") if name.strip()]
    return seat_panel(names or list(persona_ids()))


def _wishes(choices: Choices) -> PlanWishes:
    only = dict(choices.only)
    if choices.surprise is not None:
        only[SURPRISE] = (WITH if choices.surprise else WITHOUT,)
    return PlanWishes(
        start=_day(choices.start),
        sessions=choices.sessions,
        weeks=choices.weeks,
        jobs=[read_paper(path) for path in choices.targets],
        profiles=choices.profiles,
        weak=choices.weak,
        only=only,
        rounds=choices.rounds_each,
        seed=choices.seed,
    )


def _day(typed: str) -> date:
    if not typed:
        return next_monday(today())
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise WrongUsage(f"--start {typed!r} is no day; write it as 2027-01-11.") from None


def _past(first: date) -> list[str]:
    """Say that a plan begins on a day that is over, as somebody may want who began long ago."""
    if first >= (now := today()):
        return []
    return [
        f"Its first day, {first}, is over: today is {now}. What is not held moves on to later "
        "days; --start takes another first day."
    ]


def plain(plan: Plan, targets: Sequence[Target]) -> dict[str, Any]:
    """Return a plan as JSON."""
    return {
        "pack": plan.pack,
        "sessions": [planned.plain() for planned in plan.sessions],
        "targets": [{"name": one.name, "stress": dict(one.stress)} for one in targets],
        "aims": [{**v._asdict(), "aim": round(aim, 3)} for v, aim in plan.aims.items()],
        "least_sessions": plan.least,
        "every_pair": plan.proof.is_whole,
        "pairs": [_coverage(coverage) for coverage in plan.proof.pairs],
        "triples": [_coverage(coverage) for coverage in plan.proof.triples],
        "witnesses": [
            {"pair": _names(pair), "sessions": list(numbers)}
            for pair, numbers in sorted(plan.proof.witnesses.items())
        ],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "factors": list(coverage.factors),
        "held": coverage.held,
        "possible": coverage.possible,
        "at_most": coverage.bound,
        "missing": [_names(meeting) for meeting in coverage.missing],
    }


def _names(meeting: Meeting) -> list[str]:
    return [f"{variant.factor} {variant.name}" for variant in meeting]


def _show(plan: Plan, targets: Sequence[Target], *, proof: bool) -> None:
    console = content()
    columns = [
        Column("n", ids=True),
        Column("day", ids=True),
        Column("for", ids=True),
        Column("rounds", ids=True),
        Column("seats", ids=True),
    ]
    print_table(console, columns, [_row(planned) for planned in plan.sessions])
    say(console, *_aimed(plan, targets), *_proven(plan))
    if proof:
        holding = {**dict.fromkeys(plan.proof.missing, ()), **plan.proof.witnesses}
        rows = [
            (" + ".join(_names(pair)), ", ".join(map(str, numbers)) or "none")
            for pair, numbers in sorted(holding.items())
        ]
        print_table(console, [Column("pair"), Column("sessions")], rows)


def _row(planned: Planned) -> tuple[str, ...]:
    one = planned.sitting
    sought = f"{one.level}, surprise" if one.surprise else one.level
    return (
        str(planned.n),
        f"{planned.day:%a %Y-%m-%d}",
        f"{one.world}\n{one.view}\n{sought}",
        "\n".join(one.rounds),
        "\n".join(one.seats),
    )


def _aimed(plan: Plan, targets: Sequence[Target]) -> list[str]:
    """Return what was read off the targets, strongest first, and how often it comes."""
    if not targets:
        return []
    named = escaped(", ".join(target.name for target in targets))
    if not plan.aims:
        return [f"\nAimed at {named}: nothing there tells one variant from another."]
    strongest = sorted(plan.aims.items(), key=lambda one: -one[1])[:SHOWN]
    return [
        f"\nAimed at {named}. What that stresses most, and in how many sessions it comes:",
        *(f"  · {v.factor} {v.name}: {_times(plan, v)}" for v, _ in strongest),
    ]


def _times(plan: Plan, variant: Variant) -> str:
    many = sum(variant in planned.sitting.variants for planned in plan.sessions)
    return f"{many} of {len(plan.sessions)}"


def _proven(plan: Plan) -> list[str]:
    pairs = plan.proof.pairs_possible
    missing = plan.proof.missing
    held, triples, bound = (
        sum(getattr(coverage, name) for coverage in plan.proof.triples)
        for name in ("held", "possible", "bound")
    )
    told = f"\nEvery pair of variants meets: {pairs} of {pairs}; --proof says in which sessions."
    if missing:
        told = (
            f"\n{pairs - len(missing)} of {pairs} pairs of variants meet. No plan of so many "
            f"rounds each holds all in fewer than {plan.least} sessions. Missing: "
            + "; ".join(" + ".join(_names(pair)) for pair in missing[:SHOWN])
            + (f"; and {len(missing) - SHOWN} more, see --proof." if len(missing) > SHOWN else ".")
        )
    many = f"{held} of {triples}; {len(plan.sessions)} such sessions hold at most {bound}."
    return [told, f"Of triples meet {many}"]
