"""Every route of the application, and what stands in the place of its parameters."""

import re
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One method at one address."""

    method: str
    path: str

    def __str__(self) -> str:
        """Return both, as the table of routes has them."""
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        """Tell whether problems are told as documents."""
        return self.path.startswith("/api/v1/")

    def at(self, **ids: str) -> str:
        """Return the address with its parameters filled in."""
        return re.sub(r"{(\w+)}", lambda found: ids[found[1]], self.path)


def routes_of(app: FastAPI) -> list[Route]:
    """Return all routes; pages, which OpenAPI does not name, as well."""
    found = {
        Route(method, str(context.path))
        for context in iter_route_contexts(app.routes)
        for method in (context.methods or ())
        if method in METHODS
    }
    return sorted(found, key=str)


def described(openapi: dict[str, Any]) -> set[str]:
    """Return the routes that a description of the API names."""
    return {
        f"{method.upper()} {path}" for path, each in openapi["paths"].items() for method in each
    }
