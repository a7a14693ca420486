"""From parsed data to a model, with the first problem in one line."""

from difflib import get_close_matches
from typing import Any, TypeVar, get_args

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
    # A mistyped key is unknown, and the right one is missing: the unknown one tells more.
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    where = _one_line(".".join(str(part) for part in first["loc"]))
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    if first["type"] == "extra_forbidden":
        return f"unknown key {where!r}.{_near(first['loc'], model)}{more}"
    given = _short(first.get("input"))
    return f"{where or 'the file'}: {_one_line(first['msg'])}; given {given}.{more}"


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
