"""`summary.json`: what a run was and what it found, in one document."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from archpanel.domain import BadFile
from archpanel.evals.harness.check import Check
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.identity import Identity

SCHEMA = 1
SEED = 0
"""Of every resampling in figures and comparisons; the default of `cluster_interval`."""


@dataclass(frozen=True)
class Counts:
    """What became of the samples; an epoch of a sample counts for itself."""

    planned: int
    scored: int
    errors: int
    """The solver failed. They are in no figure."""
    untried: int = 0
    """The run was stopped before them, since too many failed."""
    cached: int = 0
    """Of those scored: worked on in an earlier run."""

    @property
    def missing(self) -> int:
        """How many are in no figure."""
        return self.errors + self.untried


@dataclass(frozen=True)
class Summary:
    """What a run was and what it found."""

    task: str
    version: str
    asks: str
    material: str
    notes: str
    who: Identity
    limit: int | None
    """How many samples were taken, evenly spread; None: all."""
    epochs: int
    allowed_errors: int
    counts: Counts
    figures: Sequence[Figure]
    checks: Sequence[Check]
    """Gates, and for a quick run of the embedded engine the baseline; empty for a model."""
    started: str
    finished: str
    """Both ISO 8601, UTC. A run that was resumed started when it went on."""
    seconds: float
    """What all solvers took when they worked, added up."""
    processor: float = 0.0
    """Seconds of processor time, over all cores, of this run: what others do at once is not in it.

    What came from the cache or lay in the folder cost nothing here. 0 in runs that did not count.
    """
    spent: int = 0
    """Tokens that language models took in this run."""
    seed: int = SEED
    schema: int = SCHEMA

    @property
    def passed(self) -> bool:
        """Whether every check holds, something was scored, and no more failed than may."""
        enough = self.counts.untried == 0 and self.counts.errors <= self.allowed_errors
        return enough and self.counts.scored > 0 and all(check.holds for check in self.checks)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "passed": self.passed}

    def text(self) -> str:
        """Return the contents of the file."""
        return json.dumps(self.plain(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def read_summary(file: Path) -> Summary:
    """Read a summary.

    Raises:
        BadFile: it is not there, or no summary of this version.
    """
    try:
        return _summary(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadFile(str(file), "is not there; is the run finished?") from None
    except (ValueError, TypeError, KeyError) as error:
        raise BadFile(str(file), f"is no summary of a run: {error!r}") from None


def _summary(plain: dict[str, Any]) -> Summary:
    if plain.get("schema") != SCHEMA:
        raise ValueError(f"schema {plain.get('schema')!r}; this version reads {SCHEMA}")
    plain.pop("passed")
    plain["who"] = Identity(**plain["who"])
    plain["counts"] = Counts(**plain["counts"])
    plain["figures"] = [Figure(**one) for one in plain["figures"]]
    plain["checks"] = [Check(**one) for one in plain["checks"]]
    return Summary(**plain)
