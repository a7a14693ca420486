"""One case of a dataset, and where datasets lie."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archpanel.domain import BadFile, PanelError

DATASETS = Path(__file__).parents[1] / "datasets"
"""Our own datasets, each in a folder with `data.jsonl` and `CARD.md`."""


class DataMissing(PanelError):
    """A task needs data that does not come with the package, and it is not there."""


@dataclass(frozen=True)
class Sample:
    """One case: what goes in, and what should come out.

    The fields are those of inspect's `Sample`, so that a file of these loads there unchanged.
    """

    id: str
    input: Any
    """JSON: what the solver works on."""
    target: Any = None
    """JSON: what is known to be true of it; the solver must not look at it."""
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """JSON: strata, source, author."""
    cluster: str = ""
    """Samples of one cluster (one question, one candidate) are resampled together; "" is `id`."""

    @property
    def group(self) -> str:
        """The cluster of this sample."""
        return self.cluster or self.id


def mixed_up(samples: Sequence[Sample], seed: int) -> list[Sample]:
    """Return them in a drawn order: of samples in order of kind, a part could be of one kind."""
    drawn = list(samples)
    random.Random(seed).shuffle(drawn)
    return drawn


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file.

    Raises:
        DataMissing: there is no such file.
        BadFile: a line is not a JSON object; names the line.
    """
    if not file.is_file():
        raise DataMissing(f"{file} is not there. The card in evals/datasets/ tells where to get it")
    rows: list[dict[str, Any]] = []
    # Not `splitlines`: a text may hold other characters that end a line.
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            rows.append(_object(file, number, line))
    return rows


def own_rows(name: str) -> Sequence[dict[str, Any]]:
    """Return the rows of a dataset of ours."""
    return read_rows(DATASETS / name / "data.jsonl")


def _object(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadFile(str(file), f"line {number}: {error}") from error
    if not isinstance(row, dict):
        raise BadFile(str(file), f"line {number} is no JSON object")
    return row
