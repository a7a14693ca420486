"""Errors as pages, as parts of a page, and as problem documents; none of them echoes input."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_hex

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archpanel.domain import (
    AnswerConflict,
    BadFile,
    KeyReused,
    PanelError,
    PanelIncomplete,
    SessionBusy,
    UnknownName,
)
from archpanel.programme.practice_store import DrilledMeanwhile
from archpanel.rooms.choosing import ModelsAway
from archpanel.rooms.erasing import StillErasing
from archpanel.rooms.house import ClarifyingTooLong
from archpanel.rooms.labs import NotFinished
from archpanel.rooms.limits import TooOften
from archpanel.rooms.personas import Outdated
from archpanel.rooms.programmes import AnotherIsNext, Replaced
from archpanel.rooms.rooms import NotYours
from archpanel.web.entering import Forged, NotEntered
from archpanel.web.fields import unfit_fields
from archpanel.web.refusals import NeedsLogin, NotOver, NotRated, Unreadable, WrongType
from archpanel.web.templating import is_partial, page

_LOG = logging.getLogger(__name__)

API = "/api/"

_STATUS: tuple[tuple[type[PanelError], int], ...] = (
    (Unreadable, 400),
    (NotEntered, 401),
    (Forged, 403),
    (NeedsLogin, 403),
    (NotYours, 404),
    (AnotherIsNext, 409),
    (Replaced, 409),
    (DrilledMeanwhile, 409),
    (AnswerConflict, 409),
    (SessionBusy, 409),
    (NotOver, 409),
    (NotRated, 409),
    (NotFinished, 409),
    (WrongType, 415),
    (TooOften, 429),
    (Outdated, 409),
    (PanelIncomplete, 503),
    (ModelsAway, 503),
    (StillErasing, 503),
    (PanelError, 422),
)
_TITLES = {
    400: "That request cannot be read",
    401: "Please enter first",
    403: "That form cannot be taken",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "Something else came first",
    413: "That is too large",
    415: "That is of another type",
    422: "That cannot be taken as it is",
    429: "Too often",
    500: "Something failed here",
    503: "Not right now",
}


@dataclass(frozen=True)
class Problem:
    """What went wrong, as it is told."""

    status: int
    detail: str
    fields: Sequence[str] = ()
    """Which of the request's fields it is about; names of the schema alone."""

    @property
    def title(self) -> str:
        """Return the heading."""
        return _TITLES.get(self.status, "That cannot be done")


def tell(request: Request, problem: Problem) -> Response:
    """Return a problem as a document, a part of a page, or a page, whichever was asked for."""
    if request.url.path.startswith(API):
        return as_document(problem)
    if problem.status == 401 and request.method == "GET" and not is_partial(request):
        return RedirectResponse("/enter", 303)
    name = "parts/problem.html" if is_partial(request) else "problem.html"
    return page(request, name, problem=problem, status=problem.status)


def as_document(problem: Problem) -> JSONResponse:
    """Return a problem as RFC 9457 has it."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "fields": list(problem.fields),
    }
    entry = {"WWW-Authenticate": "Bearer"} if problem.status == 401 else None
    return JSONResponse(body, problem.status, entry, media_type="application/problem+json")


def handle_errors(app: FastAPI) -> None:
    """Have an application tell its errors so."""
    app.add_exception_handler(PanelError, _panel_error)
    app.add_exception_handler(RequestValidationError, _unfit)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_middleware(Unexpected)


class Unexpected:
    """ASGI middleware: tells what nobody foresaw, within those that add to every response.

    Starlette's own handler of such errors stands outside of all middleware.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where that fails, tell so, unless a response has begun."""
        begun = told = False

        async def watch(message: Message) -> None:
            nonlocal begun, told
            begun = begun or message["type"] == "http.response.start"
            if _is_plain_413(message):
                told = True
                await tell(Request(scope), Problem(413, _TITLES[413] + "."))(scope, receive, send)
            elif not told:
                await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            await _unexpected(Request(scope), error)(scope, receive, send)


def _is_plain_413(message: Message) -> bool:
    """Starlette's limit of bodies answers by itself, in plain text."""
    if message["type"] != "http.response.start" or message["status"] != 413:
        return False
    return any(v.startswith(b"text/plain") for _, v in message.get("headers", ()))


def _panel_error(request: Request, error: Exception) -> Response:
    status = next(code for kind, code in _STATUS if isinstance(error, kind))
    told = tell(request, Problem(status, _without_input(error)))
    if isinstance(error, TooOften):
        told.headers["Retry-After"] = str(error.wait)
    return told


_TOLD_AS_THEY_ARE = (KeyReused, ClarifyingTooLong)
"""Kinds of a conflict whose own texts name nothing that was given."""

_NEVER_LISTED = ("session", "question")
"""Kinds of which the known names are other people's, or give away what is still to come."""


def _without_input(error: Exception) -> str:
    """Messages that name what was given are told without it: a page may be shown to others."""
    if isinstance(error, _TOLD_AS_THEY_ARE):
        return str(error)
    if isinstance(error, UnknownName):
        return f"There is no {error.kind} of that name.{_known(error)}"
    if isinstance(error, AnswerConflict):
        return (
            "This question has another answer already. The first answer counts; replay the "
            "interview to try another."
        )
    if isinstance(error, BadFile):
        return f"The file {error.problem}"
    if isinstance(error, SessionBusy):
        return "The panel is busy in this room. Try again in a moment."
    return str(error)


def _known(error: UnknownName) -> str:
    listed = error.known if error.kind not in _NEVER_LISTED else ()
    return f" Known: {', '.join(listed)}." if listed else ""


def _unfit(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    known = unfit_fields(request, error)
    what = f" Look at: {', '.join(known)}." if known else ""
    detail = f"Some fields are missing, unknown or not as they should be.{what}"
    return tell(request, Problem(422, detail, known))


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = Problem(error.status_code, _TITLES.get(error.status_code, "It cannot be done") + ".")
    told = tell(request, problem)
    told.headers.update(error.headers or {})
    return told


def _unexpected(request: Request, error: Exception) -> Response:
    number = token_hex(4)
    _LOG.error("archpanel: error %s at %s %s", number, request.method, _route(request),
               exc_info=error)  # fmt: skip
    return tell(request, Problem(500, f"Nothing you sent before is lost. Error {number}."))


def _route(request: Request) -> str:
    """Return the route, not the address: that may hold a token."""
    return str(getattr(request.scope.get("route"), "path", "?"))
