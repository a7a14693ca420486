"""A funnel on either database."""

from collections.abc import Iterator

import pytest
from interviews import on_database

from archpanel.funnel import Funnels, open_funnels
from archpanel.sessions import open_database


@pytest.fixture(autouse=True)
def closed_sessions(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that open a database run on both; pure rules open none."""
    if "database_url" not in request.fixturenames:
        yield
        return
    with on_database(request.getfixturevalue("database_url")):
        yield


@pytest.fixture
def funnels(database_url: str) -> Iterator[Funnels]:
    opened = open_funnels(open_database(database_url))
    yield opened
    opened.database.dispose()
