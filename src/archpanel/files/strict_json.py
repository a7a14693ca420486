"""JSON read strictly: no key twice, no number that is none, nothing that no file could hold."""

import json
from collections import Counter
from math import isfinite
from typing import Any

LONGEST_WHOLE = 4_000
"""Digits of a whole number; Python reads a few more, and other readers fewer."""


class BadJson(ValueError):
    """Text that is not the JSON that was asked for; the message quotes nothing but a key."""

    def __init__(self, words: str, key: str = "") -> None:
        """`key`: which one is there twice, if that is what is wrong."""
        super().__init__(words)
        self.key = key


def parse_json(text: str, *, longest_whole: int = LONGEST_WHOLE) -> Any:
    """Read one JSON value.

    Args:
        text: what was written.
        longest_whole: the most digits that a whole number may have.

    Raises:
        BadJson: no JSON, too deep, a key twice, NaN or an infinity however it is spelt, a whole
            number out of all bounds, or half a character, which an escape may hide.
    """

    def whole(digits: str) -> int:
        if len(digits) > longest_whole:
            raise BadJson("has a number that is out of all bounds")
        return int(digits)

    try:
        data = json.loads(
            text,
            object_pairs_hook=_once,
            parse_float=_finite,
            parse_int=whole,
            parse_constant=_no_number,
        )
        json.dumps(data, ensure_ascii=False).encode()
    except BadJson:
        raise
    except (ValueError, RecursionError):
        raise BadJson("is not one JSON value") from None
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: two readers would see two things."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        doubled = next(k for k, n in Counter(k for k, _ in pairs).items() if n > 1)
        raise BadJson("has a key twice", doubled)
    return fields


def _finite(digits: str) -> float:
    """Refuse `1e999`, which Python reads as infinity."""
    return float(digits) if isfinite(float(digits)) else _no_number(digits)


def _no_number(name: str) -> float:
    raise BadJson("has something in the place of a number")
