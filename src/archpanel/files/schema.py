"""From parsed data to a model, with the first problem in one line."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from archpanel.domain import BadFile, first_unseen

_Model = TypeVar("_Model", bound=BaseModel)


def as_model(model: type[_Model], data: object, file: str) -> _Model:
    """Validate data.

    Raises:
        BadFile: a text with characters that nobody sees; or the first problem with its place in the
            file, and the nearest known key for an unknown one.
    """
    if not isinstance(data, dict):
        raise BadFile(file, _no_mapping(data))
    for place, problem in _unseen(data):
        raise BadFile(file, f"{_one_line(place)} {problem}")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadFile(file, _first(error, model)) from None


def problems_in(model: type[BaseModel], data: object) -> list[tuple[str, str]]:
    """Return everything for which `as_model` would refuse data: (place such as `a.b.0`, problem).

    What concerns several keys is placed at the one that its sentence begins with. Values are not
    quoted; keys are.
    """
    if not isinstance(data, dict):
        return [("", _no_mapping(data))]
    if unseen := list(_unseen(data)):
        return unseen
    try:
        model.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        return [_placed(each, model) for each in found]
    return []


def _placed(error: Any, model: type[BaseModel]) -> tuple[str, str]:
    loc = error["loc"]
    if error["type"] == "extra_forbidden":
        above = ".".join(str(part) for part in loc[:-1])
        return above, f"unknown key {_short(loc[-1])}.{_near(loc, model)}"
    problem = _one_line(error["msg"].removeprefix("Value error, "))
    first = problem.partition(" ")[0]
    place = ".".join(str(part) for part in loc) or (first if first in model.model_fields else "")
    return place, f"{problem}."


def _no_mapping(data: object) -> str:
    return f"should hold keys and values, but holds {_kind(data)}."


def _unseen(data: object) -> Iterator[tuple[str, str]]:
    for place, text in _texts(data):
        if unseen := first_unseen(text):
            yield (
                place,
                f"holds U+{ord(unseen):04X}, a character that nobody sees; "
                "it could make a terminal show something else. Remove it.",
            )


def _texts(data: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Yield every text, keys included, with its place; models were checked when they were read."""
    if isinstance(data, str):
        yield place or "the file", data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield "a key", str(key)
            yield from _texts(value, f"{place}.{key}" if place else str(key))
    elif isinstance(data, list | tuple):
        for entry in data:
            yield from _texts(entry, place)


def _first(error: ValidationError, model: type[BaseModel]) -> str:
    errors = error.errors(include_url=False, include_context=False)
    # A mistyped key is unknown, and the right one is missing: the unknown one tells more.
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    where = _one_line(".".join(str(part) for part in first["loc"]))
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    if first["type"] == "extra_forbidden":
        return f"unknown key {where!r}.{_near(first['loc'], model)}{more}"
    problem = _one_line(first["msg"].removeprefix("Value error, "))
    if isinstance(first.get("input"), dict):  # all of it: the message itself says what is wrong
        return f"{where}: {problem}.{more}" if where else f"{problem}.{more}"
    return f"{where or 'the file'}: {problem}; given {_short(first.get('input'))}.{more}"


def _near(loc: tuple[Any, ...], model: type[BaseModel]) -> str:
    known = _keys_at(loc[:-1], model)
    near = get_close_matches(str(loc[-1]), known, n=1)
    if near:
        return f" Did you mean {near[0]!r}?"
    return f" Known: {', '.join(known)}." if known else ""


def _keys_at(path: tuple[Any, ...], model: type[BaseModel]) -> list[str]:
    """Return the keys that the model allows at a place within it."""
    for part in path:
        field = model.model_fields.get(str(part))
        if field is None:  # an index of a list, or a free key of a mapping
            continue
        inner = _model_in(field.annotation)
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := _model_in(part))), None)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else f"{line[:297]}..."


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _kind(data: object) -> str:
    if data is None:
        return "nothing"
    if isinstance(data, list):
        return "a list"
    return "plain text" if isinstance(data, str) else repr(data)[:40]
