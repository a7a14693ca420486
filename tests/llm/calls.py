"""What tests of calls have in common."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from hostile import KEY, Behaviour, HostileServer

from archpanel.agents.llm import Caller, Endpoint, Request

REQUEST = Request(
    job="read",
    seat="cto",
    model="small",
    system="You read answers.",
    user=("The rubric.", "The answer of the candidate."),
    schema={"type": "object"},
    schema_name="reading",
)


@dataclass
class OwnTime:
    """Sleeps at once, moves its clock by as much, and is always out of luck: pauses are longest."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def luck(self) -> float:
        return 1.0

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def endpoint(server: HostileServer, **other: Any) -> Endpoint:
    """Patient enough for a busy machine, unless told otherwise."""
    patient: dict[str, Any] = {"base_url": server.url, "key": KEY, "read": 10.0, "deadline": 20.0}
    return Endpoint(**patient | other)


@asynccontextmanager
async def talking(
    *behaviours: Behaviour, parts: dict[str, Any] | None = None, **other: Any
) -> AsyncIterator[tuple[Caller, HostileServer, OwnTime]]:
    """Yield a caller of a server with these behaviours; `parts` go to the caller."""
    async with HostileServer() as server:
        server.will(*behaviours)
        time = OwnTime()
        caller = Caller(endpoint(server, **other), **{"pauses": time} | (parts or {}))
        try:
            yield caller, server, time
        finally:
            await caller.close()
