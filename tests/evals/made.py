"""A task that counts what it worked on, and runs made by hand; for tests of the harness."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean

from archpanel.domain import PanelError, digest
from archpanel.evals.harness.cache import Cache
from archpanel.evals.harness.check import Check
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.folder import RunFolder
from archpanel.evals.harness.identity import Identity, identify
from archpanel.evals.harness.row import Row
from archpanel.evals.harness.runner import Runner, Wanted
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.summary import Counts, Summary
from archpanel.evals.harness.task import Output, Score, Scored, Setup, Task
from archpanel.evals.small_pack import small_pack
from archpanel.testing import ScriptedEngine

SETUP = Setup(small_pack(), ScriptedEngine())
WHO = identify(SETUP.pack, SETUP.engine)
EMBEDDED = replace(WHO, engine={"engine": "embedded", "version": "1"})


@dataclass
class Counting:
    """A task over six numbers in three clusters; it remembers what it worked on."""

    fails: set[str] = field(default_factory=set)
    worked: list[tuple[str, int]] = field(default_factory=list)
    targets: list[object] = field(default_factory=list)
    factor: float = 1.0
    version: str = "1"

    def load(self, data: Path | None) -> list[Sample]:
        return [Sample(f"s{n}", {"n": n}, target=n, cluster=f"c{n % 3}") for n in range(6)]

    async def solve(self, sample: Sample, setup: Setup) -> Output:
        self.worked.append((sample.id, setup.epoch))
        self.targets.append(sample.target)
        if sample.id in self.fails:
            raise PanelError("The model said nothing.")
        return {"level": sample.input["n"], "pair": (1, 2)}

    def score(self, sample: Sample, output: Output) -> Score:
        return Score(
            {"level": self.factor * output["level"], "off": output["level"] - sample.target}
        )

    def measure(self, scored: Sequence[Scored]) -> list[Figure]:
        values = [one.score.value["level"] for one in scored]
        return [Figure("mean", fmean(values) if values else None, n=len(values))]

    @property
    def task(self) -> Task:
        return Task(
            "counting", "Does it count?", "six numbers", self.load, self.solve, self.score,
            self.measure, (Gate("mean", least=2.0),), version=self.version,
        )  # fmt: skip


async def run(
    counting: Counting,
    folder: Path,
    wanted: Wanted | None = None,
    *,
    who: Identity = EMBEDDED,
    cache: Path | None = None,
) -> Summary:
    runner = Runner(counting.task, SETUP, who, wanted or Wanted(), RunFolder(folder), Cache(cache))
    return await runner.run(runner.cases())


def summary_of(
    task: str,
    figures: Sequence[Figure] = (),
    checks: Sequence[Check] = (),
    *,
    who: Identity = EMBEDDED,
    limit: int | None = None,
    counts: Counts | None = None,
) -> Summary:
    """Return the summary of a run that nobody held."""
    return Summary(
        task=task, version="1", asks="Is it so?", material="made by hand", notes="Nothing.",
        who=who, limit=limit, epochs=1, allowed_errors=0, counts=counts or Counts(2, 2, 0),
        figures=list(figures), checks=list(checks), started="2026-11-27T00:00:00+00:00",
        finished="2026-11-27T00:01:00+00:00", seconds=60.0,
    )  # fmt: skip


def row_of(name: str, value: dict[str, float] | None, *, cluster: str = "", given: str = "") -> Row:
    """Return a judged row, or without a score one whose solver failed."""
    score = None if value is None else Score(value)
    error = "" if score else "PanelError: The model said nothing. (made.py:1)"
    output = None if error else {"said": name}
    return Row(name, 1, cluster or name, "k", digest(given or name), output, score, error)
