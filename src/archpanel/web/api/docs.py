"""The description of the API, and a page on which it can be tried."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from archpanel.domain import PanelError
from archpanel.web.api.openapi import describe
from archpanel.web.entering import visitor
from archpanel.web.templating import page

router = APIRouter()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@router.get("/api/v1/openapi.json")
def show_description(request: Request) -> JSONResponse:
    """Return the description; it holds nothing of anybody."""
    told: dict[str, Any] = describe(request.app)
    return JSONResponse(told)


@router.get("/api/docs")
async def show_docs(request: Request) -> Response:
    """Show the description; who is logged in can try it as themselves."""
    try:
        csrf = (await visitor(request)).csrf
    except PanelError:
        csrf = ""
    shown = page(request, "docs.html", csrf=csrf)
    shown.headers["Content-Security-Policy"] = POLICY
    return shown
