"""Two runs side by side."""

from typing import Any

from archpanel.cli.consoles import content
from archpanel.cli.evals_showing import number, runs_root
from archpanel.cli.exits import print_json
from archpanel.cli.tables import Column, print_table
from archpanel.evals.harness.comparing import Comparison, Difference, Run, compare_runs
from archpanel.evals.harness.folder import find_run


def show_comparison(before: str, after: str, *, as_json: bool) -> None:
    """Print what differs between two runs.

    Raises:
        BadRequest: they are runs of different tasks.
    """
    found = compare_runs(_open(before), _open(after))
    if as_json:
        print_json(found.plain())
        return
    _print_settings(found)
    _print_scores(found)
    _print_figures(found)


def _open(name: str) -> Run:
    folder = find_run(name, runs_root())
    return Run(folder.path.name, folder.summary(), folder.rows())


def _print_settings(found: Comparison) -> None:
    out = content()
    out.print(f"{found.task}: {found.runs[0]} -> {found.runs[1]}", highlight=False, markup=False)
    for name, (one, other) in found.settings.items():
        out.print(f"  {name}: {_told(one)} -> {_told(other)}", highlight=False, markup=False)
    if not found.settings:
        out.print("  Their settings are the same.")


def _told(value: Any) -> str:
    return "none" if value in (None, "") else str(value)


def _print_scores(found: Comparison) -> None:
    columns = [Column("score", ids=True), Column("before", ids=True), Column("after", ids=True)]
    columns += [Column("difference", ids=True), Column("95 %", ids=True)]
    columns += [Column("", ids=True), Column("changed", ids=True)]
    print_table(content(), columns, [_row(one) for one in found.scores], title="Sample by sample")
    if found.unpaired or found.other_input:
        content().print(
            f"{found.unpaired} samples were judged in one run only; {found.other_input} have "
            "another input by now. Neither is compared."
        )


def _row(one: Difference) -> tuple[str, ...]:
    return (
        one.score,
        number(one.before),
        number(one.after),
        f"{one.difference:+.3f}",
        "" if one.low is None else f"{one.low:+.3f}..{one.high:+.3f}",
        "differs" if one.stands_out else "",
        f"{one.changed} of {one.pairs}",
    )


def _print_figures(found: Comparison) -> None:
    columns = [Column("figure", ids=True), Column("before", ids=True), Column("after", ids=True)]
    rows = [(one.name, number(one.before), number(one.after)) for one in found.figures]
    print_table(content(), columns, rows, title="Figures")
