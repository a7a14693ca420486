"""The evidence page: what is proven, on what, and what is not, from the summaries of full runs."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from archpanel.domain import BadRequest
from archpanel.evals.harness.check import Check
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.identity import short_commit
from archpanel.evals.harness.summary import Summary, read_summary
from archpanel.evals.harness.task import Task

EVIDENCE = Path(__file__).parents[1] / "evidence"
"""Committed: `*.json`, the summaries, and `prose/*.md`, the parts of the page in order."""


def read_evidence(folder: Path = EVIDENCE) -> list[Summary]:
    """Return the committed summaries.

    Raises:
        BadFile: one of them is none.
    """
    return [read_summary(file) for file in sorted(folder.glob("*.json"))]


def file_name(summary: Summary) -> str:
    """Return under which name a summary is kept: one for each task and engine or model."""
    model = summary.who.engine.get("model", "")
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in model)
    return f"{summary.task}.{safe}.json" if safe else f"{summary.task}.json"


def check_is_whole(summary: Summary) -> None:
    """Refuse what is no full run.

    Raises:
        BadRequest: the run was limited, or stopped early.
    """
    if summary.limit is not None or summary.counts.untried:
        raise BadRequest(
            f"The run of {summary.task!r} took {summary.counts.scored + summary.counts.errors} "
            "samples, not all; evidence is of full runs. Run it without --quick and --limit."
        )


def with_runs(kept: Iterable[Summary], runs: Iterable[Summary]) -> list[Summary]:
    """Return summaries in which these runs took the place of older ones.

    Raises:
        BadRequest: one of the runs is not whole.
    """
    found = {file_name(summary): summary for summary in kept}
    for run in runs:
        check_is_whole(run)
        found[file_name(run)] = run
    return list(found.values())


def page(
    summaries: Iterable[Summary], tasks: Sequence[Task], prose: Path = EVIDENCE / "prose"
) -> str:
    """Return the page.

    Args:
        summaries: of full runs.
        tasks: all tasks, in the order of the page.
        prose: folder of the hand-written parts; `{{overview}}` and `{{figures}}` in them are
            replaced.
    """
    order = [task.name for task in tasks]
    known = [one for one in summaries if one.task in order]
    shown = sorted(known, key=lambda one: (order.index(one.task), file_name(one)))
    parts = [file.read_text(encoding="utf-8").strip() for file in sorted(prose.glob("*.md"))]
    whole = "\n\n".join(parts) + "\n"
    whole = whole.replace("{{overview}}", _overview(shown, tasks))
    return whole.replace("{{figures}}", "\n\n".join(map(_section, shown)))


def _overview(shown: Sequence[Summary], tasks: Sequence[Task]) -> str:
    rows = [
        f"| {s.asks} | {standing(s)} | {_engine(s)} | {s.material} | `{s.task}` |" for s in shown
    ]
    measured = {summary.task for summary in shown}
    rows += [
        f"| {task.asks} | not measured yet | | {task.material} | `{task.name}` |"
        for task in tasks
        if task.name not in measured
    ]
    return "\n".join(["| question | | by | on | task |", "|---|---|---|---|---|", *rows])


def standing(summary: Summary) -> str:
    """Return in one word how far a task's question is answered; see the head of the page."""
    figures = {figure.name: figure for figure in summary.figures}
    gates = [check for check in summary.checks if check.kind == "gate"]
    if not gates:
        return "measured"
    if not all(check.holds for check in gates):
        missed = [check.figure for check in gates if not check.holds]
        return f"**missed**: {', '.join(f'`{name}`' for name in missed)}"
    return "**proven**" if all(_is_sure(figures[c.figure], c) for c in gates) else "held"


def _is_sure(figure: Figure, check: Check) -> bool:
    """Tell whether a bar holds over a figure's whole interval.

    One without width, as of 40 hits in 40, only says that resampling found nothing else to draw.
    """
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return False
    gate = Gate(figure.name, check.least, check.most)
    return gate.holds(figure.low) and gate.holds(figure.high)


def _engine(summary: Summary) -> str:
    return summary.who.engine.get("model", "") or f"{summary.who.engine['engine']} engine"


def _section(summary: Summary) -> str:
    lines = [f"### `{summary.task}`, {_engine(summary)}", "", summary.asks, "", _about(summary), ""]
    lines += ["| figure | value | 95 % interval | n | bar | note |", "|---|---|---|---|---|---|"]
    lines += [_row(figure, summary.checks) for figure in summary.figures]
    if summary.notes:
        lines += ["", f"What this does not show: {summary.notes}"]
    return "\n".join(lines)


def _about(summary: Summary) -> str:
    counts, who = summary.counts, summary.who
    missing = f", {counts.missing} failed and in no figure" if counts.missing else ""
    epochs = f" ({summary.epochs} epochs)" if summary.epochs > 1 else ""
    software = f"archpanel {who.package} {short_commit(who)}".strip()
    return (
        f"On {summary.material}: {counts.scored} of {counts.planned} judged{epochs}{missing}. "
        f"Pack {who.pack['id']} v{who.pack['version']}, {software}, {summary.finished[:10]}, "
        f"`archpanel evals run {summary.task}`."
    )


def _row(figure: Figure, checks: Sequence[Check]) -> str:
    low, high = (_number(bound) for bound in (figure.low, figure.high))
    interval = f"{low} to {high}" if low and high else ""
    note = ", ".join(part for part in (figure.unit, figure.note) if part)
    value = _number(figure.value) or "undefined"
    cells = (f"`{figure.name}`", value, interval, str(figure.n), _bar(figure, checks), note)
    return f"| {' | '.join(cells)} |"


def _bar(figure: Figure, checks: Sequence[Check]) -> str:
    held = [check for check in checks if check.figure == figure.name and check.kind == "gate"]
    return "; ".join(f"{c.wanted}: {'held' if c.holds else '**missed**'}" for c in held)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
