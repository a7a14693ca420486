"""The evidence page, from committed summaries and from runs."""

from collections.abc import Sequence
from pathlib import Path

from archpanel.cli.evals_showing import runs_root
from archpanel.cli.exits import print_json
from archpanel.cli.output import print_document
from archpanel.evals.harness.evidence import EVIDENCE, file_name, page, read_evidence, with_runs
from archpanel.evals.harness.folder import find_run
from archpanel.evals.tasks.registry import TASKS


def write_page(names: Sequence[str], *, keep: bool, out: Path | None, as_json: bool) -> None:
    """Write the page.

    Args:
        names: runs that take the place of older ones.
        keep: put their summaries where the committed ones lie.
        out: file to write; None: stdout.
        as_json: print the page and its summaries as one document.

    Raises:
        BadRequest: a run is not a full one.
    """
    runs = [find_run(name, runs_root()).summary() for name in names]
    summaries = with_runs(read_evidence(), runs)
    for run in runs if keep else ():
        (EVIDENCE / file_name(run)).write_text(run.text(), encoding="utf-8")
    text = page(summaries, TASKS)
    if out:
        out.write_text(text, encoding="utf-8")
    if as_json:
        print_json({"page": text, "summaries": [one.plain() for one in summaries]})
    elif not out:
        print_document(text)
