"""What a test opened is closed when it ends."""

from collections.abc import Iterator

import pytest
from interviews import close_all


@pytest.fixture(autouse=True)
def closed_sessions() -> Iterator[None]:
    yield
    close_all()
