"""Where a run lies: `results.jsonl`, `settings.json` and, once it is finished, `summary.json`."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from archpanel.domain import BadRequest, UnknownName
from archpanel.evals.harness.identity import Identity
from archpanel.evals.harness.row import Row, read_results, to_lines
from archpanel.evals.harness.summary import Summary, read_summary
from archpanel.evals.harness.task import Task
from archpanel.files import write_private

RESULTS, SETTINGS, SUMMARY = "results.jsonl", "settings.json", "summary.json"
LISTED = 8
"""Of the runs that there are, the newest are named in an error."""


class RunFolder:
    """The folder of one run of one task."""

    def __init__(self, path: Path) -> None:
        """Take a folder, which need not be there."""
        self.path = path

    def open_for(self, task: Task, who: Identity) -> None:
        """Make the folder, or go on in it.

        Raises:
            BadRequest: it holds a run of another task, engine, pack or persona.
        """
        wanted = _settings(task, who)
        if held := self._settings():
            if differing := [name for name in wanted if held.get(name) != wanted[name]]:
                raise BadRequest(
                    f"{self.path} holds a run of task {held.get('task')!r}, which differs in "
                    f"{', '.join(differing)}; it is not overwritten. Give another --out, or delete "
                    "that folder."
                )
            return
        write_private(self.path / SETTINGS, json.dumps(wanted, indent=1) + "\n")

    def _settings(self) -> dict[str, Any]:
        file = self.path / SETTINGS
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}

    def rows(self) -> list[Row]:
        """Return what there is so far."""
        return read_results(self.path / RESULTS)

    @contextmanager
    def appending(self, kept: Iterable[Row]) -> Iterator[IO[str]]:
        """Go on after the rows to keep; each line is on its way to the disk once it is written."""
        write_private(self.path / RESULTS, to_lines(kept))
        with (self.path / RESULTS).open("a", encoding="utf-8", buffering=1) as file:
            yield file

    def finish(self, rows: Iterable[Row], summary: Summary) -> None:
        """Write the judged rows, then the summary: where it lies, the run is whole."""
        write_private(self.path / RESULTS, to_lines(rows))
        write_private(self.path / SUMMARY, summary.text())

    def begin(self) -> None:
        """Take an older summary away: the run goes on."""
        (self.path / SUMMARY).unlink(missing_ok=True)

    def summary(self) -> Summary:
        """Return the summary.

        Raises:
            BadFile: the run is not finished.
        """
        return read_summary(self.path / SUMMARY)


def _settings(task: Task, who: Identity) -> dict[str, Any]:
    return {
        "task": task.name,
        "engine": dict(who.engine),
        "pack": dict(who.pack),
        "personas": dict(who.personas),
    }


def new_folder(root: Path, task: str, now: datetime | None = None) -> Path:
    """Return a folder for a new run, named by task and time, that is not there yet."""
    name = f"{task}-{(now or datetime.now(UTC)):%Y%m%d-%H%M%S}"
    taken = {path.name for path in root.glob(f"{name}*")}
    free = (f"{name}-{number}" for number in range(2, len(taken) + 3))
    return root / (name if name not in taken else next(n for n in free if n not in taken))


def find_run(name: str, root: Path) -> RunFolder:
    """Return a finished run by its folder, its name or the beginning of it, or `last`.

    Args:
        name: as given.
        root: where runs lie that were given no folder.

    Raises:
        UnknownName: there is none, or the beginning fits several.
        BadRequest: the folder holds a run that is not finished, or there is no last one.
    """
    if (Path(name) / SUMMARY).is_file():
        return RunFolder(Path(name))
    if (Path(name) / SETTINGS).is_file():
        raise BadRequest(
            f"The run in {name} is not finished; `archpanel evals run TASK --out {name}` goes on."
        )
    runs = _newest_first(root)
    fitting = runs[:1] if name == "last" else [path for path in runs if path.name.startswith(name)]
    exact = [path for path in fitting if path.name == name]
    if len(exact or fitting) == 1:
        return RunFolder((exact or fitting)[0])
    inside = _newest_first(Path(name)) if Path(name).is_dir() else []
    if name == "last" and not runs:
        raise BadRequest(
            f"No finished run lies in {root}: `archpanel evals run ladders --quick` makes one. "
            "A run that was made with --out is named by its folder."
        )
    known = [str(path) for path in inside] or [path.name for path in fitting or runs]
    raise UnknownName("run", name, known[:LISTED])


def _newest_first(root: Path) -> list[Path]:
    found = [file for file in root.glob(f"*/{SUMMARY}")]
    return [file.parent for file in sorted(found, key=lambda file: -file.stat().st_mtime_ns)]
