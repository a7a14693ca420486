"""The frame in which diagrams are drawn: a page that can reach nothing of the house."""

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from archpanel.web.templating import fill

router = APIRouter()

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-scripts"
)
"""Mermaid writes style into what it draws, so that is allowed here; `sandbox` takes the origin, and
with it cookies and storage, from whatever a diagram may smuggle in."""


@router.get("/whiteboard")
def whiteboard() -> HTMLResponse:
    """Show the empty frame; it holds nothing of anybody, so nobody has to be logged in."""
    return HTMLResponse(fill("whiteboard.html"), headers={"Content-Security-Policy": POLICY})
