"""Models that are played: they read the panel's real prompts and fill its real forms, by rule.

`honest` credits a key point where a sentence of the answer shares enough of its words: crude, but
the same every time, and enough to hold an interview. `divided` has two seats that credit everything
and one that credits nothing, so that ballots differ and a debrief is held. `following` makes any
part one that lets itself be moved in the debrief by whatever it is shown.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Messages = Sequence[Mapping[str, Any]]
Schema = Mapping[str, Any]
Part = Callable[[Messages, Schema | None], str]

MET, PARTLY = 0.34, 0.2
"""Share of a key point's words that a sentence must hold."""

_SAID = re.compile(r"<<<said (\w+)\n(.*?)\n\1 said>>>", re.DOTALL)
_CASE = re.compile(r"^([a-z0-9-]+): your seat ([\d.]+); ", re.MULTILINE)
_UNUSED = re.compile(r"^  (\S+) \((for|against), ", re.MULTILINE)
_STEP = re.compile(r"by at most ([\d.]+) from")
_WORD = re.compile(r"[a-z]{4,}")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_POINT = re.compile(r"^(P\d): (.*)$", re.MULTILINE)
_MOST_WORDS = 38
TOP, BOTTOM = 5.0, 1.0


def user_text(messages: Messages) -> str:
    """Return the user message as one text, however it was cut into parts."""
    content = messages[-1]["content"]
    return content if isinstance(content, str) else "\n\n".join(part["text"] for part in content)


def job_of(messages: Messages) -> str:
    """Return the job that is asked for."""
    return str(re.findall(r"^Job: ([A-Z ]+)$", _ours(messages), re.MULTILINE)[-1])


def seat_of(messages: Messages) -> str:
    """Return the seat that it is asked for."""
    return str(re.findall(r"^Seat: ([a-z0-9_]+)", _ours(messages), re.MULTILINE)[-1])


def _ours(messages: Messages) -> str:
    """Return the user message without the candidate's words, who may write `Job:` as well."""
    return _SAID.sub("", user_text(messages))


def said(text: str) -> list[str]:
    """Return what stands between the panel's own markers, in order."""
    return [words for _, words in _SAID.findall(text)]


def honest(messages: Messages, schema: Schema | None) -> str:
    """Do the job as it is meant."""
    text, job = user_text(messages), job_of(messages)
    if job == "ASSESS":
        return filled(assessed(text, met=MET, partly=PARTLY), schema)
    if job == "ASSESS BY ANCHORS":
        return filled({"levels": []}, schema)
    if job == "BALLOT":
        return filled(_ballot(text), schema)
    if job == "DEBRIEF":
        return filled({"moves": []}, schema)
    return _words(text, job)


def filled(form: dict[str, Any], schema: Schema | None) -> str:
    """Return a form as JSON, within the field that a schema for all jobs has around it."""
    around = list((schema or {}).get("properties", ()))
    return json.dumps({"reply": form} if around == ["reply"] else form)


def following(part: Part) -> Part:
    """Return the part of one that moves in the debrief as far as any evidence shown allows.

    Upwards first: whoever honestly follows what a fooled seat claims does its work.
    """

    def follow(messages: Messages, schema: Schema | None) -> str:
        if job_of(messages) != "DEBRIEF":
            return part(messages, schema)
        text = user_text(messages)
        ways = (moves(text, up=True), moves(text, up=False))
        made = {move["competency"]: move for way in reversed(ways) for move in way}
        return filled({"moves": list(made.values())}, schema)

    return follow


def moves(text: str, *, up: bool) -> list[dict[str, Any]]:
    """Return the largest moves in one direction that a DEBRIEF page has evidence for."""
    step = float(_STEP.findall(text)[-1])
    cases = re.split(r"\n\n(?=[a-z0-9-]+: your seat)", text)
    return [move for case in cases if (move := _move(case, step, up))]


def _move(case: str, step: float, up: bool) -> dict[str, Any] | None:
    found = _CASE.search(case)
    useful = [i for i, side in _UNUSED.findall(case) if (side == "for") == up]
    if not found or not useful:
        return None
    own = float(found.group(2))
    to = min(TOP, own + step) if up else max(BOTTOM, own - step)
    reason = "This was not counted before."
    return {
        "competency": found.group(1),
        "to": round(to, 1),
        "evidence": useful[0],
        "reason": reason,
    }


def divided(messages: Messages, schema: Schema | None) -> str:
    """Do the job as it is meant, but two seats credit everything, and the third nothing.

    Where models read, it takes two seats to give a third something to reconsider.
    """
    if job_of(messages) == "ASSESS" and (share := _PARTIAL.get(seat_of(messages))) is not None:
        return filled(assessed(user_text(messages), met=share, partly=share), schema)
    return honest(messages, schema)


_PARTIAL = {"startup_cto": 0.0, "enterprise_architect": 0.0, "security_reviewer": 2.0}


def parrot(messages: Messages, schema: Schema | None) -> str:
    """Say back all that was sent: whatever quotes a reply, in an error or a log, quotes that."""
    return user_text(messages)


def assessed(text: str, *, met: float, partly: float) -> dict[str, Any]:
    """Return a reading that credits by the share of a key point's words in one sentence."""
    answer = said(text)[-1]
    sentences = [s.strip() for s in _SENTENCE.findall(answer) if len(s.split()) >= 4]
    rubric = text.partition("Key points:")[2].partition("Red flags:")[0]
    points = [_point(name, point, sentences, met, partly) for name, point in _POINT.findall(rubric)]
    return {"kind": "answered", "points": points, "flags": []}


def closest(point: str, answer: str) -> str:
    """Return the sentence of an answer that shares most of a point's words; "" without any."""
    sentences = [s.strip() for s in _SENTENCE.findall(answer) if len(s.split()) >= 4]
    wanted = set(_WORD.findall(point.lower()))
    share, best = max(((_share(wanted, one), one) for one in sentences), default=(0.0, ""))
    return " ".join(best.split()[:_MOST_WORDS]) if share else ""


def _point(
    name: str, point: str, sentences: Sequence[str], met: float, partly: float
) -> dict[str, Any]:
    wanted = set(_WORD.findall(point.lower()))
    shares = [(_share(wanted, sentence), sentence) for sentence in sentences]
    share, best = max(shares, default=(0.0, ""))
    state = "met" if share >= met else "partly" if share >= partly else "not_met"
    quote = " ".join(best.split()[:_MOST_WORDS]) if state != "not_met" else ""
    return {"point": name, "state": state, "quote": quote, "sure": "likely"}


def _share(wanted: set[str], sentence: str) -> float:
    return len(wanted.intersection(_WORD.findall(sentence.lower()))) / max(1, len(wanted))


def _ballot(text: str) -> dict[str, Any]:
    advised = re.search(r"The levels give: (\w+)\.", text)
    evidence = re.findall(r"^  [+-] (a\d+:\d+-\d+) ", text, re.MULTILINE)
    return {
        "recommendation": advised.group(1) if advised else "undecided",
        "because": [],
        "strongest": list(dict.fromkeys(evidence))[:3],
        "note": "This seat read every answer by its key points.",
    }


def _words(text: str, job: str) -> str:
    if job == "CLARIFY":
        return text.partition("Notes for this: ")[2].partition("\n\n")[0]
    if job == "COACHING":
        return "Start with the weakest competency: say what you would do first, and why."
    words = text.rpartition("The bank's words:\n")[2].partition("\n\nPut this")[0]
    return re.sub(r"^\(Scene.*?\)\n", "", words, flags=re.DOTALL)
