"""Reads JSON bodies strictly: what two readers could take for two things is refused."""

from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from archpanel.files.strict_json import BadJson, parse_json
from archpanel.web.entering import SAFE
from archpanel.web.refusals import Unreadable, WrongType

SMALL = 64 * 1024
"""Bytes of a body, where a route says nothing else."""

LARGE = 512 * 1024
"""Bytes of an answer's body: three parts of 30,000 characters, each of up to four bytes."""

UPLOAD = 12 * 1024 * 1024
"""Bytes of a body with files, which base64 makes a third larger: as much as any request has."""

DEEPEST = 8
"""Levels of lists and objects within each other; no schema has more than three."""

_NULL = "\0"


class JsonRoute(APIRoute):
    """A route that looks at a body before anything is made of it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the look before it."""
        handle = super().get_route_handler()
        takes_one = self.body_field is not None

        async def strictly(request: Request) -> Response:
            if request.method not in SAFE:
                body = await request.body()
                if body or takes_one:
                    _check_type(request)
                    check_json(body)
            return await handle(request)

        return strictly


def _check_type(request: Request) -> None:
    kind, _, options = request.headers.get("content-type", "").partition(";")
    charset = options.strip().lower().removeprefix("charset=").strip('"')
    encoding = request.headers.get("content-encoding", "identity").lower()
    if kind.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        raise WrongType
    if encoding != "identity":
        raise WrongType


def check_json(body: bytes) -> None:
    """Check that a body is one JSON value that can be kept and shown everywhere.

    Raises:
        Unreadable: it is not; nothing of it is told.
    """
    try:
        found = parse_json(body.decode("utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("The body is not UTF-8.") from None
    except BadJson as error:
        raise Unreadable(f"The body {error}.") from None
    if any(_NULL in text for text in _texts(found)):
        raise Unreadable("A text holds a NUL, which cannot be kept.")


def _texts(found: Any) -> Iterator[str]:
    """Yield all keys and texts.

    Raises:
        Unreadable: lists and objects lie too deep.
    """
    level = [found]
    for _ in range(DEEPEST + 1):
        dicts = [each for each in level if isinstance(each, dict)]
        yield from (each for each in level if isinstance(each, str))
        yield from (key for each in dicts for key in each)
        level = [v for d in dicts for v in d.values()] + [
            v for each in level if isinstance(each, list) for v in each
        ]
    if level:
        raise Unreadable(f"Lists and objects of the body lie more than {DEEPEST} levels deep.")
