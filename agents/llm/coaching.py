"""A note to the candidate about a finished interview, in a model's words. It decides nothing.

The model is given typed findings in the role pack's own words and not one word of the candidate:
there is nothing in its prompt that somebody outside could have written.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

from archpanel.agents.engine import UnusableReply
from archpanel.agents.llm.desk import Desk, Task
from archpanel.agents.llm.pages import Pages
from archpanel.agents.llm.prompts import prompt
from archpanel.agents.llm.request import Request
from archpanel.agents.llm.sayable import Gate
from archpanel.agents.llm.unsayable import INTERNAL
from archpanel.domain import LONGEST_COACHING, Competency, DecisionRecord, Note, canonical

MOST_WEAKEST = 3
MOST_MISSED = 6
SHORTEST = 40
"""Characters; less is no note."""

MOST_TOKENS = 600
_NEVER = tuple(phrase for phrase in INTERNAL if "said" in phrase or "as a" in phrase)


class Coach:
    """Writes notes with the model of one seat."""

    def __init__(self, desk: Desk, pages: Pages, model: str) -> None:
        """Take the seat's desk, the session's pages, and the model for the record."""
        self._desk = desk
        self._pages = pages
        self._model = model

    async def write(self, record: DecisionRecord) -> Note:
        """Write a note from a record's findings, by one call.

        Raises:
            EngineError: there is no note, or none that can be shown.
        """
        asked = prompt("coaching")
        request = Request(
            job="coaching",
            seat="",
            model="",
            system=self._pages.system,
            user=(asked.fill(**findings(record)),),
            most_tokens=MOST_TOKENS,
        )
        task = Task("coaching", "", asked.label, request)
        return Note(
            kind="coaching",
            text=await self._desk.words(task, lambda: _NoteGate(self._pages.canary)),
            model=self._model,
            prompt=asked.label,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
        )


class _NoteGate(Gate):
    """Keeps a note back until it is whole: nobody listens, and only all of it can be checked."""

    def __init__(self, canary: str) -> None:
        super().__init__(lambda piece: None)
        self._canary = canary

    def __call__(self, piece: str) -> None:
        """Take the next piece; `checked` raises when there is no end to it."""
        self._heard += piece
        if len(self._heard) > LONGEST_COACHING:
            checked(self._heard, self._canary)

    def close(self) -> str:
        """Return the note, checked."""
        return checked(self._heard, self._canary)


def checked(written: str, canary: str) -> str:
    """Return a note as it may be shown.

    Raises:
        UnusableReply: too short, too long, a form instead of prose, or it holds what it must not.
    """
    text = canonical(written).strip()
    if not SHORTEST <= len(text) <= LONGEST_COACHING:
        length = f"{len(text)} characters, not {SHORTEST} to {LONGEST_COACHING}"
        raise UnusableReply(f"The model's note has {length}.")
    if text.startswith(("{", "[", "```", "<")) or _is_json(text):
        raise UnusableReply("The model replied with a form instead of a note.")
    if any(phrase in text.casefold() for phrase in (canary, *_NEVER)):
        raise UnusableReply("The model's note holds what no note may hold.")
    return text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def findings(record: DecisionRecord) -> dict[str, str]:
    """Return what the prompt is filled with: numbers, ids and the role pack's words."""
    verdict = record.verdict
    axes = [
        f"- {a.axis}: {'not assessed' if a.level is None else f'{a.level:.2f}'}, bar {a.bar:.2f}, "
        f"{a.state.replace('_', ' ')}"
        for a in verdict.axes
    ]
    gates = [f"- {g.id}: {g.reason}" for g in verdict.gates if g.outcome != "pass"]
    gates += [f"- risk that stands: {flag}" for flag in _standing(record)]
    return {
        "decision": verdict.decision.replace("_", " "),
        "axes": "\n".join(axes),
        "gates": "\n".join(gates) or "- none",
        "weakest": "\n".join(_weakest(record)) or "- none was assessed",
        "missed": "\n".join(_missed(record)) or "- nothing",
    }


def _standing(record: DecisionRecord) -> list[str]:
    flags = {flag.id: flag.flag for flag in record.flags}
    return list(dict.fromkeys(flags[veto.concern.flag] for veto in record.verdict.vetoes))


def weakest(record: DecisionRecord) -> list[tuple[Competency, float]]:
    """Return the assessed competencies that are worth the most effort, the first one first."""
    brief, levels = record.brief, record.verdict.levels
    bars = {axis.axis: axis.bar for axis in record.verdict.axes}
    found = [
        (c, level)
        for c in record.role.competencies
        if (level := levels.get(c.id)) is not None and c.importance_for(brief.world, brief.view)
    ]

    def short(entry: tuple[Competency, float]) -> float:
        competency, level = entry
        importance = competency.importance_for(brief.world, brief.view)
        return -importance * (bars.get(competency.axis, 0.0) - level)

    return sorted(found, key=short)[:MOST_WEAKEST]


def _weakest(record: DecisionRecord) -> Iterator[str]:
    bars = {axis.axis: axis.bar for axis in record.verdict.axes}
    for competency, level in weakest(record):
        # An anchor below the bar describes what fails; nobody should practise that.
        bar = round(bars.get(competency.axis, 1.0))
        following = min(record.role.top, max(int(level) + 1, bar))
        anchor = competency.anchors[following - 1].strip()
        yield f"- {competency.name}: {level:.1f}; level {following} reads: {anchor}"


def _missed(record: DecisionRecord) -> list[str]:
    """Return key points that were asked for and that most seats did not hear, weakest first."""
    heard: dict[str, list[bool]] = {}
    for assessment in record.assessments:
        for finding in assessment.findings:
            heard.setdefault(finding.point, []).append(finding.state == "met")
    order = {competency.id: at for at, (competency, _) in enumerate(weakest(record))}
    points = [
        point
        for item in record.items
        for point in item.points
        if (said := heard.get(point.id)) and 2 * sum(said) <= len(said)
    ]
    points.sort(key=lambda p: (order.get(p.competency, len(order)), -p.weight))
    return [f"- {point.point}" for point in points[:MOST_MISSED]]
