"""Programs of somebody: with a token, and JSON both ways."""

from collections.abc import Callable
from typing import Any

from browsers import Browser
from starlette.testclient import TestClient

V1 = "/api/v1"


class Program:
    """A program of somebody, with a token; or their browser, with the login's."""

    def __init__(self, client: TestClient, **headers: str) -> None:
        """Send these headers with every request."""
        self.client = client
        self.client.headers.update(headers)

    def send(
        self, method: str, path: str, body: object = None, status: int = 200, **headers: str
    ) -> Any:
        """Return what comes back."""
        reply = self.client.request(method, V1 + path, json=body, headers=headers)
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None

    def post(self, path: str, body: object, status: int = 200, key: str = "a-good-key") -> Any:
        """Return what comes back."""
        return self.send("POST", path, body, status, **{"Idempotency-Key": key})

    def get(self, path: str, status: int = 200) -> Any:
        """Return what comes back."""
        return self.send("GET", path, status=status)


SetUp = Callable[[Browser], Program]
