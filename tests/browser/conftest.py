"""Browser tests: skipped with a reason where there is no browser; CI installs one, and must not."""

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from people import CHROMIUM, FLAGS, Server, Visitor, set_up
from playwright.sync_api import Browser, sync_playwright


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot be tried here."""
    if CHROMIUM is None and not os.environ.get("ARCHPANEL_TESTS_NEED_BROWSER"):
        skip = pytest.mark.skip(reason="no chromium on this machine")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(skip)


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start a server in a home of its own."""
    started: list[Server] = []

    def begin() -> Server:
        started.append(Server.begins(tmp_path_factory.mktemp("house")))
        return started[-1]

    yield begin
    for server in started:
        server.served.end()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser. Its driver's loop ends with it: no other test could run one of its own before."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def house(serve: Callable[..., Server], chromium: Browser) -> Server:
    """A server whose coach has chosen a password."""
    server = serve()
    first = Visitor.comes(chromium)
    set_up(first, server)
    assert first.complaints == []
    server.login = first.page.context.storage_state()
    first.page.context.close()
    return server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to what is told of a failed test what its visitors saw."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        for visitor in cast("list[Visitor]", item.funcargs.get("there", [])):
            report.sections.append((f"Seen at {visitor.page.url}", visitor.saw()))
        if isinstance(house := item.funcargs.get("house"), Server):
            report.sections.append(("Told by the server", house.log[-3000:]))
    return report


@pytest.fixture
def there() -> list[Visitor]:
    """Who has come in during the test."""
    return []


@pytest.fixture
def comes(
    house: Server, chromium: Browser, there: list[Visitor]
) -> Iterator[Callable[..., Visitor]]:
    """The coach comes in with a browser as it is described; it is closed at the end."""

    def come(**options: Any) -> Visitor:
        there.append(Visitor.comes(chromium, storage_state=house.login, **options))
        return there[-1]

    yield come
    for visitor in there:
        visitor.page.context.close()


@pytest.fixture
def coach(comes: Callable[..., Visitor]) -> Visitor:
    """The coach, logged in."""
    return comes(viewport={"width": 1280, "height": 900})
