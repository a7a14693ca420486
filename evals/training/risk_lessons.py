"""Sentences whose author knew whether they are risky, with the topic and the group of each.

Four sources: lessons on claims of every competency, lessons on the red flags of the bank, the
bank's own phrases (right, wrong and red flags), and the pieces of its adequate and strong examples.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archpanel.agents.offline.claims import FEWEST_WORDS
from archpanel.agents.offline.company import companies
from archpanel.agents.offline.features import stretch
from archpanel.agents.offline.segments import cut
from archpanel.domain import Item, RolePack

DATASETS = Path(__file__).parents[1] / "datasets"
BANK_WEIGHT = 0.3
"""A bank phrase counts less than a lesson: it is written, not spoken."""

HEARD_WEIGHT = 0.5


@dataclass(frozen=True)
class Lesson:
    """One sentence."""

    text: str
    competency: str
    risky: bool
    weight: float
    source: str
    """`claim`, `flag`, `phrase` or `example`."""

    group: str
    """Sentences of one group are held out together: a question, or a competency."""


@dataclass(frozen=True)
class FlagLesson:
    """One sentence about one red flag of the bank."""

    question: str
    flag: str
    asserts: bool
    text: str


def flag_lessons() -> list[FlagLesson]:
    """Return the lessons on red flags."""
    return [FlagLesson(**row) for row in _rows("flag_lessons")]


def lessons_of(pack: RolePack) -> list[Lesson]:
    """Return every sentence that the sense of risk learns from."""
    items: dict[str, Item] = {item.id: item for item in (*pack.questions, *pack.surprises)}
    return [
        *(
            Lesson(row["text"], row["competency"], row["risky"], 1.0, "claim", row["competency"])
            for row in _rows("claim_lessons")
        ),
        *(_of_flag(items[one.question], one) for one in flag_lessons()),
        *(lesson for item in items.values() for lesson in _of_item(item)),
    ]


def planted(name: str) -> list[dict[str, str]]:
    """Return a test set; it is never fitted."""
    return [dict(row) for row in _rows(name)]


def _of_flag(item: Item, lesson: FlagLesson) -> Lesson:
    topic = next(flag.competency for flag in item.red_flags if flag.id == lesson.flag)
    return Lesson(lesson.text, topic, lesson.asserts, 1.0, "flag", item.id)


def _of_item(item: Item) -> Iterator[Lesson]:
    for point in item.key_points:
        for text in point.said_as:
            yield Lesson(text, point.competency, False, BANK_WEIGHT, "phrase", item.id)
        for text in point.wrong:
            yield Lesson(text, point.competency, True, BANK_WEIGHT, "phrase", item.id)
    for flag in item.red_flags:
        for text in flag.said_as:
            yield Lesson(text, flag.competency, True, BANK_WEIGHT, "phrase", item.id)
    for example in (item.examples.adequate, item.examples.strong):
        spoken = [segment for segment in cut(example.text) if segment.form != "code"]
        for own in companies(spoken):
            sentence = stretch([spoken[at] for at in own])
            if sentence.words >= FEWEST_WORDS:
                topic = item.competencies[0]
                yield Lesson(sentence.text, topic, False, HEARD_WEIGHT, "example", item.id)


def _rows(name: str) -> Iterator[dict[str, Any]]:
    for line in (DATASETS / name / "data.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
