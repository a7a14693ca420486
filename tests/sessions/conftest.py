"""Every test of sessions runs on both databases; what it opened is closed when it ends."""

from collections.abc import Iterator

import pytest
from interviews import on_database


@pytest.fixture(autouse=True)
def closed_sessions(database_url: str) -> Iterator[None]:
    with on_database(database_url):
        yield
