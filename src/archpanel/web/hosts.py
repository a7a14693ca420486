"""By which names this server is addressed; a page elsewhere that leads here by its own gets none.

Such a name could be anybody's: one that is made to lead to this machine (DNS rebinding) would let
its owner's page read ours in the browser of whoever is logged in.
"""

import re
from collections.abc import Collection

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from archpanel.web.failing import Problem, tell

UNKNOWN = (
    "This server does not know the name or the number in your address bar. Whoever runs it sets "
    "ARCHPANEL_PUBLIC_URL to the address that people use, and starts it again."
)

_HOST = re.compile(
    r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<other>[^\[\]:/@\s]+))(?::\d{0,5})?", re.IGNORECASE
)


class KnownHosts:
    """ASGI middleware: refuses requests for other hosts, and says what to do."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        """Wrap an application.

        Args:
            app: what is wrapped.
            hosts: names and addresses without a port, IPv6 without brackets, in small letters.
        """
        self._app = app
        self._hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if it is for us."""
        if scope["type"] == "http" and host_of(Request(scope)) not in self._hosts:
            await tell(Request(scope), Problem(400, UNKNOWN))(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def host_of(request: Request) -> str:
    """Return for which host a request is, without its port and brackets; "" where none is told."""
    found = _HOST.fullmatch(request.headers.get("host", ""))
    return (found["six"] or found["other"]).lower() if found else ""
