"""From parsed data to a model, with the first problem in one line."""

from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from archpanel.domain import BadFile

_Model = TypeVar("_Model", bound=BaseModel)


def as_model(model: type[_Model], data: object, file: str) -> _Model:
    """Validate data.

    Raises:
        BadFile: the first problem with its place in the file, and the nearest known key for an
            unknown one.
    """
    if not isinstance(data, dict):
        raise BadFile(file, f"should hold keys and values, but holds {_kind(data)}.")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadFile(file, _first(error, model)) from None


def _first(error: ValidationError, model: type[BaseModel]) -> str:
    errors = error.errors(include_url=False, include_context=False)
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"])
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    if first["type"] == "extra_forbidden":
        return f"unknown key {where!r}.{_near(first['loc'], model)}{more}"
    given = _short(first.get("input"))
    return f"{where or 'the file'}: {first['msg']}; given {given}.{more}"


def _near(loc: tuple[Any, ...], model: type[BaseModel]) -> str:
    if len(loc) != 1:
        return ""
    near = get_close_matches(str(loc[0]), model.model_fields, n=1)
    return f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(model.model_fields)}."


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _kind(data: object) -> str:
    if data is None:
        return "nothing"
    if isinstance(data, list):
        return "a list"
    return "plain text" if isinstance(data, str) else repr(data)[:40]
