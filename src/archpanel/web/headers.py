"""What every response says about what a browser may do with it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-src 'self'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy of all pages but those that set one of their own."""

_ALWAYS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), payment=(), usb=()",
    b"cache-control": b"no-store",
}
_TLS = (b"strict-transport-security", b"max-age=31536000")


class Headers:
    """ASGI middleware; a header that a route has set stays as it is."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        """Wrap an application; `secure` where it is reached over TLS."""
        self._app = app
        self._wanted = [*_ALWAYS.items(), *([_TLS] if secure else [])]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to the head of its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                head = message.setdefault("headers", [])
                there = {name.lower() for name, _ in head}
                head.extend((n, v) for n, v in self._wanted if n not in there)
            await send(message)

        await self._app(scope, receive, add)
