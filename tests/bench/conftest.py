"""One stub server for all tests of the benchmark; every test counts under a job of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest
from openai import AsyncOpenAI

from archpanel.evals.bench.stub import Stub, with_stub


@pytest.fixture(scope="session")
def running() -> Iterator[Stub]:
    with with_stub() as stub:
        yield stub


@pytest.fixture(autouse=True)
def no_proxies(no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each proxy costs every client certificates to load; only the loopback is talked to anyway."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def stub(running: Stub) -> Stub:
    """The server with the manners it began with, and nothing noted."""
    running.config(
        first_token=0.0, per_token=0.0, replies="", errors={}, seed=0, record=False,
        breakpoints=False,
    )  # fmt: skip
    running.reset()
    return running


@pytest.fixture
async def client(stub: Stub) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=stub.base_url("job"), api_key="key") as made:
        yield made
