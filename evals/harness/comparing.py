"""Two runs of one task, sample by sample: what differs, and by how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Any

from archpanel.domain import BadRequest
from archpanel.evals.harness.row import Row
from archpanel.evals.harness.summary import SEED, Summary
from archpanel.evals.statistics import cluster_interval


@dataclass(frozen=True)
class Run:
    """A run as it is compared."""

    name: str
    summary: Summary
    rows: Sequence[Row]


@dataclass(frozen=True)
class Difference:
    """How one score differs over the samples that both runs judged, second minus first."""

    score: str
    before: float
    after: float
    """Means over those samples."""
    difference: float
    low: float | None
    high: float | None
    """95 % interval that resamples clusters; None: all pairs are of one cluster."""
    pairs: int
    changed: int
    """Pairs whose scores are not the same."""

    @property
    def stands_out(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True)
class FigureChange:
    """One figure in both runs."""

    name: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Comparison:
    """All that differs between two runs."""

    task: str
    runs: tuple[str, str]
    settings: Mapping[str, tuple[Any, Any]]
    """Path of a setting -> before, after."""
    scores: Sequence[Difference]
    figures: Sequence[FigureChange]
    unpaired: int
    """Samples that only one of the runs judged."""
    other_input: int
    """Samples of one id whose inputs differ; they are not compared."""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def compare_runs(before: Run, after: Run) -> Comparison:
    """Compare two runs.

    Raises:
        BadRequest: they are runs of different tasks.
    """
    tasks = (before.summary.task, after.summary.task)
    if tasks[0] != tasks[1]:
        raise BadRequest(f"{before.name} is a run of {tasks[0]!r}, {after.name} of {tasks[1]!r}")
    one, other = _by_sample(before.rows), _by_sample(after.rows)
    both = [name for name in one if name in other]
    same = [name for name in both if one[name].input_digest == other[name].input_digest]
    return Comparison(
        task=tasks[0],
        runs=(before.name, after.name),
        settings=dict(differing(before.summary, after.summary)),
        scores=_differences([(one[name], other[name]) for name in same]),
        figures=_figures(before.summary, after.summary),
        unpaired=len({*one, *other}) - len(both),
        other_input=len(both) - len(same),
    )


@dataclass(frozen=True)
class _Mean:
    """A sample's scores, the mean over epochs."""

    cluster: str
    input_digest: str
    value: Mapping[str, float]


def _by_sample(rows: Sequence[Row]) -> dict[str, _Mean]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.score is not None:
            groups.setdefault(row.id, []).append(row)
    return {name: _mean(group) for name, group in groups.items()}


def _mean(rows: Sequence[Row]) -> _Mean:
    found: dict[str, list[float]] = {}
    for row in rows:
        for name, value in (row.score.value if row.score else {}).items():
            found.setdefault(name, []).append(value)
    means = {name: fmean(values) for name, values in found.items()}
    return _Mean(rows[0].cluster, rows[0].input_digest, means)


def _differences(pairs: Sequence[tuple[_Mean, _Mean]]) -> list[Difference]:
    names = dict.fromkeys(name for one, _ in pairs for name in one.value)
    found = (_difference(name, pairs) for name in names)
    return [one for one in found if one is not None]


def _difference(name: str, pairs: Sequence[tuple[_Mean, _Mean]]) -> Difference | None:
    paired = [(one, other) for one, other in pairs if name in one.value and name in other.value]
    if not paired:
        return None
    before = [one.value[name] for one, _ in paired]
    after = [other.value[name] for _, other in paired]
    moved = [b - a for a, b in zip(before, after, strict=True)]
    low, high = _interval(moved, [one.cluster for one, _ in paired])
    changed = sum(abs(step) > 1e-9 for step in moved)
    return Difference(
        name, fmean(before), fmean(after), fmean(moved), low, high, len(moved), changed
    )


def _interval(
    moved: Sequence[float], clusters: Sequence[str]
) -> tuple[float, float] | tuple[None, None]:
    if len(set(clusters)) < 2:
        return None, None
    return cluster_interval(clusters, lambda rows: fmean(moved[row] for row in rows), seed=SEED)


def _figures(before: Summary, after: Summary) -> list[FigureChange]:
    one, other = ({f.name: f.value for f in run.figures} for run in (before, after))
    return [FigureChange(n, one.get(n), other.get(n)) for n in dict.fromkeys([*one, *other])]


SETTINGS = ("version", "limit", "epochs", "material")


def differing(before: Summary, after: Summary) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Yield the settings in which two runs differ, with both values; digests are shortened."""
    one, other = _settings(before), _settings(after)
    for name in dict.fromkeys([*one, *other]):
        if one.get(name) != other.get(name):
            yield name, (_short(one.get(name)), _short(other.get(name)))


def _settings(summary: Summary) -> dict[str, Any]:
    who = summary.who.plain()
    nested = {
        f"{part}.{name}": value
        for part in ("engine", "pack", "personas")
        for name, value in who[part].items()
    }
    flat = {name: who[name] for name in ("package", "commit", "sources")}
    return {**{name: getattr(summary, name) for name in SETTINGS}, **nested, **flat}


def _short(value: Any) -> Any:
    head, plus, rest = value.partition("+") if isinstance(value, str) else ("", "", "")
    is_digest = len(head) >= 40 and head.isalnum()
    return f"{head[:12]}{plus}{rest}" if is_digest else value
