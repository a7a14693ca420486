"""The smallest role pack: competencies with two or more ordered anchors each, in one file.

```yaml
problem_framing: {low: "...", medium: "...", high: "..."}
data_judgement: {low: "...", medium: "...", high: "..."}
```

Anchors may also be a list. The order in the file is the order of the levels, lowest first.
"""

from pathlib import Path
from typing import Any

from archpanel.domain import BadFile, Policy, RolePack
from archpanel.files import as_model

AXIS = "overall"
_USUAL = ("low", "medium", "high")
"""These names say their order; a tool that sorts keys would otherwise put `high` first."""

_MIN_COVERED = 0.5


def smallest_pack(data: Any, path: Path, digest: str) -> RolePack:
    """Build a role pack from competencies and anchors alone.

    Raises:
        BadFile: no competencies, fewer than two anchors, or anchors that differ in number or name.
    """
    if isinstance(data, dict) and isinstance(data.get("competencies"), dict):
        data = data["competencies"]
    if not isinstance(data, dict) or not data:
        raise BadFile(
            str(path), "should hold competencies with ordered anchors (low: ..., high: ...)."
        )
    ladders = {str(name): _ladder(name, value, path) for name, value in data.items()}
    _check_rungs(data, path)
    top = len(next(iter(ladders.values())))
    for name, ladder in ladders.items():
        if len(ladder) != top:
            raise BadFile(str(path), f"{name} has {len(ladder)} anchors, the first has {top}.")
    return _build(ladders, top, path, digest)


def _ladder(name: object, value: Any, path: Path) -> tuple[str, ...]:
    anchors = [value[rung] for rung in _rungs(value)] if isinstance(value, dict) else value
    if not isinstance(anchors, list) or len(anchors) < 2 or len(anchors) > 9:
        raise BadFile(str(path), f"{name} needs two to nine ordered anchors, lowest first.")
    if not all(isinstance(anchor, str) and anchor.strip() for anchor in anchors):
        raise BadFile(str(path), f"{name} has an anchor that is no text.")
    return tuple(anchors)


def _rungs(ladder: dict[str, Any]) -> list[str]:
    """Return the names of a ladder's anchors, lowest first."""
    named = set(ladder) <= set(_USUAL)
    return sorted(ladder, key=_USUAL.index) if named else list(ladder)


def _check_rungs(data: dict[str, Any], path: Path) -> None:
    named = {name: _rungs(ladder) for name, ladder in data.items() if isinstance(ladder, dict)}
    first = next(iter(named.values()), [])
    for name, rungs in named.items():
        if len(rungs) == len(first) and rungs != first:
            raise BadFile(
                str(path),
                f"{name} has the anchors {', '.join(rungs)}, the first has {', '.join(first)}.",
            )


def _build(ladders: dict[str, tuple[str, ...]], top: int, path: Path, digest: str) -> RolePack:
    competencies = tuple(
        {"id": name, "name": name.replace("_", " ").replace("-", " "), "axis": AXIS, "anchors": a}
        for name, a in ladders.items()
    )
    pack = {
        "id": _slug(path.stem),
        "version": 1,
        "name": path.stem,
        "digest": digest,
        "top": top,
        "axes": (AXIS,),
        "competencies": competencies,
        "policy": default_policy(top, len(ladders)),
    }
    return as_model(RolePack, pack, str(path))


def default_policy(top: int, competencies: int) -> Policy:
    """Return the policy of a pack that brings none: the bar is the middle of the scale."""
    return Policy.model_validate(
        {
            "version": 1,
            "bars": {"middle": {AXIS: (top + 1) / 2}},
            "default_level": "middle",
            "borderline": 0.2,
            "strong_margin": 0.8,
            "coverage": {
                "competencies": max(1, int(competencies * _MIN_COVERED)),
                "importance": _MIN_COVERED,
            },
            "spread": 1.0,
            "quorum": 0.66,
            "importance_weights": (0, 1, 2, 4),
            "severity": {
                "lenient": {"partly": 0.6, "serious": 0.3},
                "even": {"partly": 0.5, "serious": 0.5},
                "strict": {"partly": 0.35, "serious": 0.75},
            },
            "blocking_cap": 1.5,
            "debrief_rounds": 2,
            "debrief_step": 1.0,
        }
    )


def _slug(name: str) -> str:
    kept = "".join(c if c.isalnum() and c.isascii() else "-" for c in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:60] or "pack"
