"""Answers that people have graded: SAF, SemEval 2013 task 7, and any set in the same form.

None of them comes with the package; `evals/datasets/graded_answers/CARD.md` says where to get them
and what a set of your own looks like. Rows of the largest sets are drawn per question, by digest.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from archpanel.domain import BadFile, digest
from archpanel.evals.harness.sample import DataMissing, Sample, read_rows

PER_QUESTION = {"saf": 6, "semeval": 2}
"""Answers taken per question, so that a run on two cores takes minutes; other sets: all."""

TRAINED = "semeval"
"""The set of which half of the questions taught how references are read: no task asks them."""

CORRECT = {"correct": 1.0, "contradictory": 0.0, "incorrect": 0.0}
_WORD = re.compile(r"[^\W_]+")

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Graded:
    """One answer with the grades that people gave it."""

    id: str
    set: str
    question: str
    references: tuple[str, ...]
    answer: str
    grades: Mapping[str, float]
    """Grader -> share of the full score, 0 to 1."""
    split: str = ""


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return _WORD.findall(text.lower())


def load(data: Path | None) -> list[Sample]:
    """Return the drawn answers of all sets that are there.

    Raises:
        DataMissing: none of them is.
        BadFile: a row has no question, answer or usable grade; names the file and the row.
    """
    found = [one for one in read_sets(data) if not is_trained_on(one)] if data else []
    if not found:
        raise DataMissing(
            f"No graded answers in {data or 'any folder'}; evals/datasets/graded_answers/CARD.md "
            "says where to get SAF and SemEval. Name the folder by --data or ARCHPANEL_EVAL_DATA"
        )
    rarity = {name: _rarity([r for r in found if r.set == name]) for name in PER_QUESTION}
    return [_sample(one, rarity.get(one.set) or _rarity(found)) for one in drawn(found)]


def read_sets(data: Path) -> list[Graded]:
    """Return all answers of all sets in a folder; none where nothing is there."""
    return [one for read in (_saf, _semeval, _others) for one in read(data)]


def is_trained_on(one: Graded) -> bool:
    """Tell whether an answer's question taught the reader of references; questions, not rows."""
    return one.set == TRAINED and int(digest(one.question)[:8], 16) % 2 == 0


def drawn(found: Iterable[Graded]) -> list[Graded]:
    """Return so many answers per question of the large sets."""
    return [one for group in _by_question(found) for one in _first(group, PER_QUESTION)]


def drawn_from(found: Iterable[Graded], per_question: int) -> list[Graded]:
    """Return so many answers per question of every set."""
    return [one for group in _by_question(found) for one in _by_digest(group)[:per_question]]


def _by_question(found: Iterable[Graded]) -> list[list[Graded]]:
    groups: dict[tuple[str, str], list[Graded]] = defaultdict(list)
    for one in found:
        groups[one.set, one.question].append(one)
    return list(groups.values())


def _by_digest(group: Sequence[Graded]) -> list[Graded]:
    """Digests choose, so that no order of a file does."""
    return sorted(group, key=lambda one: digest(one.id))


def _first(group: Sequence[Graded], most: Mapping[str, int]) -> list[Graded]:
    return _by_digest(group)[: most.get(group[0].set)]


def _sample(one: Graded, rarity: Mapping[str, float]) -> Sample:
    wanted = {word for text in one.references for word in words(text)}
    return Sample(
        id=one.id,
        input={
            "question": one.question,
            "references": list(one.references),
            "answer": one.answer,
            "rarity": {word: rarity.get(word, max(rarity.values())) for word in sorted(wanted)},
        },
        target=dict(one.grades),
        metadata={"set": one.set, "split": one.split},
        cluster=f"{one.set}/{digest(one.question)[:12]}",
    )


def _rarity(found: Sequence[Graded]) -> dict[str, float]:
    """Return the inverse document frequency of every word, over references and answers."""
    texts = {text for one in found for text in (*one.references, one.answer)}
    counts = Counter(word for text in texts for word in set(words(text)))
    return {word: round(math.log((1 + len(texts)) / n), 4) for word, n in counts.items()}


def _rows(file: Path) -> list[dict[str, Any]]:
    return read_rows(file) if file.is_file() else []


def _saf(data: Path) -> list[Graded]:
    """Return SAF; a question's maximum is not in the file, the best score given stands for it."""
    rows = _rows(data / "saf_comm_networks_en.jsonl")
    most: dict[str, float] = defaultdict(float)
    for row in rows:
        most[row["question_id"]] = max(most[row["question_id"]], row["score"])
    return [
        Graded(
            id=row["id"],
            set="saf",
            question=row["question"],
            references=(row["reference"],),
            answer=row["answer"],
            grades={"grader": row["score"] / most[row["question_id"]]},
            split=row["split"],
        )
        for row in rows
        if row["answer"].strip()
    ]


def _semeval(data: Path) -> list[Graded]:
    """Return SemEval; three labels, of which one is worth something."""
    return [
        Graded(
            id=row["id"],
            set="semeval",
            question=row["question"],
            references=tuple(row["references"]),
            answer=row["answer"],
            grades={"grader": CORRECT[row["label"]]},
            split=row["split"],
        )
        for row in _rows(data / "semeval2013_task7_3way.jsonl")
        if row["references"] and row["answer"].strip()
    ]


def _others(data: Path) -> list[Graded]:
    """Return the sets in `graded/*.jsonl`; rows of one answer by several graders become one."""
    return [one for file in sorted((data / "graded").glob("*.jsonl")) for one in _merged(file)]


def _merged(file: Path) -> list[Graded]:
    found: dict[tuple[str, str], Graded] = {}
    for number, row in enumerate(_rows(file), 1):
        one = _any(file, number, row)
        key = (one.question, one.answer)
        before = found.get(key, one)
        found[key] = replace(before, grades={**before.grades, **one.grades})
    return list(found.values())


def _any(file: Path, number: int, row: Row) -> Graded:
    try:
        share = _share(float(row["score"]), float(row["max"]))
        references = row.get("references") or [row["reference"]]
        texts = {name: str(row[name]) for name in ("question", "answer")}
    except (KeyError, TypeError, ValueError) as error:
        hint = "needs question, reference, answer, score, max and, if you like, grader"
        raise BadFile(str(file), f"row {number} {hint}: {error!r}") from error
    name = str(row.get("grader", "grader"))
    made = f"{file.stem}/{digest([texts['question'], texts['answer']])[:16]}"
    return Graded(made, file.stem, references=tuple(references), grades={name: share}, **texts)


def _share(score: float, most: float) -> float:
    if not 0 <= score <= most or most == 0:
        raise ValueError(f"score {score:g} is not between 0 and max {most:g}")
    return score / most
