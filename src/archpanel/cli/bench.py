"""The benchmark: run the scenarios, show figures beside their targets."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from archpanel import __version__
from archpanel.cli.consoles import content, notices
from archpanel.cli.exits import FAILED, print_json
from archpanel.cli.tables import Column, print_table
from archpanel.evals.bench.bench import Bench
from archpanel.evals.bench.figures import Figure
from archpanel.evals.bench.product import OURS, load_product
from archpanel.evals.bench.scenarios import SCENARIOS, chosen
from archpanel.evals.bench.stub import with_stub
from archpanel.files import write_private

HEADLINES = {
    "candidate_wait_ratio": ("latency", "whole question / floor"),
    "first_token_ratio": ("latency", "first token / floor"),
    "verdict_ratio": ("verdict", "one debrief / floor"),
    "unanimous_verdict_ratio": ("verdict", "unanimous / floor"),
}
"""Names in the JSON document -> scenario and figure; null where the scenario was not run."""


def run_bench(
    names: Sequence[str], *, rounds: int, product: str, out: Path | None, as_json: bool, check: bool
) -> None:
    """Measure and show.

    Raises:
        PanelError: an unknown scenario, or nothing to measure.
        typer.Exit: with `check`, a target is missed.
    """
    wanted, measured = chosen(names), product or OURS
    load_product(measured)
    figures = _measure(wanted, rounds, measured)
    found = document_of(figures, rounds, measured)
    if out:
        write_private(out, json.dumps(found, indent=2) + "\n")
    if as_json:
        print_json(found)
    else:
        show_figures(figures)
    if check and not all(figure.met for figure in figures):
        raise typer.Exit(FAILED)


def _measure(wanted: Sequence[str], rounds: int, product: str) -> list[Figure]:
    with with_stub() as stub:
        bench = Bench(stub, product, rounds, tell=_tell)
        return [figure for name in wanted for figure in SCENARIOS[name](bench)]


def _tell(what: str) -> None:
    if notices().is_terminal:
        notices().print(what, style="dim", highlight=False)


def document_of(figures: Sequence[Figure], rounds: int, product: str) -> dict[str, Any]:
    """Return what `--json` prints."""
    values = {(figure.scenario, figure.name): figure.value for figure in figures}
    return {
        "version": __version__,
        "product": product,
        "rounds": rounds,
        **{name: values.get(at) for name, at in HEADLINES.items()},
        "missed": [f"{f.scenario}: {f.name}" for f in figures if not f.met],
        "figures": [figure.plain() for figure in figures],
    }


def show_figures(figures: Sequence[Figure]) -> None:
    """Print a table, targets beside figures."""
    columns = [
        Column("figure"), Column("value", ids=True), Column("target", ids=True),
        Column("", ids=True), Column("rounds", ids=True), Column("scenario", ids=True),
    ]  # fmt: skip
    print_table(content(), columns, [_row(figure) for figure in figures])
    missed = sum(not figure.met for figure in figures)
    content().print(
        f"{missed} of {sum(f.target is not None for f in figures)} targets missed. "
        "Ratios are ours to a bare client's on the same server, the median over rounds."
    )


def _row(figure: Figure) -> tuple[str, ...]:
    told = figure.target is None
    return (
        figure.name,
        _number(figure.value, figure.kind),
        "" if figure.target is None else f"{figure.sense} {_number(figure.target, 'D')}",
        "" if told else "pass" if figure.met else "MISS",
        "" if figure.low is None or figure.high is None else f"{figure.low:.2f}..{figure.high:.2f}",
        figure.scenario,
    )


def _number(value: float, kind: str) -> str:
    return f"{value:.2f}" if kind == "R" else f"{value:,.10g}"
