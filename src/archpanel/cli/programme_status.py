"""Where the programme stands, as text and JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console

from archpanel.cli.clock import today
from archpanel.cli.consoles import busy, content, say
from archpanel.cli.exits import print_json
from archpanel.cli.tables import Column, print_table
from archpanel.domain import RolePack, UnknownName
from archpanel.opening.desk import Desk
from archpanel.programme.readiness import Readiness, readiness
from archpanel.programme.standing import Standing
from archpanel.programme.trends import Trend, trends


def print_status(level: str, *, as_json: bool) -> None:
    """Print what was held, what it covers, how levels come along, and where the bar is met.

    Raises:
        BadRequest: there is no programme.
        UnknownName: a level that the pack does not have.
    """
    with busy("The sessions are read"):
        desk = Desk.open()
        standing, pack = desk.standing(), desk.pack
    if level and level not in pack.policy.bars:
        raise UnknownName("level", level, list(pack.policy.bars))
    ready = readiness(pack, standing.held, level)
    if as_json:
        print_json(_plain(standing, ready))
    else:
        _show(content(), standing, pack, ready)


def _plain(standing: Standing, ready: Sequence[Readiness]) -> dict[str, Any]:
    proof = standing.proof
    return {
        "planned": len(standing.kept.sessions),
        "held": [one.session for one in standing.held],
        "remaining": [planned.plain() for planned in standing.remaining],
        "pairs_held": proof.pairs_held,
        "pairs": proof.pairs_possible,
        "streak_weeks": standing.streak(today()),
        "competencies": {n: asdict(t) for n, t in trends(_levels(standing)).items()},
        "adaptability": {n: asdict(t) for n, t in _adaptability(standing).items()},
        "readiness": [
            {**asdict(one), "axes": [{**asdict(a), "state": a.state} for a in one.axes]}
            for one in ready
        ],
    }


def _levels(standing: Standing) -> list[dict[str, float]]:
    return [dict(one.levels) for one in standing.held]


def _adaptability(standing: Standing) -> dict[str, Trend]:
    """Return the level of answers to surprises, over the sessions that had one."""
    means = [
        {"adaptability": sum(one.surprised.values()) / len(one.surprised)}
        for one in standing.held
        if one.surprised
    ]
    return trends(means)


def _show(console: Console, standing: Standing, pack: RolePack, ready: Sequence[Readiness]) -> None:
    say(console, *_head(standing))
    if standing.held:
        columns = [
            Column("competency"),
            Column("of late", ids=True),
            Column("90 % interval", ids=True),
            Column("course"),
            Column("n", ids=True),
        ]
        found = trends(_levels(standing))
        rows = [_row(c.name, found[c.id]) for c in pack.competencies if c.id in found]
        rows += [_row("Adaptability (surprises)", t) for t in _adaptability(standing).values()]
        print_table(console, columns, rows)
    for one in ready:
        say(console, *_ready(one))
    say(
        console,
        "\nRehearsals are short, and verdicts judge what was said in them; nothing here "
        "foresees an offer."
        + (" The embedded engine judged: practice levels." if _practice(standing) else ""),
    )


def _practice(standing: Standing) -> bool:
    return any(one.practice for one in standing.held)


def _head(standing: Standing) -> list[str]:
    proof = standing.proof
    streak = standing.streak(today())
    weeks = "1 week" if streak == 1 else f"{streak} weeks"
    return [
        f"{len(standing.held)} of {len(standing.kept.sessions)} sessions held, "
        f"{proof.pairs_held} of {proof.pairs_possible} pairs of variants met; {weeks} running.",
    ]


def _row(name: str, found: Trend) -> tuple[str, ...]:
    sure = "-"
    if found.low is not None and found.high is not None:
        sure = f"{found.low:.1f} to {found.high:.1f}"
    return name, f"{found.mean:.2f}", sure, found.direction, str(len(found.levels))


def _ready(one: Readiness) -> list[str]:
    told = {
        "met": "the bar is met",
        "not met": "the bar is not met",
        "open": "too close, or too little, to say",
        "not rehearsed": "not rehearsed yet",
    }[one.state]
    n = len(one.sessions)
    on = f" ({n} {'session' if n == 1 else 'sessions'})" if n else ""
    head = f"\n{one.world}, {one.view}, {one.level}: {told}{on}."
    return [head, *(f"  · {line}" for line in one.missing if one.sessions)]
