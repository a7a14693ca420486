"""The names of what a route takes: an error may name these, and nothing that was sent."""

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel


def unfit_fields(request: Request, error: RequestValidationError) -> list[str]:
    """Return the fields that an error is about, as far as the route has fields of these names."""
    known = _known(request.scope.get("route"))
    places = (_place(each["loc"][1:], known) for each in error.errors())
    return sorted({place for place in places if place})


def _place(parts: Iterable[Any], known: frozenset[str]) -> str:
    """Return the beginning of a place that the schema knows, as `seats.0`."""
    said: list[str] = []
    for part in parts:
        if not isinstance(part, int) and str(part).lower() not in known:
            break
        said.append(str(part).lower() if isinstance(part, str) else str(part))
    return ".".join(said) if said and not said[0].isdigit() else ""


def _known(route: Any) -> frozenset[str]:
    dependant: Dependant | None = getattr(route, "dependant", None)
    return frozenset(name.lower() for name in _names_of(dependant)) if dependant else frozenset()


def _names_of(dependant: Dependant) -> Iterator[str]:
    for param in (*dependant.path_params, *dependant.query_params, *dependant.header_params):
        yield param.alias
    for param in dependant.body_params:
        yield param.alias
        yield from _names_in(param.field_info.annotation)
    for other in dependant.dependencies:
        yield from _names_of(other)


def _names_in(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield field.alias or name
            yield from _names_in(field.annotation)
    for argument in get_args(annotation):
        yield from _names_in(argument)
