"""The figures of the golden answers; every interval resamples whole questions."""

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from statistics import fmean

from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.measuring import groups_of, mean_of, mean_score, values_of
from archpanel.evals.harness.task import Scored
from archpanel.evals.statistics import (
    calibration_error,
    cluster_interval,
    partial_spearman,
    quadratic_kappa,
    spearman,
)

LEVELS = (1, 2, 3, 4, 5)
EDGES = (0.5, 1.5, 2.5, 3.5, 4.5, 5.5)
"""A level is read as the whole level that it is nearest to; halves go up."""

STRATA = {"low": (1, 2), "mid": (3,), "high": (4, 5)}
BASELINES = ("words", "overlap")
MEANT = ("met", "partly", "untouched", "contradicted")
STYLES = (
    "bullet-like",
    "chatty",
    "confident",
    "hedging",
    "non-native",
    "plain",
    "story",
    "terse",
)

Statistic = Callable[[Sequence[Scored]], float]


def measure(scored: Sequence[Scored]) -> list[Figure]:
    """Return agreement with the levels written to, baselines beside it, and where it is off."""
    return [
        *_ranking(scored),
        *_ordering(scored),
        *_agreement(scored),
        *_strata(scored),
        *(
            mean_score(f"level-at/{level}", _at(scored, (level,)), "level", "levels")
            for level in LEVELS
        ),
        *_styles(scored),
        *(_credit(scored, kind) for kind in MEANT),
    ]


def true_of(one: Scored) -> int:
    """Return the level that the answer was written to."""
    return int(one.sample.target["level"])


def nearest(level: float) -> int:
    """Return the nearest whole level; halves go up."""
    return int(level + 0.5)


def _ranking(scored: Sequence[Scored]) -> list[Figure]:
    return [
        _figure("spearman", scored, lambda rows: _rank(rows, "level")),
        *(
            _figure(f"spearman/{name}", scored, _baseline(name), "baseline: " + name)
            for name in BASELINES
        ),
        *(
            _figure(f"ahead-of/{name}", scored, _lead(name), f"spearman less that of {name}")
            for name in BASELINES
        ),
        _figure("spearman-partial", scored, _partial, "words and overlap held equal"),
    ]


def _rank(scored: Sequence[Scored], name: str) -> float:
    return spearman(values_of(scored, name), _truth(scored))


def _baseline(name: str) -> Statistic:
    return lambda rows: _rank(rows, name)


def _lead(name: str) -> Statistic:
    return lambda rows: _rank(rows, "level") - _rank(rows, name)


def _partial(scored: Sequence[Scored]) -> float:
    controls = [values_of(scored, name) for name in BASELINES]
    return partial_spearman(values_of(scored, "level"), _truth(scored), controls)


def _ordering(scored: Sequence[Scored]) -> list[Figure]:
    """Return how often, of two answers to one question, the better one is put above the other."""
    return [_order(scored, "level", "order"), *(_order(scored, n, f"order/{n}") for n in BASELINES)]


def _order(scored: Sequence[Scored], name: str, figure: str) -> Figure:
    pairs = [
        (one, other) if true_of(one) > true_of(other) else (other, one)
        for one, other in combinations(scored, 2)
        if one.sample.group == other.sample.group and true_of(one) != true_of(other)
    ]
    right = [_above(better.score.value[name], worse.score.value[name]) for better, worse in pairs]
    clusters = [better.sample.group for better, _ in pairs]
    note = "pairs of answers to one question; a tie counts half"
    return mean_of(figure, right, clusters, "share", note)


def _above(better: float, worse: float) -> float:
    return 0.5 if better == worse else float(better > worse)


def _agreement(scored: Sequence[Scored]) -> list[Figure]:
    whole = [abs(nearest(one.score.value["level"]) - true_of(one)) for one in scored]
    clusters = groups_of(scored)
    return [
        _figure("qwk", scored, _kappa, "whole levels"),
        mean_of("exact", [float(off == 0) for off in whole], clusters, "share", "whole levels"),
        mean_of("within-one", [float(off <= 1) for off in whole], clusters, "share"),
        _distance("mae", scored),
        mean_score("bias", scored, "off", "levels", "above 0: too lenient"),
        _figure("calibration", scored, _calibration, "by level given", "levels"),
    ]


def _kappa(scored: Sequence[Scored]) -> float:
    return quadratic_kappa([nearest(v) for v in values_of(scored, "level")], _truth(scored))


def _calibration(scored: Sequence[Scored]) -> float:
    return calibration_error(values_of(scored, "level"), _truth(scored), EDGES)


def _strata(scored: Sequence[Scored]) -> list[Figure]:
    parts = {name: _at(scored, levels) for name, levels in STRATA.items()}
    return [
        *(_distance(f"mae/{name}", part) for name, part in parts.items()),
        *(mean_score(f"bias/{name}", part, "off", "levels") for name, part in parts.items()),
    ]


def _styles(scored: Sequence[Scored]) -> list[Figure]:
    """Return how much better a style fares than other answers of the same level."""
    usual = {level: _usual(_at(scored, (level,))) for level in LEVELS}
    note = "level given, less the mean of answers written to the same level"
    return [
        mean_of(
            f"style/{style}",
            [one.score.value["off"] - usual[true_of(one)] for one in part],
            groups_of(part),
            "levels",
            note,
        )
        for style in STYLES
        for part in [[one for one in scored if one.sample.metadata["style"] == style]]
    ]


def _usual(scored: Sequence[Scored]) -> float:
    return fmean(values_of(scored, "off")) if scored else 0.0


def _credit(scored: Sequence[Scored], kind: str) -> Figure:
    name = f"credit-{kind}"
    part = [one for one in scored if name in one.score.value]
    return mean_score(f"credit/{kind}", part, name, "share", f"key points meant as {kind}")


def _at(scored: Sequence[Scored], levels: Iterable[int]) -> list[Scored]:
    return [one for one in scored if true_of(one) in levels]


def _truth(scored: Sequence[Scored]) -> list[float]:
    return [float(true_of(one)) for one in scored]


def _distance(figure: str, scored: Sequence[Scored]) -> Figure:
    distances = [abs(one.score.value["off"]) for one in scored]
    return mean_of(figure, distances, groups_of(scored), "levels")


def _figure(
    name: str, scored: Sequence[Scored], statistic: Statistic, note: str = "", unit: str = ""
) -> Figure:
    """Return a statistic of all rows, or None with the reason where it is undefined."""
    groups = groups_of(scored)
    if len(set(groups)) < 2:
        return Figure(name, None, n=len(scored), unit=unit, note="needs answers to two questions")
    try:
        value = statistic(scored)
        interval = cluster_interval(groups, lambda rows: statistic([scored[row] for row in rows]))
    except ValueError as error:
        return Figure(name, None, n=len(scored), unit=unit, note=str(error))
    return Figure(name, value, *interval, len(scored), unit, note)
