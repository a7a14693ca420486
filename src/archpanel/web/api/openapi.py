"""The description of the API: who may call it, and how it refuses, added to what FastAPI knows."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from archpanel import __version__
from archpanel.web.api.reading import LARGE, SMALL, UPLOAD
from archpanel.web.api.replies import Problem
from archpanel.web.entering import CSRF_HEADER, config_of_app, cookie_name

SUMMARY = f"""The rehearsal room for programs: what the pages do, as JSON.

Send a token as `Authorization: Bearer ...`, or the cookie of a login with its `{CSRF_HEADER}` on
whatever changes something. Bodies are `application/json` in UTF-8, of at most {SMALL // 1024} KiB;
answers and drafts of at most {LARGE // 1024} KiB, openings and job descriptions of at most
{UPLOAD // 1024**2} MiB. Unknown fields and double keys are refused. Problems are told as RFC 9457
has it, and repeat nothing of a request. What is not yours is not there: 404.
"""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the description; it is made once per application."""
    if app.openapi_schema is None:
        app.openapi_schema = _with_ways_in(
            get_openapi(
                title="archpanel", version=__version__, description=SUMMARY, routes=app.routes
            ),
            cookie_name(config_of_app(app)),
        )
    return app.openapi_schema


def _with_ways_in(told: dict[str, Any], cookie: str) -> dict[str, Any]:
    parts = told.setdefault("components", {})
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer"},
        "login": {"type": "apiKey", "in": "cookie", "name": cookie},
        "form": {"type": "apiKey", "in": "header", "name": CSRF_HEADER},
    }
    parts.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    for methods in told["paths"].values():
        for method, operation in methods.items():
            ways = ("login",) if method == "get" else ("login", "form")
            operation["security"] = [{"token": []}, {way: [] for way in ways}]
    return told
