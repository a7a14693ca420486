"""Style sheets, scripts and pictures: kept by browsers for as long as their address says."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from archpanel import __version__

FOREVER = "public, max-age=31536000, immutable"
ASK = "no-cache"
"""Kept, but asked for again: the address says no version, or another one."""


class _Versioned(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            of_this_version = scope["query_string"] == f"v={__version__}".encode()
            response.headers["Cache-Control"] = FOREVER if of_this_version else ASK
        return response


def assets(folder: str) -> ASGIApp:
    """Return what serves a folder. Nothing in it is secret, so that it may be compressed."""
    return GZipMiddleware(_Versioned(directory=folder))
