"""The driver: takes a session from where it stands to the next question, or to the verdict.

Only the holder of the session's lease drives. What to do next is decided from the checkpoint's
tasks, never from `next`, which may be empty after a crash while work is left.
"""

from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command, StateSnapshot

from archpanel.graphs import InterviewGraph, Panel, PanelContext, build_interview, new_interview
from archpanel.sessions.lease import Lease

STEPS_PER_RESUME = 25
"""A resume passes at most ask, wait, judge, debrief and decide; LangGraph's own limit is 10,007."""


class Driver:
    """Drives one session on one checkpointer."""

    def __init__(
        self, session: str, panel: Panel, saver: BaseCheckpointSaver[Any], lease: Lease
    ) -> None:
        """Bind a session's live panel to its checkpoints."""
        self._session = session
        self._panel = panel
        self._saver = saver
        self._lease = lease
        self._graph: InterviewGraph = build_interview(saver)

    async def advance(self) -> str:
        """Drive until the panel waits for the candidate or is finished.

        Returns:
            The id of the question that waits for an answer, or "" when the interview is over.

        Raises:
            SessionBusy: another process drives this session.
        """
        async with self._lease.held():
            return await self._advance()

    async def _advance(self) -> str:
        while True:
            snapshot = await self._graph.aget_state(self._config())
            if snapshot.created_at is None:
                await self._run(await self._start())
            elif waiting := _interrupts(snapshot):
                pending = str(snapshot.values["pending"])
                if pending not in await self._answered():
                    return pending
                await self._run(Command(resume={key: {"answer_to": pending} for key in waiting}))
            elif snapshot.tasks:
                await self._push(snapshot)
            elif snapshot.values.get("status") == "finished":
                return ""
            else:
                await self._rebuild()

    async def _push(self, snapshot: StateSnapshot) -> None:
        """Continue after a crash; if the checkpoint is torn and nothing moves, start it anew."""
        await self._run(None)
        after = await self._graph.aget_state(self._config())
        if after.config == snapshot.config and after.tasks and not _interrupts(after):
            await self._rebuild()

    async def _rebuild(self) -> None:
        """Forget the flow and replay it from the records, which lost nothing."""
        await self._saver.adelete_thread(self._session)

    async def _start(self) -> Any:
        answered = len(await self._answered())
        brief = self._panel.setting.brief.model_dump(mode="json")
        return {**new_interview(self._session, brief), "answered": answered}

    async def _answered(self) -> set[str]:
        return {answer.question_id for answer in await self._panel.records.answers()}

    async def _run(self, step: Any) -> None:
        await self._graph.ainvoke(
            step, self._config(), context=PanelContext(self._panel), durability="sync"
        )

    def _config(self) -> RunnableConfig:
        return {
            "configurable": {"thread_id": self._session},
            "recursion_limit": STEPS_PER_RESUME,
        }


def _interrupts(snapshot: StateSnapshot) -> list[str]:
    return [interrupt.id for task in snapshot.tasks for interrupt in task.interrupts]
