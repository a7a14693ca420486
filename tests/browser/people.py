"""A real server in a process of its own, and people with real browsers before it."""

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from archpanel.evals.servers import Served, begin, free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000
"""Milliseconds: the first answer loads the encoder, and two cores may be busy."""

NAME, PASSWORD = "Ada Coach", "a sentence to keep in mind"


@dataclass
class Server:
    """`archpanel serve` on a port of the loopback; it can be started again."""

    home: Path
    port: int
    served: Served
    login: Any = None
    """Cookies of the coach, once they have come in."""

    @classmethod
    def begins(cls, home: Path) -> Self:
        port = free_port()
        return cls(home, port, begin(home, port))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return self.served.log.read_text()

    @property
    def link(self) -> str:
        """The one-time link of the first start."""
        found: list[str] = re.findall(r"http://\S+/setup/\S+", self.log)
        return found[-1]

    def kill(self) -> None:
        self.served.kill()

    def start_again(self) -> None:
        self.served = begin(self.home, self.port)

    def stop(self) -> float:
        """End it as an administrator does; return how many seconds it took."""
        return self.served.stop()


@dataclass
class Visitor:
    """Somebody with a browser of their own; what the browser complained of is kept."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def comes(cls, browser: Browser, **options: Any) -> Self:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        return cls.sits(context)

    @classmethod
    def sits(cls, context: BrowserContext) -> Self:
        """Open another tab."""
        mine = cls(context.new_page())
        mine.page.on("console", lambda m: mine.complaints.append(m.text) if _bad(m) else None)
        mine.page.on("pageerror", lambda error: mine.complaints.append(str(error)))
        return mine

    def saw(self) -> str:
        """What stands on the page now, and what the browser complained of."""
        return "\n".join([self.page.inner_text("body"), *self.complaints])

    def another_tab(self) -> "Visitor":
        return Visitor.sits(self.page.context)


def _bad(message: ConsoleMessage) -> bool:
    """A connection that is lost is told on the page; all else on the console is a fault."""
    return message.type in ("error", "warning") and "net::ERR" not in message.text


def set_up(visitor: Visitor, server: Server) -> None:
    """Choose name and password by the link of the first start."""
    visitor.page.goto(server.link)
    visitor.page.get_by_label("Name").fill(NAME)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_label("The same once more").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Enter the house").click()
    visitor.page.get_by_role("heading", name="Rooms").wait_for()


def enter(visitor: Visitor, house: Server) -> None:
    visitor.page.goto(f"{house.url}/enter")
    visitor.page.get_by_label("Name").fill(NAME)
    visitor.page.get_by_label("Password").fill(PASSWORD)
    visitor.page.get_by_role("button", name="Enter").click()
    visitor.page.get_by_role("heading", name="Rooms").wait_for()


def sit_down(visitor: Visitor, house: Server, turns: int = 2) -> str:
    """Open an interview; return its address once the first question is asked."""
    visitor.page.goto(f"{house.url}/start?preset=mixed")
    visitor.page.get_by_label("Questions, at most").fill(str(turns))
    visitor.page.get_by_role("button", name="Sit down before the panel").click()
    visitor.page.locator("#answer").wait_for()
    return str(visitor.page.url)


def answer(visitor: Visitor, said: str) -> None:
    """Answer the question that waits, and wait until it does not."""
    asked = visitor.page.locator("article.now").get_attribute("data-question")
    visitor.page.get_by_label("Your answer").fill(said)
    visitor.page.get_by_role("button", name="Send").click()
    visitor.page.locator(f"#talk #{asked}").wait_for()


def answer_again(visitor: Visitor, said: str) -> str:
    """From a verdict of one turn, answer that anew; return the address of what it changed."""
    visitor.page.get_by_text("Answer q1 again").last.click()
    visitor.page.get_by_label("Your answer to q1").fill(said)
    visitor.page.get_by_role("button", name="Have it heard again").click()
    visitor.page.get_by_role("link", name="Open the verdict").click()
    visitor.page.get_by_role("link", name="What the new answer changed").click()
    visitor.page.get_by_role("heading", name="What the new answer changed").wait_for()
    return str(visitor.page.url)


def compare_in_the_lab(visitor: Visitor, house: Server) -> str:
    """Have two interviews from the bank read by two personas; return the report's address."""
    visitor.page.goto(f"{house.url}/coach/lab")
    visitor.page.get_by_label("Interviews from the bank").fill("2")
    for name in ("Joana Figueiredo", "Marit Haugland"):
        visitor.page.get_by_label(name).check()
    visitor.page.get_by_role("button", name="Compare", exact=True).click()
    visitor.page.get_by_role("link", name="Open the report").click()
    visitor.page.get_by_role("heading", name="What stands out").wait_for()
    return str(visitor.page.url)
