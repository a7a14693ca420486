"""Show what a finished interview would have come to otherwise."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar

import typer

from archpanel.agents.verification import verify
from archpanel.cli.consoles import content, say
from archpanel.cli.exits import WrongUsage, print_json
from archpanel.cli.tables import Column, print_table
from archpanel.cli.verifying import read_record
from archpanel.domain import DecisionRecord, Verdict, escaped
from archpanel.files import write_private
from archpanel.lab.whatif import Change, Instead, redecide
from archpanel.lab.whatif import Otherwise as Redecided
from archpanel.packs import load_pack
from archpanel.programme.profiles import Profile, load_profile
from archpanel.report.wording import level as level_shown


@dataclass(frozen=True)
class Otherwise:
    """What is to be otherwise, as typed."""

    without: Sequence[str] = ()
    instead: Sequence[str] = ()
    bars: Sequence[str] = ()
    weights: Sequence[str] = ()
    world: str = ""
    level: str = ""
    profile: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not any(getattr(self, field.name) for field in fields(self))


def decide_otherwise(name: str, wanted: Otherwise, *, out: Path | None, as_json: bool) -> None:
    """Verify a record, decide it otherwise, and show both verdicts.

    Raises:
        WrongUsage: nothing is to be otherwise, or an option is not of its form.
    """
    if wanted.is_empty:
        raise WrongUsage(
            "Say what is to be otherwise: --without SEAT, --instead SEAT=RECORD:OTHER, --bar "
            "AXIS=LEVEL, --weight COMPETENCY=N, --world, --level or --profile."
        )
    record = verify(read_record(name))
    found = redecide(record, _change(wanted, record))
    if firm := _firm(wanted, record):
        found = replace(found, assumptions=(*_of_firm(firm, record), *found.assumptions))
    told = _as_json(record, wanted, found)
    if out is not None:
        write_private(out, json.dumps(told, indent=1))
        typer.echo(f"Written: {escaped(str(out))}", err=True)
    if as_json:
        print_json(told)
    else:
        _show(record, found)


def _change(wanted: Otherwise, record: DecisionRecord) -> Change:
    """Return what is to be otherwise; what was typed goes before what a profile says."""
    if firm := _firm(wanted, record):
        asked_for = {c.id for c in record.role.competencies}
        weights = {c: weight for c, weight in firm.weights.items() if c in asked_for}
        typed = _change(replace(wanted, profile=""), record)
        return replace(
            typed,
            weights={**weights, **typed.weights},
            world=typed.world or firm.world,
            level=typed.level or firm.level,
        )
    return Change(
        without=tuple(wanted.without),
        instead=tuple(map(_instead, wanted.instead)),
        bars=dict(_pair(text, "--bar", "ai=3.2", float) for text in wanted.bars),
        weights=dict(_pair(text, "--weight", "llm-evaluation=3", int) for text in wanted.weights),
        world=wanted.world,
        level=wanted.level,
    )


def _firm(wanted: Otherwise, record: DecisionRecord) -> Profile | None:
    """Return the kind of firm that is to decide.

    Raises:
        UnknownName: there is no such profile.
    """
    if not wanted.profile:
        return None
    return load_profile(wanted.profile, load_pack(record.brief.pack.source or record.role.id))


def _of_firm(firm: Profile, record: DecisionRecord) -> list[str]:
    """Return whose way of deciding it is, and what of it a finished interview cannot take on."""
    told = [f"It is decided as {firm.id} would: {firm.name}."]
    if firm.view != record.brief.view:
        told.append(
            f"{firm.id} sees the role as {firm.view}; the interview was held as "
            f"{record.brief.view}. Weights that {firm.id} does not name stay those of that view."
        )
    return told


_Number = TypeVar("_Number", int, float)


def _pair(
    text: str, option: str, example: str, kind: Callable[[str], _Number]
) -> tuple[str, _Number]:
    name, _, value = text.partition("=")
    try:
        return name.strip().casefold(), kind(value)
    except ValueError:
        raise WrongUsage(f"{option} {text!r} is not of the form {example}.") from None


def _instead(text: str) -> Instead:
    seat, _, rest = text.partition("=")
    where, _, other = rest.rpartition(":")
    if not seat or not where or not other:
        raise WrongUsage(
            f"--instead {text!r} is not SEAT=RECORD:OTHER, as "
            "security_reviewer=other/record.json:compliance_officer."
        )
    return Instead(seat.strip(), verify(read_record(where)), other.strip())


def _as_json(record: DecisionRecord, wanted: Otherwise, found: Redecided) -> dict[str, Any]:
    return {
        "session": record.session,
        "change": asdict(wanted),
        "before": found.before.model_dump(mode="json"),
        "after": found.after.model_dump(mode="json"),
        "differs": found.differs,
        "assumptions": list(found.assumptions),
    }


def _show(record: DecisionRecord, found: Redecided) -> None:
    before, after = found.before, found.after
    said = f"would stay: {_said(before.decision)}."
    if found.differs:
        said = f"would be another one: {_said(before.decision)}, then {_said(after.decision)}."
    console = content()
    told = f"The verdict on {escaped(record.session)} {said}"
    console.print(told, highlight=False, markup=False)
    columns = (Column("", ids=True), Column("as it was", ids=True), Column("otherwise", ids=True))
    names = {c.id: c.name for c in record.role.competencies}
    print_table(console, columns, _rows(before, after, names))
    if after.reasons:
        say(console, "", "Why:" if found.differs else "Why it stays:", *_points(after.reasons))
    say(console, "", "This takes for granted:", *_points(found.assumptions))


def _points(lines: Sequence[str]) -> list[str]:
    return [f"  · {line}" for line in lines]


def _rows(before: Verdict, after: Verdict, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    rows = [("decision", _said(before.decision), _said(after.decision))]
    for old, new in zip(before.axes, after.axes, strict=True):
        rows.append((old.axis, level_shown(old.level), level_shown(new.level)))
        if old.bar != new.bar:
            rows.append((f"{old.axis} bar", f"{old.bar:.2f}", f"{new.bar:.2f}"))
    gates = {gate.id: gate.outcome for gate in before.gates}
    later = {gate.id: gate.outcome for gate in after.gates}
    rows += [
        (f"gate {name}", gates.get(name, "-"), later.get(name, "-"))
        for name in dict.fromkeys([*gates, *later])
        if gates.get(name) != later.get(name)
    ]
    rows += [
        (names.get(name, name), level_shown(before.levels.get(name)), level_shown(new))
        for name, new in after.levels.items()
        if before.levels.get(name) != new
    ]
    return rows


def _said(decision: str) -> str:
    return decision.replace("_", " ")
