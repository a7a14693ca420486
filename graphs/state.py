"""What a checkpoint holds: plain JSON and ids, never a text; so nothing in it can go stale."""

from typing import Any, Literal, TypedDict

Json = dict[str, Any]
Status = Literal["asking", "judging", "finished"]


class InterviewState(TypedDict, total=False):
    """State of one session's flow; everything that was said is in the session's records."""

    session: str
    brief: Json
    """The session's `Brief`, as JSON, for whoever looks at a checkpoint."""

    pending: str
    """Id of the question that waits for an answer; empty while nobody is asked."""

    answered: int
    """How many answers were on record when the flow last looked."""

    status: Status
    """How far the flow is; `next == ()` alone does not mean finished after a crash."""


def new_interview(session: str, brief: Json) -> InterviewState:
    """Return the state of a session in which nothing was asked yet."""
    return InterviewState(session=session, brief=brief, pending="", answered=0, status="asking")
