"""Reads finished interviews by a pack of anchors alone and compares the levels with the truth.

    python -m archpanel.evals.tasks.review_interviews DATA

DATA holds `beyond-the-resume/` (see `evals/datasets/`). Beside every figure stand the controls that
know nothing of content, and what is left of the figure when these are removed: a scorer that only
tracks style is not a scorer.
"""

import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from archpanel.agents.engine import AnchorReading
from archpanel.agents.offline.anchors import AnchorReader
from archpanel.agents.offline.encoder import open_encoder
from archpanel.domain import Competency
from archpanel.evals.statistics import (
    cluster_interval,
    confusion,
    partial_spearman,
    quadratic_kappa,
    spearman,
)

Array = npt.NDArray[np.float64]
Pairs = tuple[tuple[str, str], ...]

LEVELS = {"low": 1, "medium": 2, "high": 3}
LEAST_TOTAL = 0.5
"""Summed weight below which a competency is not assessed."""

STILL = 0.1
"""A level that moves less than this over one added turn has not moved."""

MUST_NOT_MOVE = ("aggrandising", "irrelevance", "repetition")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


@dataclass(frozen=True)
class Interview:
    """One finished interview and what is known of it."""

    id: str
    pairs: Pairs
    truth: tuple[int, ...]
    judge: tuple[float, ...]

    @property
    def candidate(self) -> str:
        """The same person, played at six profiles; the cluster of all intervals."""
        return self.id.split("/")[0]


def read_pack(folder: Path) -> tuple[Competency, ...]:
    """Return the competencies of a rubric in its smallest form."""
    stored: dict[str, dict[str, str]] = json.loads((folder / "rubric_ml.json").read_text("utf-8"))
    return tuple(
        Competency(
            id=name, name=name.replace("_", " "), axis="any", anchors=tuple(anchors.values())
        )
        for name, anchors in stored.items()
    )


def read_interviews(folder: Path, competencies: Sequence[Competency]) -> list[Interview]:
    """Return all interviews."""
    return [
        Interview(
            id=row["id"],
            pairs=paired((turn["speaker"], turn["text"]) for turn in row["turns"]),
            truth=tuple(LEVELS[row["truth"][one.id]] for one in competencies),
            judge=tuple(row["llm_judge"][one.id] for one in competencies),
        )
        for row in read_rows(folder / "interviews_ml.jsonl")
    ]


def read_rows(file: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON Lines file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def paired(turns: Any) -> Pairs:
    """Return (question, answer) in order; an answer belongs to the interviewer's last words."""
    pairs, question = [], ""
    for speaker, text in turns:
        if speaker == "interviewer":
            question = text
        else:
            pairs.append((question, text))
    return tuple(pairs)


def read_answers(
    reader: AnchorReader, competencies: tuple[Competency, ...], pairs: Pairs
) -> list[tuple[AnchorReading, ...]]:
    """Return the readings of each answer."""
    return [reader.read(competencies, question, answer) for question, answer in pairs]


def levels_of(
    competencies: Sequence[Competency], readings: Sequence[Sequence[AnchorReading]]
) -> Array:
    """Return one level per competency, as the caller of the reader does; NaN: not assessed."""
    flat = [reading for answer in readings for reading in answer]
    return np.array(
        [_level([one for one in flat if one.competency == each.id]) for each in competencies]
    )


def _level(readings: Sequence[AnchorReading]) -> float:
    total = sum(one.weight for one in readings)
    if total < LEAST_TOTAL:
        return float("nan")
    return sum(one.weight * one.level for one in readings) / total


def style_controls(pairs: Pairs) -> tuple[float, float, float]:
    """Return distinct words, mean word length and total words of the answers."""
    words = [word for _, answer in pairs for word in _WORD.findall(answer.lower())]
    return float(len(set(words))), float(np.mean([len(word) for word in words])), float(len(words))


def compare(interviews: Sequence[Interview], levels: Array) -> dict[str, Any]:
    """Return every figure of one scorer: levels has a row per interview."""
    truth = np.array([one.truth for one in interviews], dtype=np.float64)
    style = np.array([style_controls(one.pairs) for one in interviews]).T
    mean, target = np.nanmean(levels, axis=1), truth.mean(axis=1)
    rounded, known = np.rint(levels), ~np.isnan(levels)
    profile, wanted = _profiles(levels, truth)
    return {
        "spearman": spearman(mean, target),
        "partial": partial_spearman(mean, target, list(style)),
        "partial_interval": cluster_interval(
            [one.candidate for one in interviews],
            lambda rows: partial_spearman(mean[rows], target[rows], list(style[:, rows])),
        ),
        "per_competency": [spearman(levels[:, at], truth[:, at]) for at in range(truth.shape[1])],
        "profile": spearman(profile, wanted),
        "exact": float((rounded == truth)[known].mean()),
        "kappa": quadratic_kappa(levels[known], truth[known]),
        "confusion": confusion(
            rounded[known].astype(int).tolist(), truth[known].astype(int).tolist(), (1, 2, 3)
        ),
        "not_assessed": int((~known).sum()),
    }


def _profiles(levels: Array, truth: Array) -> tuple[Array, Array]:
    """Return strengths within a person: levels of uneven profiles less person and competency."""
    uneven = truth.std(axis=1) > 0
    filled = np.where(np.isnan(levels), np.nanmean(levels), levels)
    centred = (filled - filled.mean(axis=0))[uneven]
    wanted = truth[uneven] - truth[uneven].mean(axis=1, keepdims=True)
    return (centred - centred.mean(axis=1, keepdims=True)).ravel(), wanted.ravel()


def control_rows(interviews: Sequence[Interview]) -> dict[str, float]:
    """Return the rank correlation of scorers that never read content."""
    target = [float(np.mean(one.truth)) for one in interviews]
    style = np.array([style_controls(one.pairs) for one in interviews]).T
    names = ("distinct words", "mean word length", "total words")
    return {name: spearman(values, target) for name, values in zip(names, style, strict=True)}


def judge_tests(
    reader: AnchorReader, competencies: tuple[Competency, ...], folder: Path
) -> dict[str, dict[str, float]]:
    """Return, per family, how far the added turn moves the levels and how often the right way."""
    found: dict[str, list[tuple[float, float]]] = {}
    for case in read_rows(folder / "judge_tests_ml.jsonl"):
        found.setdefault(case["family"], []).append(_moved(reader, competencies, case))
    return {
        family: {
            "cases": len(moves),
            "mean_shift": float(np.mean([shift for shift, _ in moves])),
            "right": float(np.mean([right for _, right in moves])),
        }
        for family, moves in found.items()
    }


def beliefs(
    competencies: Sequence[Competency], readings: Sequence[Sequence[AnchorReading]]
) -> Array:
    """Return levels that start in the middle of the scale, since these interviews are short."""
    flat = [reading for answer in readings for reading in answer]
    found = []
    for each in competencies:
        own = [one for one in flat if one.competency == each.id]
        total = LEAST_TOTAL + sum(one.weight for one in own)
        middle = (1 + len(each.anchors)) / 2
        found.append((LEAST_TOTAL * middle + sum(o.weight * o.level for o in own)) / total)
    return np.array(found)


def _moved(
    reader: AnchorReader, competencies: tuple[Competency, ...], case: dict[str, Any]
) -> tuple[float, float]:
    """Return the shift of the level that matters, and 1 when it is as expected.

    For families that must not move: the largest shift of any competency.
    """
    turns = paired((turn["role"], turn["message"]) for turn in case["base_interview"])
    readings = read_answers(reader, competencies, turns)
    added = reader.read(competencies, case["interviewer_turn"], case["applicant_turn"])
    shift = beliefs(competencies, [*readings, added]) - beliefs(competencies, readings)
    if "belief_update" not in case:
        largest = float(np.abs(shift).max())
        return largest, float(largest < STILL)
    at = [one.id for one in competencies].index(case["belief_update"]["dimension"])
    return float(shift[at]), float(_as_expected(case, float(shift[at]), added, competencies[at]))


def _as_expected(
    case: dict[str, Any], shift: float, added: Sequence[AnchorReading], competency: Competency
) -> bool:
    level, direction = case["belief_update"]["level"], case["belief_update"]["direction"]
    read = next((one.level for one in added if one.competency == competency.id), None)
    if level == "medium":
        near = read is not None and abs(read - 2) <= 0.5
        return near if direction == "up" else shift < 0
    return shift > 0 if (level == "high") == (direction == "up") else shift < 0


def main(data: Path) -> dict[str, Any]:
    """Print the comparison as Markdown and as JSON, and return it.

    Raises:
        FileNotFoundError: the data folder is not there; says what is missing.
    """
    folder = data / "beyond-the-resume"
    if not (folder / "interviews_ml.jsonl").is_file():
        raise FileNotFoundError(f"{folder}: see evals/datasets/ for where to get the interviews")
    competencies = read_pack(folder)
    interviews = read_interviews(folder, competencies)
    reader = AnchorReader(open_encoder())
    started = time.perf_counter()
    readings = [read_answers(reader, competencies, one.pairs) for one in interviews]
    seconds = (time.perf_counter() - started) / len(interviews)
    result = {
        "reader": compare(interviews, np.array([levels_of(competencies, one) for one in readings])),
        "llm_judge": compare(interviews, np.array([one.judge for one in interviews])),
        "controls": control_rows(interviews),
        "judge_tests": judge_tests(reader, competencies, folder),
        "seconds_per_interview": seconds,
    }
    print(to_markdown(result, [one.id for one in competencies]))  # noqa: T201
    print(json.dumps(rounded(result)))  # noqa: T201
    return result


def rounded(value: Any) -> Any:
    """Return the same with three digits."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return [rounded(each) for each in value] if isinstance(value, list | tuple) else value


def to_markdown(result: dict[str, Any], competencies: Sequence[str]) -> str:
    """Return the tables of one result."""
    lines = [
        "| scorer | Spearman | partial (style removed) | profile | exact | kappa |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {value:.2f} | 0 by definition | - | - | - |"
        for name, value in result["controls"].items()
    ]
    lines += [_scorer_row(name, result[name]) for name in ("llm_judge", "reader")]
    lines += ["", "| competency | reader | LLM judge |", "|---|---|---|"]
    per = (competencies, *(result[name]["per_competency"] for name in ("reader", "llm_judge")))
    lines += [
        f"| {name} | {ours:.2f} | {judge:.2f} |" for name, ours, judge in zip(*per, strict=True)
    ]
    lines += ["", "| truth | read as 1 | 2 | 3 |", "|---|---|---|---|"]
    lines += [
        f"| {at} | {' | '.join(map(str, row))} |"
        for at, row in enumerate(result["reader"]["confusion"], start=1)
    ]
    lines += ["", "| family | mean shift | as expected |", "|---|---|---|"]
    lines += [
        f"| {name} | {row['mean_shift']:+.2f} | {row['right']:.0%} of {row['cases']} |"
        for name, row in sorted(result["judge_tests"].items())
    ]
    return "\n".join([*lines, "", f"{result['seconds_per_interview']:.2f} s per interview"])


def _scorer_row(name: str, row: dict[str, Any]) -> str:
    low, high = row["partial_interval"]
    return (
        f"| {name} | {row['spearman']:.2f} | {row['partial']:.2f} ({low:.2f} to {high:.2f}) "
        f"| {row['profile']:.2f} | {row['exact']:.2f} | {row['kappa']:.2f} |"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
