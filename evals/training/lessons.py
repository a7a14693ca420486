"""Answers of a known level from which the anchor reader learns how levels sound.

Two sources, two hands: `evals/datasets/anchor_lessons.yaml` (many lines of work, three anchors) and
the example answers of a third of the shipped bank (five anchors). No interview of an evaluation
set is among them.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

from archpanel.domain import BankQuestion, Competency, RolePack
from archpanel.packs.loading import load_pack

FILE = Path(__file__).parents[1] / "datasets" / "anchor_lessons.yaml"
BANK = "ai-architect"
ONE_IN = 3
"""Share of the bank's questions that are used; the others stay unseen."""

BANK_ROLES = 5
"""Parts into which the bank's competencies are put, each left out whole."""


@dataclass(frozen=True)
class Lesson:
    """One answer written to a level."""

    role: int
    competency: int
    """Number of the competency over all roles."""

    question: str
    text: str
    level: int
    """1 low or weak, 2 medium or adequate, 3 high or strong."""


@dataclass(frozen=True)
class Lessons:
    """Everything that the anchor reader is trained on."""

    competencies: tuple[Competency, ...]
    roles: tuple[int, ...]
    """The role of each competency."""

    answers: tuple[Lesson, ...]
    remarks: tuple[str, ...]
    """Sentences that say nothing about work."""


def read_lessons(file: Path = FILE, bank: RolePack | None = None) -> Lessons:
    """Return the lessons of the file and those of the bank."""
    own = _from_file(file)
    pack = bank or load_pack(BANK)
    first, role = len(own.competencies), max(own.roles) + 1
    place = {one.id: first + at for at, one in enumerate(pack.competencies)}
    roles = tuple(role + at % BANK_ROLES for at in range(len(pack.competencies)))
    answers = [
        Lesson(roles[place[one.competencies[0]] - first], place[one.competencies[0]], *rest)
        for one in pack.questions
        if is_lesson(one.id)
        for rest in _examples(one)
    ]
    return Lessons(
        own.competencies + pack.competencies,
        own.roles + roles,
        own.answers + tuple(answers),
        own.remarks,
    )


def is_lesson(question_id: str) -> bool:
    """Tell whether a question of the bank is used; new questions never change the choice."""
    return hashlib.sha256(question_id.encode()).digest()[1] % ONE_IN == 0


def asked(question: BankQuestion) -> str:
    """Return a question of the bank as a candidate hears it."""
    return f"{question.context} {question.text}".strip()


def _examples(question: BankQuestion) -> list[tuple[str, str, int]]:
    of = question.examples
    texts = (of.weak.text, of.adequate.text, of.strong.text)
    return [(asked(question), text, level) for level, text in enumerate(texts, start=1)]


def _from_file(file: Path) -> Lessons:
    stored = yaml.safe_load(file.read_text(encoding="utf-8"))
    competencies: list[Competency] = []
    roles: list[int] = []
    answers: list[Lesson] = []
    for role, entry in enumerate(stored["roles"]):
        for each in entry["competencies"]:
            anchors = tuple(each["anchors"])
            competencies.append(
                Competency(id=each["id"], name=each["name"], axis="any", anchors=anchors)
            )
            roles.append(role)
            answers += [
                Lesson(role, len(competencies) - 1, ask["question"], text, level)
                for ask in each["asks"]
                for level, text in enumerate(ask["answers"], start=1)
            ]
    return Lessons(tuple(competencies), tuple(roles), tuple(answers), tuple(stored["remarks"]))
