"""Damages replies, and says which are valid; written without a look at the product's own check."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 3, 99, 2.5, "", "5", "true", "nobody", "met", [], {}, [1], {"a": 1},
    "x" * 700, "\ud800", "\u202e\u0000", 10**20, [["met"]], " ", "certain", "hire",
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a prompt lets a reply name."""

    points: list[str]
    flags: list[str]
    competencies: list[str]
    choices: list[str]
    evidence: list[str]
    unused: dict[str, list[str]]
    top: int


def damaged(good: str, draw: random.Random) -> tuple[str, str]:
    """Return a kind of damage, and a reply that may have been damaged by it."""
    kind, damage = draw.choice(_DAMAGES)
    return kind, damage(good, draw)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return []
    return [
        place
        for key, one in (value.items() if isinstance(value, dict) else enumerate(value))
        for place in ((*path, key), *_places(one, (*path, key)))
    ]


def _changed(good: str, draw: random.Random, change: Callable[[Any, Any], None]) -> str:
    data = json.loads(good)
    *way, last = draw.choice(_places(data))
    holder = data
    for key in way:
        holder = holder[key]
    change(holder, last)
    return json.dumps(data)


def _odd(good: str, draw: random.Random) -> str:
    def change(holder: Any, key: Any) -> None:
        holder[key] = draw.choice(ODD)

    return _changed(good, draw, change)


def _missing(good: str, draw: random.Random) -> str:
    def change(holder: Any, key: Any) -> None:
        del holder[key]

    return _changed(good, draw, change)


def _twice(good: str, draw: random.Random) -> str:
    def change(holder: Any, key: Any) -> None:
        if isinstance(holder, list):
            holder.append(holder[key])
        else:
            holder[f"{key}_too"] = holder[key]

    return _changed(good, draw, change)


def _double_key(good: str, draw: random.Random) -> str:
    at = draw.choice([i for i, char in enumerate(good) if char == "{"])
    key = good[at + 1 :].split(":")[0]
    return f"{good[: at + 1]}{key}: null, {good[at + 1 :]}"


def _number(good: str, draw: random.Random) -> str:
    digits = [i for i, char in enumerate(good) if char.isdigit() and good[i - 1] in " ["]
    names = (
        "99",
        "6",
        "-1",
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "9" * 400,
        "5.0",
        "0",
        "true",
        '"5"',
        "01",
    )
    if not digits:
        return good.replace('"met"', draw.choice(names), 1)
    at = draw.choice(digits)
    return good[:at] + draw.choice(names) + good[at + 1 :]


def _cut(good: str, draw: random.Random) -> str:
    return good[: draw.randrange(len(good))]


def _noise(good: str, draw: random.Random) -> str:
    at = draw.randrange(len(good))
    return good[:at] + draw.choice('"{}[],:\\\u0000x0 \n\u2028\ud800') + good[at:]


def _around(good: str, draw: random.Random) -> str:
    wraps = (
        "```json\n%s\n```", "```\n%s```", "Sure! %s",
        "%s\n\nAnything else?", "\ufeff%s", "\n %s \n",
        "<html>%s</html>", "[%s]", "%s%s", '"%s"', "```json\n%s", "~~~\n%s\n~~~",
        "<think>x</think>%s",
        "```json\n```json\n%s\n```\n```", "```yaml\n%s\n```",
    )  # fmt: skip
    return draw.choice(wraps).replace("%s", good)


def _else(good: str, draw: random.Random) -> str:
    others = (
        "", " ", "null", "true", "7", "[]", "{}", "NaN", "I cannot do that.", "<p>502</p>", '"met"',
        "[" * 50_000, '{"a":' * 5_000, "{" + '"x":1,' * 9_000 + '"y":1}', "x" * 1_000_000,
        good.replace("{", "{ " * 1, 1) + " " * 1_000_000, "\ud800", "\x00", "{'kind': 'answered'}",
        good.replace('"', "'"), good.upper(),
        json.dumps(good), json.dumps({"answer": json.loads(good)}),
    )  # fmt: skip
    return draw.choice(others)


def _same(good: str, draw: random.Random) -> str:
    return good


_DAMAGES: tuple[tuple[str, Callable[[str, random.Random], str]], ...] = (
    ("odd value", _odd),
    ("odd value", _odd),
    ("odd value", _odd),
    ("missing", _missing),
    ("twice", _twice),
    ("double key", _double_key),
    ("number", _number),
    ("cut", _cut),
    ("noise", _noise),
    ("noise", _noise),
    ("around", _around),
    ("something else", _else),
    ("none", _same),
)


class _No(Exception):
    """It is not valid."""


def is_valid(form: str, reply: str, given: Given) -> bool:
    """Tell whether a reply is a valid one for this form."""
    try:
        data = _parsed(reply)
        {"assess": _assess, "anchors": _anchors, "ballot": _ballot, "debrief": _debrief}[form](
            data, given
        )
    except _No:
        return False
    return True


def _want(holds: bool) -> None:
    if not holds:
        raise _No


def _parsed(reply: str) -> Any:
    _want(len(reply) <= 60_000)
    text = reply.strip()
    if text.startswith("```"):
        first, _, rest = text.partition("\n")
        _want(first.strip().lower() in ("```", "```json") and rest.endswith("```"))
        text = rest[:-3]

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        _want(len({key for key, _ in found}) == len(found))
        return dict(found)

    def refuse(name: str) -> Any:
        raise _No

    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise _No from None


def _object(data: Any, *keys: str) -> list[Any]:
    _want(type(data) is dict and set(data) == set(keys))
    return [data[key] for key in keys]


def _list(data: Any, most: int) -> list[Any]:
    _want(type(data) is list and len(data) <= most)
    return list(data)


def _text(data: Any, most: int = 10**9) -> str:
    _want(
        type(data) is str and len(data) <= most and not any("\ud800" <= c < "\ue000" for c in data)
    )
    return str(data)


def _one_of(data: Any, *known: str) -> str:
    _want(type(data) is str and data in known)
    return str(data)


def _level(data: Any, top: int) -> None:
    _want(type(data) in (int, float) and 1 <= data <= top)


def _assess(data: Any, given: Given) -> None:
    kind, points, flags = _object(data, "kind", "points", "flags")
    _one_of(kind, "answered", "dont_know", "refused", "off_topic", "echo", "other_language")
    named = []
    for point in _list(points, 12):
        name, state, quote, sure = _object(point, "point", "state", "quote", "sure")
        named.append(_one_of(name, *given.points))
        _one_of(state, "met", "partly", "not_met")
        _text(quote, 600)
        _one_of(sure, "certain", "likely", "unsure")
    _want(sorted(named) == sorted(given.points))
    for flag in _list(flags, 8):
        name, withdrawn, quote, sure = _object(flag, "flag", "withdrawn", "quote", "sure")
        _one_of(name, *given.flags)
        _want(type(withdrawn) is bool)
        _text(quote, 600)
        _one_of(sure, "certain", "likely", "unsure")


def _anchors(data: Any, given: Given) -> None:
    (levels,) = _object(data, "levels")
    named = []
    for level in _list(levels, 12):
        name, value, about, quotes = _object(level, "competency", "level", "about", "quotes")
        named.append(_one_of(name, *given.competencies))
        _level(value, given.top)
        _one_of(about, "mostly", "partly", "in passing")
        for quote in _list(quotes, 2):
            _text(quote, 600)
    _want(len(set(named)) == len(named))


def _ballot(data: Any, given: Given) -> None:
    advised, because, strongest, note = _object(
        data, "recommendation", "because", "strongest", "note"
    )
    _one_of(advised, *given.choices)
    for name in _list(because, 6):
        _one_of(name, *given.competencies)
    for name in _list(strongest, 6):
        _one_of(name, *given.evidence)
    _text(note, 600)


def _debrief(data: Any, given: Given) -> None:
    (moves,) = _object(data, "moves")
    named = []
    for move in _list(moves, 12):
        name, to, evidence, reason = _object(move, "competency", "to", "evidence", "reason")
        named.append(_one_of(name, *given.unused))
        _level(to, given.top)
        _one_of(evidence, *given.unused[name])
        _text(reason, 300)
    _want(len(set(named)) == len(named))
