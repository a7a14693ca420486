"""The finished interviews of beyond-the-resume, and how the panel reads them by anchors alone.

The data does not come with the package: see `evals/datasets/beyond_the_resume/CARD.md`.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from archpanel.agents.answers import make_answer
from archpanel.agents.engine import Abstained, AnchorReading, Engine
from archpanel.domain import Competency
from archpanel.evals.harness.sample import DataMissing, read_rows
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.statistics import Array
from archpanel.personas import load_persona

Pairs = tuple[tuple[str, str], ...]
"""Question and answer, in order."""

FOLDER = "beyond-the-resume"
LEVELS = {"low": 1, "medium": 2, "high": 3}
LEAST_TOTAL = 0.5
"""Summed weight below which a competency is not assessed; as in `agents.scoring`."""

STYLES = ("distinct-words", "word-length", "total-words")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


@dataclass(frozen=True)
class Interview:
    """One finished interview and what is known of it."""

    id: str
    pairs: Pairs
    truth: tuple[int, ...]
    """Per competency, 1 to 3: the profile that the candidate was played by."""
    judge: tuple[float, ...]
    """Per competency, 1 to 3: where the authors' own LLM judge ended."""

    @property
    def candidate(self) -> str:
        """The same person, played at six profiles; the cluster of all intervals."""
        return self.id.split("/")[0]


def folder_in(data: Path | None) -> Path:
    """Return the folder of the interviews.

    Raises:
        DataMissing: it is not there; says where to get it.
    """
    if data is None or not (data / FOLDER / "rubric_ml.json").is_file():
        raise DataMissing(
            f"{FOLDER}/ is not in {data or 'any folder'}; the card in "
            "evals/datasets/beyond_the_resume/ says where to get it. Name the folder by --data or "
            "ARCHPANEL_EVAL_DATA"
        )
    return data / FOLDER


def read_pack(folder: Path) -> tuple[Competency, ...]:
    """Return the competencies of a rubric in its smallest form."""
    return competencies_of(json.loads((folder / "rubric_ml.json").read_text("utf-8")))


def competencies_of(rubric: dict[str, dict[str, str]]) -> tuple[Competency, ...]:
    """Return competencies by name -> low, medium and high anchor."""
    return tuple(
        Competency(
            id=name, name=name.replace("_", " "), axis="any", anchors=tuple(anchors.values())
        )
        for name, anchors in rubric.items()
    )


def rubric_of(competencies: Sequence[Competency]) -> dict[str, dict[str, str]]:
    """Return the rubric that `competencies_of` reads, as a sample holds it."""
    return {one.id: dict(zip(LEVELS, one.anchors, strict=True)) for one in competencies}


def read_interviews(folder: Path, competencies: Sequence[Competency]) -> list[Interview]:
    """Return all interviews.

    Raises:
        DataMissing: the file is not there.
    """
    return [
        Interview(
            id=row["id"],
            pairs=paired((turn["speaker"], turn["text"]) for turn in row["turns"]),
            truth=tuple(LEVELS[row["truth"][one.id]] for one in competencies),
            judge=tuple(row["llm_judge"][one.id] for one in competencies),
        )
        for row in read_rows(folder / "interviews_ml.jsonl")
    ]


def paired(turns: Iterable[tuple[str, str]]) -> Pairs:
    """Return (question, answer) in order; an answer belongs to the interviewer's last words."""
    pairs, question = [], ""
    for speaker, text in turns:
        if speaker == "interviewer":
            question = text
        else:
            pairs.append((question, text))
    return tuple(pairs)


async def read_answers(
    engine: Engine, competencies: tuple[Competency, ...], pairs: Iterable[Iterable[str]]
) -> list[AnchorReading]:
    """Return the readings of all answers in order, by the first core seat.

    Anchors are read alike by all seats of the embedded engine: severity is about key points.
    An answer on which the engine abstains has none.
    """
    seat, found = load_persona(CORE_SEATS[0]), list[AnchorReading]()
    for number, (question, text) in enumerate(pairs, 1):
        answer = make_answer(f"q{number}", text, key=f"q{number}")
        read = await engine.read_anchors(seat, competencies, question, answer)
        found += [] if isinstance(read, Abstained) else read
    return found


def levels_of(
    competencies: Sequence[Competency], readings: Sequence[AnchorReading]
) -> list[float | None]:
    """Return one level per competency, as the panel computes it; None: not assessed."""
    return [_level([one for one in readings if one.competency == c.id]) for c in competencies]


def _level(readings: Sequence[AnchorReading]) -> float | None:
    total = sum(one.weight for one in readings)
    if total < LEAST_TOTAL:
        return None
    return sum(one.weight * one.level for one in readings) / total


def style_of(answers: Iterable[str]) -> Array:
    """Return distinct words, mean word length and total words: what knows nothing of content."""
    words = [word for answer in answers for word in _WORD.findall(answer.lower())]
    return np.array([len(set(words)), np.mean([len(word) for word in words]), len(words)], float)
