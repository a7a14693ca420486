"""Answers from a file: JSON Lines in order or by question id, or text blocks parted by `---`."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from archpanel.domain import BadFile, Question, RolePack, canonical, risks_of
from archpanel.files import read_text

MAX_ANSWERS_FILE = 2 * 1024 * 1024
_JSON_ENDINGS = (".jsonl", ".ndjson", ".json")
_TEXT_ENDINGS = (".txt", ".md", ".text")
_JSON_START = re.compile(r'\s*\{\s*"')

NAMED = 5
"""A notice about answers that fitted nothing names at most this many questions."""


@dataclass
class AnswerFile:
    """What a file answers to which question; each answer is given once."""

    in_order: list[str] = field(default_factory=list)
    by_question: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """(question of the bank, key point or red flag that is asked about, or "") -> answers."""

    blocks: int = 0
    """How many blocks of text it was read from; 0 for JSON Lines."""

    def add(self, question: str, about: str, said: str) -> None:
        """Keep an answer under the question and what a follow-up of it is about."""
        self.by_question.setdefault((question, about), []).append(said)

    def answer_to(self, question: Question) -> str | None:
        """Return the file's answer, or None when it has none and the question is passed.

        An answer by id fits the question of that id; with `probe` it fits only the follow-up
        about that key point or red flag. Answers without an id are taken in order by whatever is
        asked.
        """
        waiting = self.by_question.get((question.item, question.topic))
        if waiting:
            return waiting.pop(0)
        return self.in_order.pop(0) if self.in_order else None

    def go_on_after(self, said: Sequence[tuple[Question, str]]) -> int:
        """Leave out the answers in order that an interview was given before it was interrupted.

        Args:
            said: what was asked and answered, in order.

        Returns:
            How many are left out: none where the file does not begin as the interview did, since it
            then holds what is still to be said.
        """
        told = [text for asked, text in said if (asked.item, asked.topic) not in self.by_question]
        if not told or not self.in_order or canonical(self.in_order[0]) != told[0]:
            return 0
        gone = min(len(told), len(self.in_order))
        del self.in_order[:gone]
        return gone

    @property
    def left(self) -> int:
        """How many answers were not used."""
        return len(self.in_order) + sum(len(texts) for texts in self.by_question.values())

    @property
    def words_left(self) -> int:
        """How many answers were not used that say something."""
        by_id = (said for texts in self.by_question.values() for said in texts)
        return sum(bool(said) for said in (*self.in_order, *by_id))

    @property
    def unused(self) -> int:
        """How many are left that should have found their question.

        A file may hold an answer to every follow-up that could come; most of them never do.
        """
        waiting = (texts for (_, about), texts in self.by_question.items() if not about)
        return len(self.in_order) + sum(map(len, waiting))

    def fits_none(self) -> str:
        """Return, for people, which answers are left that should have found their question."""
        if not self.unused:
            return ""
        names = [item for (item, about), texts in self.by_question.items() if texts and not about]
        more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
        listed = f": {', '.join([*names[:NAMED], *more])}" if names else ""
        if not names:
            what = "One more answer was" if self.unused == 1 else f"{self.unused} more answers were"
            return f"{what} given than there were questions."
        return f"{self.unused} of the given answers fitted no question{listed}."


def check_names(answers: AnswerFile, pack: RolePack, file: str) -> None:
    """Check that every answer by question names something that the pack can ask.

    Raises:
        BadFile: with the first name that no question has, and the nearest one.
    """
    items = {item.id: item for item in (*pack.questions, *pack.surprises)}
    risks = risks_of(items.values(), pack.competencies)
    for question, about in answers.by_question:
        if question not in items:
            raise BadFile(file, _unknown(f"no question of {pack.id}", question, items))
        known = [*(point.id for point in items[question].key_points), *risks]
        if about and about not in known:
            raise BadFile(file, _unknown(f"no key point or red flag of {question}", about, known))


def _unknown(kind: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`archpanel packs show --json` has all names."
    return f"{kind} is called {name!r}; {hint}"


def read_answers(path: Path) -> AnswerFile:
    """Read an answers file.

    Raises:
        BadFile: with the line, for a line that is not an answer, or an empty file.
    """
    return some_answers(read_text(path, MAX_ANSWERS_FILE), str(path))


def some_answers(text: str, file: str) -> AnswerFile:
    """Parse answers where there must be some.

    Raises:
        BadFile: with the line, for a line that is not an answer, or for an empty text.
    """
    if not text.strip():
        raise BadFile(file, "is empty; it should hold answers.")
    return parse_answers(text, file)


def parse_answers(text: str, file: str) -> AnswerFile:
    """Parse answers; an empty text holds none.

    Raises:
        BadFile: with the line, for a line that is not an answer.
    """
    return _json_lines(text, file) if _is_json(text, Path(file).suffix.lower()) else _blocks(text)


def _is_json(text: str, ending: str) -> bool:
    """Tell JSON Lines from prose; an answer may be code, and begin with a brace as well."""
    if ending in _TEXT_ENDINGS:
        return _holds_an_answer(text.strip().split("\n", 1)[0])
    return ending in _JSON_ENDINGS or bool(_JSON_START.match(text))


def _holds_an_answer(line: str) -> bool:
    try:
        _entry(line, "")
    except BadFile:
        return False
    return True


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
    said = said[1:] if said and not said[0] else said
    return AnswerFile(in_order=said, blocks=len(said))
