"""A funnel on either database."""

from collections.abc import Iterator

import pytest
from interviews import on_database

from archpanel.funnel import Funnels, open_funnels
from archpanel.sessions import open_database


@pytest.fixture(autouse=True)
def closed_sessions(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that ask for a database run on both; what was opened is closed."""
    wanted = "database_url" in request.fixturenames
    with on_database(request.getfixturevalue("database_url") if wanted else ""):
        yield


@pytest.fixture
def funnels(database_url: str) -> Iterator[Funnels]:
    opened = open_funnels(open_database(database_url))
    yield opened
    opened.database.dispose()
