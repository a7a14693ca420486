"""The driver: takes a session from where it stands to the next question, or to the verdict.

Only the holder of the session's lease drives. What was said and decided is known from the records,
what to do next from the checkpoint's tasks: never from `next`, which may be empty after a crash
while work is left.
"""

from collections.abc import Callable
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import Command, Durability, StateSnapshot

from archpanel.graphs import (
    InterviewGraph,
    InterviewState,
    Panel,
    PanelContext,
    build_interview,
    new_interview,
)
from archpanel.graphs.panel import unanswered

STEPS_PER_RESUME = 25
"""A resume passes at most ask, wait, judge, debrief and decide; LangGraph's own limit is 10,007."""

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, NotImplementedError)
"""What LangGraph raises for bytes that it did not write; a database that fails raises others."""


class Driver:
    """Drives one session on one checkpointer."""

    def __init__(
        self,
        session: str,
        panel: Panel,
        saver: BaseCheckpointSaver[Any],
        still_mine: Callable[[], None] = lambda: None,
        durability: Durability = "sync",
    ) -> None:
        """Bind a session's live panel to its checkpoints.

        Args:
            session: the session's id.
            panel: its live panel.
            saver: the checkpoints, open in the running event loop.
            still_mine: asked before each run of the flow; raises when the lease is lost. Within a
                run the records ask again with every write.
            durability: when checkpoints are kept; "exit", once a run has ended, is enough where
                they would be lost together with the process.
        """
        self._session = session
        self._panel = panel
        self._saver = saver
        self._still_mine = still_mine
        self._durability: Durability = durability
        self._graph: InterviewGraph = build_interview(saver)
        self._rebuilt = False

    async def advance(self) -> str:
        """Drive until the panel waits for the candidate or is finished.

        Returns:
            The id of the question that waits for an answer, or "" when the interview is over.

        Raises:
            SessionBusy: another process took the session over.
        """
        seen: StateSnapshot | None = None
        while not await self._panel.records.finished():
            self._still_mine()
            snapshot, seen = seen or await self._look(), None
            if snapshot.created_at is None:
                await self._run(self._start())
            elif waiting := _interrupts(snapshot):
                pending = str(snapshot.values.get("pending", ""))
                if pending == await self._open_question():
                    return pending
                # It was answered, or the records never heard of it: `ask` will see which.
                step: Command[Any] = Command(resume={i: {"on": pending} for i in waiting})
                seen = await self._push(snapshot, step)
            elif snapshot.tasks:
                seen = await self._push(snapshot, None)
            else:
                await self._rebuild("it stopped before the verdict")
        return ""

    async def _look(self) -> StateSnapshot:
        """Return where the flow stands; one that cannot be read is as good as lost."""
        try:
            snapshot = await self._graph.aget_state(self._config())
            _interrupts(snapshot)
            return snapshot
        except UNREADABLE as error:
            await self._rebuild(f"its checkpoint cannot be read ({type(error).__name__})")
            return await self._look()

    async def _push(self, snapshot: StateSnapshot, step: Any) -> StateSnapshot | None:
        """Take one step, and return where the flow stands then.

        If the checkpoint is torn and nothing moves, the flow is started anew; None then.
        """
        await self._run(step)
        after = await self._look()
        if (after.config, _interrupts(after)) == (snapshot.config, _interrupts(snapshot)):
            await self._rebuild("it did not move")
            return None
        return after

    async def _rebuild(self, why: str) -> None:
        """Forget the flow and replay it from the records, which lost nothing.

        Raises:
            RuntimeError: that was done already and did not help.
        """
        if self._rebuilt:
            raise RuntimeError(f"the flow of {self._session} was started anew, and again {why}")
        self._rebuilt = True
        await self._saver.adelete_thread(self._session)

    def _start(self) -> InterviewState:
        # A checkpoint holds no text, and least of all a CV, over and over again.
        brief = self._panel.setting.brief.model_dump(mode="json", exclude={"jd", "cv", "focus"})
        return new_interview(self._session, brief)

    async def _open_question(self) -> str:
        """Return the id of the question that waits for its answer, by the records alone."""
        asked = unanswered(
            await self._panel.records.questions(), await self._panel.records.answers()
        )
        return asked.id if asked else ""

    async def _run(self, step: Any) -> None:
        await self._graph.ainvoke(
            step, self._config(), context=PanelContext(self._panel), durability=self._durability
        )

    def _config(self) -> RunnableConfig:
        return {
            "configurable": {"thread_id": self._session},
            "recursion_limit": STEPS_PER_RESUME,
        }


def _interrupts(snapshot: StateSnapshot) -> list[str]:
    return [interrupt.id for task in snapshot.tasks for interrupt in task.interrupts]
