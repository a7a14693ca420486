"""What no column takes: NUL, which PostgreSQL has no text for, and halves of characters.

Text is canonical before it comes here (`domain.canonical`). This is the last door: it refuses, on
both databases alike, what came by a way that nobody thought of.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.exc import DontWrapMixin

from archpanel.domain import BadRequest

_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def to_json(value: Any) -> str:
    """Return the JSON that is stored for a value.

    Raises:
        BadRequest: it holds what no column takes.
    """
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in text and _ESCAPED_NUL.search(text):
        raise _refusal("NUL")
    check_text(text)
    return text


def check_parameters(parameters: Any) -> None:
    """Check everything that a statement is given.

    Raises:
        BadRequest: it holds what no column takes.
    """
    if isinstance(parameters, str):
        check_text(parameters)
    elif isinstance(parameters, Mapping):
        check_parameters(parameters.values())
    elif isinstance(parameters, Iterable) and not isinstance(parameters, bytes):
        for each in parameters:
            check_parameters(each)


def check_text(text: str) -> None:
    """Check one text.

    Raises:
        BadRequest: it holds what no column takes.
    """
    if "\x00" in text:
        raise _refusal("NUL")
    try:
        _ = text.isascii() or text.encode()
    except UnicodeEncodeError:
        raise _refusal("half a character (a lone surrogate)") from None


class _Unstorable(BadRequest, DontWrapMixin):
    """Reaches the caller as it is, without the statement."""


def _refusal(what: str) -> BadRequest:
    return _Unstorable(f"Text that holds {what} cannot be kept; nothing of it was.")
