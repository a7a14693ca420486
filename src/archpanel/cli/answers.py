"""Answers from a file: JSON Lines in order or by question id, or text blocks parted by `---`."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from archpanel.domain import BadFile, Question
from archpanel.files import read_text

MAX_ANSWERS_FILE = 2 * 1024 * 1024


@dataclass
class AnswerFile:
    """What a file answers to which question; each answer is given once."""

    in_order: list[str] = field(default_factory=list)
    by_question: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(question of the bank, key point or "") -> answers."""

    def answer_to(self, question: Question) -> str | None:
        """Return the file's answer, or None when it has none and the question is passed.

        An answer by id fits the opening question of that id; with `probe` it fits only the probe
        for that key point. Answers without an id are taken in order by whatever is asked.
        """
        probe = question.target if question.move == "probe" else ""
        if question.move in ("open", "close", "probe", "twist"):
            waiting = self.by_question.get((question.item, probe))
            if waiting:
                return waiting.pop(0)
        return self.in_order.pop(0) if self.in_order else None

    @property
    def left(self) -> int:
        """How many answers were not used."""
        return len(self.in_order) + sum(len(texts) for texts in self.by_question.values())


def read_answers(path: Path) -> AnswerFile:
    """Read an answers file.

    Raises:
        BadFile: with the line, for a line that is not an answer, or an empty file.
    """
    text = read_text(path, MAX_ANSWERS_FILE)
    if not text.strip():
        raise BadFile(str(path), "is empty; it should hold answers.")
    first = text.lstrip()[:1]
    return _json_lines(text, path) if first == "{" else _blocks(text)


def _json_lines(text: str, path: Path) -> AnswerFile:
    answers = AnswerFile()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        said, question, probe = _entry(line, f"{path}:{number}")
        if question:
            answers.by_question.setdefault((question, probe), []).append(said)
        else:
            answers.in_order.append(said)
    return answers


def _entry(line: str, where: str) -> tuple[str, str, str]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadFile(where, f"is not JSON ({str(error)[:80]}).") from None
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        raise BadFile(where, 'should be {"text": ...}, with "question_id" if answers go by id.')
    question, probe = entry.get("question_id", ""), entry.get("probe", "")
    if not isinstance(question, str) or not isinstance(probe, str):
        raise BadFile(where, '"question_id" and "probe" should be text.')
    return entry["text"], question, probe


def _blocks(text: str) -> AnswerFile:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip() == "---":
            blocks.append([])
        else:
            blocks[-1].append(line)
    return AnswerFile(in_order=[said for b in blocks if (said := "\n".join(b).strip())])
