"""One line of `results.jsonl`: what came of one sample in one epoch."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from archpanel.domain import BadFile
from archpanel.evals.harness.task import Score


@dataclass(frozen=True)
class Row:
    """What came of one sample in one epoch."""

    id: str
    epoch: int
    cluster: str
    key: str
    """What the output is kept under; see `identity.key_of`."""
    input_digest: str
    output: Any = None
    """JSON, as the solver returned it; None where it failed."""
    score: Score | None = None
    """None: not judged yet, or the solver failed. Never a number made up."""
    error: str = ""
    """Why the solver failed; "" where it did not."""
    seconds: float = 0.0
    """What the solver took when it worked; a cached row keeps the time of that first work."""
    cached: bool = False

    @property
    def case(self) -> tuple[str, int]:
        """Sample and epoch: what a row is the result of."""
        return self.id, self.epoch

    def line(self) -> str:
        """Return it as one line of JSON."""
        # Not canonical: scores keep the task's order, the most telling one first.
        return json.dumps(asdict(self), ensure_ascii=False, allow_nan=False) + "\n"

    def judged(self, score: Score | None) -> "Row":
        """Return it with a score."""
        return replace(self, score=score)


def read_results(file: Path) -> list[Row]:
    """Return the rows of a file, of each sample and epoch the last; none where there is no file.

    A last line that was cut off when the process was killed is left out.

    Raises:
        BadFile: another line is no row; names it.
    """
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    rows: dict[tuple[str, int], Row] = {}
    for number, line in enumerate(lines, 1):
        try:
            row = _row(json.loads(line))
        except (ValueError, TypeError) as error:
            if number == len(lines):
                break
            raise BadFile(str(file), f"line {number} is no result of a sample: {error}") from None
        rows[row.case] = row
    return list(rows.values())


def _row(plain: dict[str, Any]) -> Row:
    score = plain.pop("score")
    return Row(**plain, score=None if score is None else Score(**score))


def to_lines(rows: Iterable[Row]) -> str:
    """Return rows as the contents of a file."""
    return "".join(row.line() for row in rows)
