"""Answers from a file: JSON Lines in order or by question id, or text blocks parted by `---`."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from archpanel.domain import BadFile, Question
from archpanel.files import read_text

MAX_ANSWERS_FILE = 2 * 1024 * 1024
_JSON_ENDINGS = (".jsonl", ".ndjson", ".json")


@dataclass
class AnswerFile:
    """What a file answers to which question; each answer is given once."""

    in_order: list[str] = field(default_factory=list)
    by_question: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(question of the bank, key point or red flag that is asked about, or "") -> answers."""

    def add(self, question: str, about: str, said: str) -> None:
        """Keep an answer under the question and what a follow-up of it is about."""
        self.by_question.setdefault((question, about), []).append(said)

    def answer_to(self, question: Question) -> str | None:
        """Return the file's answer, or None when it has none and the question is passed.

        An answer by id fits the question of that id; with `probe` it fits only the follow-up
        about that key point or red flag. Answers without an id are taken in order by whatever is
        asked.
        """
        waiting = self.by_question.get((question.item, topic(question)))
        if waiting:
            return waiting.pop(0)
        return self.in_order.pop(0) if self.in_order else None

    @property
    def left(self) -> int:
        """How many answers were not used."""
        return len(self.in_order) + sum(len(texts) for texts in self.by_question.values())

    @property
    def unused(self) -> int:
        """How many are left that should have found their question.

        A file may hold an answer to every follow-up that could come; most of them never do.
        """
        waiting = (texts for (_, about), texts in self.by_question.items() if not about)
        return len(self.in_order) + sum(map(len, waiting))


def topic(question: Question) -> str:
    """Return the key point or red flag that a follow-up is about; "" for other questions."""
    return question.target if question.move in ("probe", "cross-examine") else ""


def read_answers(path: Path) -> AnswerFile:
    """Read an answers file.

    Raises:
        BadFile: with the line, for a line that is not an answer, or an empty file.
    """
    text = read_text(path, MAX_ANSWERS_FILE)
    if not text.strip():
        raise BadFile(str(path), "is empty; it should hold answers.")
    return parse_answers(text, str(path))


def parse_answers(text: str, file: str) -> AnswerFile:
    """Parse answers; an empty text holds none.

    Raises:
        BadFile: with the line, for a line that is not an answer.
    """
    said_to_be_json = Path(file).suffix.lower() in _JSON_ENDINGS
    if said_to_be_json or text.lstrip()[:1] == "{":
        return _json_lines(text, file)
    return _blocks(text)


def _json_lines(text: str, file: str) -> AnswerFile:
    answers = AnswerFile()
    # JSON allows U+2028 and its like within a string, so `splitlines` would cut answers in two.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        said, question, probe = _entry(line, f"{file}:{number}")
        if question:
            answers.add(question, probe, said)
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
    if probe and not question:
        raise BadFile(where, '"probe" needs the "question_id" that it follows.')
    return entry["text"], question, probe


def _blocks(text: str) -> AnswerFile:
    """An empty block between two others is a pass: dropping it would shift all that follow."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip() == "---":
            blocks.append([])
        else:
            blocks[-1].append(line)
    said = ["\n".join(block).strip() for block in blocks]
    while said and not said[-1]:
        said.pop()
    return AnswerFile(in_order=said[1:] if said and not said[0] else said)
