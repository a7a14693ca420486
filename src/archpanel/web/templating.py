"""Pages from templates: everything is escaped, and a variable that is missing is an error."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from fastapi import Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from archpanel import __version__
from archpanel.report.templating import environment
from archpanel.report.wording import depth

_ENVIRONMENT = environment("archpanel.web")
_ENVIRONMENT.globals["version"] = __version__
_ENVIRONMENT.filters["depth"] = depth


def day(seconds: float) -> str:
    """Return a time of the epoch as a day, UTC."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def moment(seconds: float) -> str:
    """Return a time of the epoch to the minute, UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"


_ENVIRONMENT.filters["day"] = day
_ENVIRONMENT.filters["moment"] = moment


def page(request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page, or a part of one.

    Args:
        request: what is answered; base templates show who is logged in.
        name: file in `templates/`.
        status: of the response.
        values: the template's variables.
    """
    shown = {"who": getattr(request.state, "who", None), "here": request.url.path}
    return HTMLResponse(fill(name, **shown, **values), status)


def fill(name: str, **values: Any) -> str:
    """Return a filled template."""
    return _ENVIRONMENT.get_template(name).render(**values)


def fill_markup(name: str, **values: Any) -> Markup:
    """Return a filled template as what it is, markup: every value in it has been escaped.

    For a part that goes into another autoescaping template, as the report's sections are one.
    """
    return Markup(fill(name, **values))


def is_partial(request: Request) -> bool:
    """Tell whether htmx asked, which puts what it gets into the page."""
    return request.headers.get("hx-request") == "true"


def static_folder() -> str:
    """Return the folder of our own style sheets and scripts."""
    return str(files("archpanel.web").joinpath("static"))


def vendor_folder() -> str:
    """Return the folder of the libraries that browsers load."""
    return str(files("archpanel.web").joinpath("vendor"))
