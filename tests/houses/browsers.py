"""A browser in which somebody is logged in."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from starlette.testclient import TestClient

from archpanel.rooms.accounts import Account


@dataclass
class Browser:
    """Somebody's browser."""

    client: TestClient
    account: Account

    def get(self, path: str, status: int = 200) -> str:
        """Return a page's text."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, path: str, page: str, status: int = 303, **fields: str) -> str:
        """Send a form with the CSRF token of a page; return where that leads, or what it says."""
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        answer = self.client.post(path, data={"csrf": csrf[1] if csrf else "", **fields})
        assert answer.status_code == status, answer.text
        return answer.headers.get("location") or answer.text


Enter = Callable[[Account], Browser]
