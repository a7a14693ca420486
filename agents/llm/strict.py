"""A model's reply as JSON, read strictly: nothing is guessed, and nothing silently converted."""

import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from archpanel.files import BadJson, parse_json

LONGEST_REPLY = 60_000
"""Characters; the longest honest reply has about 6,000."""

LONGEST_WHOLE = 15
"""Digits; a level or a share has one, and more than this no float holds."""

AROUND = "reply"
"""The field around a form where one schema serves all jobs; see `schemas`."""

_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*?)\n?\s*```\s*", re.DOTALL | re.IGNORECASE)
_Reply = TypeVar("_Reply", bound="StrictReply")


class StrictReply(BaseModel):
    """Base of all replies: no unknown fields, no conversion of types, no infinities."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class BadReply(ValueError):
    """A reply that cannot be used; the message says why, and quotes none of it."""


def read_reply(text: str, shape: type[_Reply]) -> _Reply:
    """Read one JSON object, alone or in one code fence, with or without the field around it.

    Raises:
        BadReply: no JSON, a key twice, NaN, a wrong type, an unknown field, too long or too deep.
    """
    if len(text) > LONGEST_REPLY:
        raise BadReply(f"it has {len(text)} characters, more than {LONGEST_REPLY}")
    fenced = _FENCED.fullmatch(text)
    try:
        found = fenced.group(1) if fenced else text
        data = parse_json(found, longest_whole=LONGEST_WHOLE)
    except BadJson as error:
        raise BadReply(f"it {error}") from None
    bare = data[AROUND] if isinstance(data, dict) and list(data) == [AROUND] else data
    return _shaped(bare, shape)


def _shaped(data: Any, shape: type[_Reply]) -> _Reply:
    if not isinstance(data, dict):
        raise BadReply("it is JSON, but no object")
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise BadReply(_complaint(error)) from None
    except RecursionError:
        raise BadReply("it is nested too deeply") from None


def _complaint(error: ValidationError) -> str:
    """Say what is wrong first; the name of an unknown field is the reply's own, and left out."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    unknown = first["type"] == "extra_forbidden"
    where = "/".join(map(str, first["loc"][:-1] if unknown else first["loc"])) or "the object"
    return f"{where}: {'it has an unknown field' if unknown else first['msg'][:120]}"
