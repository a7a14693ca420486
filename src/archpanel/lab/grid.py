"""Levels side by side: one row per answer and competency, one column per persona."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from archpanel.domain import Answer, DecisionRecord, Question, digest
from archpanel.lab.sitting import Comparison, Sitting

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """Where a row of levels was given."""

    interview: str
    answer: str
    """What was answered to what, in short: the same only for the very same pair."""

    competency: str
    late: bool
    """Whether it belongs to the second half of the interview."""


@dataclass(frozen=True)
class Grid:
    """Levels of the same answers by different personas."""

    personas: tuple[str, ...]
    places: tuple[Place, ...]
    levels: Array
    """Places by personas, in levels of the role's scale; NaN where a persona gave none."""

    truth: Array
    """By place, the level that the answer was written to; NaN where nobody said."""

    @cached_property
    def interviews(self) -> tuple[str, ...]:
        """The interview of each place: what is resampled as a whole."""
        return tuple(place.interview for place in self.places)

    @property
    def competencies(self) -> tuple[str, ...]:
        """Those that come up, by name."""
        return tuple(sorted({place.competency for place in self.places}))

    def column(self, persona: str) -> Array:
        """Return one persona's levels."""
        return np.asarray(self.levels[:, self.personas.index(persona)], dtype=np.float64)

    def keep(self, wanted: Sequence[bool] | npt.NDArray[np.bool_]) -> "Grid":
        """Return the places that are wanted, in order."""
        rows = np.flatnonzero(np.asarray(wanted, dtype=bool))
        places = tuple(self.places[row] for row in rows)
        return Grid(self.personas, places, self.levels[rows], self.truth[rows])

    def about(self, competency: str) -> "Grid":
        """Return the places of one competency."""
        return self.keep([place.competency == competency for place in self.places])

    def seats(self, personas: Collection[str]) -> "Grid":
        """Return the columns of some personas."""
        kept = [name for name in self.personas if name in personas]
        columns = [self.personas.index(name) for name in kept]
        return Grid(tuple(kept), self.places, self.levels[:, columns], self.truth)


def grid_of(comparison: Comparison) -> Grid:
    """Return all levels that answers were given which every panel was to read.

    Levels are those by one answer alone. Surprise cards, which move no level, passes and
    abstentions are left out; of two readings by one persona the first counts.
    """
    found: dict[Place, dict[str, float]] = {}
    truth: dict[Place, float] = {}
    for sitting in comparison.sittings:
        if sitting.shared:
            _gather(sitting, comparison, found, truth)
    personas, places = tuple(comparison.personas), tuple(found)
    levels = [[found[place].get(name, np.nan) for name in personas] for place in places]
    shape = (len(places), len(personas))
    known = [truth.get(place, np.nan) for place in places]
    return Grid(personas, places, np.asarray(levels, dtype=np.float64).reshape(shape),
                np.asarray(known, dtype=np.float64))  # fmt: skip


def _gather(
    sitting: Sitting,
    comparison: Comparison,
    found: dict[Place, dict[str, float]],
    truth: dict[Place, float],
) -> None:
    pairs = pairs_of(sitting.record)
    for assessment in sitting.record.assessments:
        if assessment.apart or assessment.abstained:
            continue
        label = comparison.label(sitting, assessment.persona)
        pair, late = pairs[assessment.answer_id]
        for competency, level in assessment.levels.items():
            if level is None:
                continue
            place = Place(sitting.interview, pair, competency, late)
            found.setdefault(place, {}).setdefault(label, level)
            known = (sitting.truth or {}).get((assessment.answer_id, competency))
            if known is not None:
                truth[place] = known


def pairs_of(record: DecisionRecord) -> dict[str, tuple[str, bool]]:
    """Return, by answer, what tells the pair from all others, and whether it came late."""
    questions = {question.id: question for question in record.questions}
    half = len(record.answers) / 2
    return {
        answer.id: (_pair(questions[answer.question_id], answer), number >= half)
        for number, answer in enumerate(record.answers)
    }


def _pair(question: Question, answer: Answer) -> str:
    return f"{answer.id}/{digest([question.item, question.topic, answer.text])[:12]}"
