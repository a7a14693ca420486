"""A simulated programme, printed: what was held, what was read, and whether it is true."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Any

from archpanel.cli.consoles import content, counted, say
from archpanel.cli.exits import print_json
from archpanel.cli.planning import Choices
from archpanel.cli.simulating import Script, Simulation, Step, simulate
from archpanel.cli.tables import Column, print_table
from archpanel.files import write_private
from archpanel.programme import wording
from archpanel.programme.as_json import plain
from archpanel.programme.html import to_html
from archpanel.programme.overview import Overview
from archpanel.programme.plan import Planned
from archpanel.report.wording import capital

PAGES = ("before", "middle", "after")


def print_simulation(choices: Choices, script: Script, out: Path | None, *, as_json: bool) -> None:
    """Simulate a programme, print it, and write its pages where a folder is given.

    Raises:
        BadRequest: the folder has sessions already, or what is wished for makes no programme.
        UnknownName: something that is wished for is not there.
    """
    with TemporaryDirectory(prefix="archpanel-") as nowhere:
        folder = out or Path(nowhere)
        folder.mkdir(parents=True, exist_ok=True)
        with counted("Sessions are held", choices.sessions) as one_done:
            done = simulate(choices, script, folder, one_done)
    if out is not None:
        for name in PAGES:
            write_private(out / f"{name}.html", to_html(getattr(done, name)))
    if as_json:
        print_json(as_plain(done, script))
        return
    _show(done)
    if out is not None:
        pages = ", ".join(f"{name}.html" for name in PAGES)
        say(
            content(),
            f"\n{out} holds {pages} and the sessions; with ARCHPANEL_HOME set to it, other "
            "commands look into them.",
        )


def as_plain(done: Simulation, script: Script) -> dict[str, Any]:
    """Return a simulation as JSON."""
    return {
        "script": {**asdict(script), "weak": sorted(done.candidate.weak)},
        "sessions": [_plain_step(step) for step in done.steps],
        "read": reading(done),
        **{name: plain(getattr(done, name)) for name in PAGES},
    }


def _plain_step(step: Step) -> dict[str, Any]:
    held = step.after.held[-1]
    return {
        "nth": step.nth,
        **step.chosen.planned.plain(),
        "day": held.day.isoformat(),
        "why": wording.reasons(step.chosen.choice),
        "weak_before": list(step.weak),
        "decision": held.decision,
        "axes": dict(held.axes),
        "levels": {name: {"given": round(g, 2), "read": r} for name, (g, r) in step.levels.items()},
        "pairs_held": step.after.coverage.total("held"),
    }


def reading(done: Simulation) -> dict[str, Any]:
    """Return how near the panels' levels came to those that the candidate was given."""
    both = [pair for step in done.steps for pair in step.levels.values()]
    return {
        "levels": len(both),
        "mean_difference": round(fmean(read - given for given, read in both), 3),
        "mean_distance": round(fmean(abs(read - given) for given, read in both), 3),
    }


def _show(done: Simulation) -> None:
    console = content()
    axes = done.before.pack.axes
    columns = [
        *(Column(title, ids=True) for title in ("n", "day", "for", "verdict")),
        *(Column(axis, ids=True) for axis in axes),
        Column("pairs", ids=True),
        Column("weak before it", ids=True),
        Column("rounds", ids=True),
    ]
    print_table(console, columns, [_row(step, axes) for step in done.steps])
    say(console, *_told(done))


def _row(step: Step, axes: tuple[str, ...]) -> tuple[str, ...]:
    held, one = step.after.held[-1], step.chosen.planned.sitting
    sought = f"{one.level}, surprise" if one.surprise else one.level
    return (
        str(step.chosen.planned.n),
        held.day.isoformat(),
        f"{one.world}\n{one.view}\n{sought}",
        wording.decision(held.decision),
        *(f"{held.axes[axis]:.1f}" if axis in held.axes else "-" for axis in axes),
        str(step.after.coverage.total("held")),
        "\n".join(step.weak) or "-",
        "\n".join(one.rounds),
    )


def _told(done: Simulation) -> Iterator[str]:
    read, who = reading(done), done.candidate
    yield (
        f"\nThe candidate went from level {who.first:g} to {who.last:g}. Over "
        f"{read['levels']} levels the panels read {read['mean_distance']:.2f} off the level "
        f"that was given, on average ({read['mean_difference']:+.2f} with its sign)."
    )
    for name in sorted(done.candidate.weak):
        yield from _of_weak(name, done)
    for name in PAGES:
        yield f"\n{capital(name)}: {wording.head_line(getattr(done, name))}"
        yield from (f"  {line}" for line in _ready(getattr(done, name)))


def _of_weak(name: str, done: Simulation) -> Iterator[str]:
    assessed = wording.counted(sum(name in step.levels for step in done.steps), "session")
    known = [step.nth for step in done.steps if name in step.weak]
    yield f"{name} stayed weak. It was assessed in {assessed}{_rank(name, done)}."
    if not known:
        yield "It was never among the weakest three for which open sessions are chosen."
        return
    later = [step for step in done.steps if step.nth >= known[0]]
    held = [_rounds_for(name, step.chosen.planned, done) for step in later]
    places = done.before.places
    first = [_rounds_for(name, places[step.nth - 1].planned, done) for step in later]
    yield (
        f"It was among the weakest three from session {known[0]} on. Since then "
        f"{wording.counted(sum(held), 'round')} asked for it; {sum(first)} would have in the first "
        "plan."
    )


def _rank(name: str, done: Simulation) -> str:
    """Return which place it has in the end, from the lowest."""
    means = {line.id: line.trend.mean for line in done.after.lines}
    if name not in means:
        return ""
    lower = sum(mean < means[name] for mean in means.values())
    return f", and in the end {lower} of {len(means)} competencies are lower"


def _rounds_for(name: str, planned: Planned, done: Simulation) -> int:
    rounds = (done.before.pack.round(one) for one in planned.sitting.rounds)
    return sum(name in one.competencies for one in rounds)


def _ready(found: Overview) -> Iterator[str]:
    for ground in found.grounds:
        yield wording.ready_line(ground.ready, found.pack)
        if ground.evidence:
            yield from (f"  · {line}" for line in ground.ready.missing)
