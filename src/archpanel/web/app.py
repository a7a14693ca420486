"""The application: routers, middleware and errors put together.

Every route is in `pages` or `api`; who may do what is decided in `rooms`.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from archpanel import __version__
from archpanel.rooms.house import House
from archpanel.web.api import API, DOCS
from archpanel.web.api.reading import UPLOAD
from archpanel.web.assets import assets
from archpanel.web.config import WebConfig
from archpanel.web.failing import handle_errors
from archpanel.web.headers import Headers
from archpanel.web.hosts import KnownHosts
from archpanel.web.pages import PAGES
from archpanel.web.templating import static_folder, vendor_folder

MAX_BODY = UPLOAD
"""Bytes: a job description and a CV at their limits, and their form."""

GRACE = 6.0
"""Seconds in which the panel leaves its rooms when the server is stopped."""


def create_app(house: House, config: WebConfig) -> FastAPI:
    """Return the application that serves a house.

    Args:
        house: its rooms; closed when the application is shut down.
        config: how it is reached.
    """
    app = FastAPI(
        title="archpanel",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan,
    )
    app.state.house, app.state.config = house, config
    for router in PAGES:
        app.include_router(router, include_in_schema=False)
    for router in API:
        app.include_router(router)
    app.include_router(DOCS, include_in_schema=False)
    for name, folder in (("static", static_folder()), ("vendor", vendor_folder())):
        app.mount(f"/{name}", assets(folder), name)
    # Not FastAPI's own: that stands outside of what is added to every response.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY)
    handle_errors(app)
    app.add_middleware(KnownHosts, hosts=config.hosts)
    app.add_middleware(Headers, secure=config.secure)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: House = app.state.house
    house.host.start()
    house.laboratory.start()
    watching = asyncio.create_task(house.bell.watch())
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(house.close, GRACE)
