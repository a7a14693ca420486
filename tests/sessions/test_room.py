"""One session never has more calls under way than it may, over all that it does side by side."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from interviews import SOUND, new_session, sessions_in, talk

from archpanel.evals.small_pack import SEATS
from archpanel.sessions import Limits
from archpanel.testing import ScriptedEngine


@dataclass
class Counted(ScriptedEngine):
    """Notes how many calls are under way, but for those that the candidate waits for."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    busy: int = 0
    busiest: int = 0
    read_up: int = 0

    @asynccontextmanager
    async def _under_way(self) -> AsyncIterator[None]:
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await self.gate.wait()
            await asyncio.sleep(0)
            yield
        finally:
            self.busy -= 1

    async def read(self, *args: Any) -> Any:
        async with self._under_way():
            self.read_up += 1
            return await super().read(*args)

    async def advise(self, *args: Any) -> Any:
        async with self._under_way():
            return await super().advise(*args)


@pytest.mark.parametrize("most", [1, 2, 5])
async def test_readings_of_several_turns_share_one_bound(tmp_path: Path, most: int) -> None:
    engine = Counted(kind="llm", reads_first=False)
    sessions = sessions_in(tmp_path, engine, limits=Limits(at_once=most))
    session = new_session(sessions, engine="llm")

    question = await talk(sessions, session, lambda q: SOUND, turns=5)  # a run of its own each
    for _ in range(200):
        await asyncio.sleep(0)
    assert engine.busy == most

    engine.gate.set()
    assert question is not None
    sessions.answer(session, question.id, SOUND)
    assert await sessions.advance(session) is None
    assert engine.busiest == most
    assert engine.read_up == 6 * len(SEATS)


async def test_each_session_has_a_bound_of_its_own(tmp_path: Path) -> None:
    engine = Counted(kind="llm", reads_first=False)
    sessions = sessions_in(tmp_path, engine, limits=Limits(at_once=2))
    for _ in range(3):
        session = new_session(sessions, engine="llm")
        await talk(sessions, session, lambda q: SOUND, turns=2)
    for _ in range(200):
        await asyncio.sleep(0)
    assert engine.busy == 3 * 2
    engine.gate.set()
    for row in sessions.list():
        await sessions.pause(row.id)
