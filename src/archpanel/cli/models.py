"""Options about language models that hold for a whole command: prompts shown, traces allowed."""

import json
import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

from archpanel.cli.consoles import notices
from archpanel.domain import BadRequest, Brief
from archpanel.opening import WISHES

if TYPE_CHECKING:
    from archpanel.agents.llm import Request


def prepare(*, show_prompts: bool, trace: bool) -> None:
    """Heed the options of this command.

    Args:
        show_prompts: print each request before it is sent.
        trace: let LangChain's tracing be as the environment says; otherwise it is switched off.
    """
    WISHES.watch = PromptPrinter() if show_prompts else None
    WISHES.traced = trace
    if trace:
        _check_exporter()
        from archpanel.graphs.environment import allow_tracing

        allow_tracing()


def _can_export() -> bool:
    """Tell whether there is an exporter: the interface alone comes with other packages, too."""
    return all(
        find_spec("opentelemetry") and find_spec(f"opentelemetry.{part}")
        for part in ("sdk", "exporter")
    )


_ASKS_FOR_OTEL = ("OTEL_ENABLED", "OTEL_ONLY")


def _check_exporter() -> None:
    """Refuse to trace to OpenTelemetry without its packages.

    LangSmith's client would then send everything to LangSmith instead, and not say so.

    Raises:
        BadRequest: the packages are missing.
    """
    found = {name: os.environ.get(f"LANGSMITH_{name}", "").lower() for name in _ASKS_FOR_OTEL}
    mode = os.environ.get("LANGSMITH_TRACING_MODE", "").lower()
    wanted = mode in ("otel", "hybrid") or (not mode and "true" in found.values())
    if wanted and not _can_export():
        raise BadRequest(
            "--trace is to go to OpenTelemetry, whose packages are not installed; LangSmith would "
            "get it instead. `pip install 'langsmith[otel]'` brings them."
        )


def minds_of(brief: Brief) -> str:
    """Return what reads for the seats, as a list of sessions and the banner name it."""
    if (choice := brief.models) is None:
        return f"{brief.engine} engine"
    named = dict.fromkeys(choice.model_of(seat) for seat in brief.seats)
    spare = f", else {choice.fallback}" if choice.fallback else ""
    return f"{' and '.join(named)}{spare}"


SAME_ENOUGH = 200
"""Characters that a prompt has in common with an earlier one before they are left out."""


class PromptPrinter:
    """Prints requests to stderr, numbered. What an earlier one began with is not printed again.

    So nothing that is sent is hidden, each word of it is read once, and one sees what an endpoint
    can take from its cache.
    """

    def __init__(self) -> None:
        """Begin with nothing shown."""
        self._systems: dict[str, int] = {}
        self._schemas: dict[str, int] = {}
        self._shown: list[str] = []

    def __call__(self, request: "Request") -> None:
        """Print one request."""
        self._out = notices()
        number = len(self._shown) + 1
        whose = ", ".join(part for part in (request.job, request.seat, request.model) if part)
        self._out.rule(f"request {number}: {whose}", characters="=", align="left")
        if request.system:
            self._print("[system] ", self._once(self._systems, request.system, number))
        self._print("[user] ", self._new("\n\n".join(request.user)))
        wanted = f"JSON of the schema {request.schema_name!r}" if request.schema else "words"
        self._print("[wanted] ", f"{wanted}, at most {request.most_tokens:,} tokens")
        if request.schema:
            self._print("[schema] ", self._once(self._schemas, json.dumps(request.schema), number))

    def _print(self, label: str, words: str) -> None:
        self._out.print(f"{label}{words}", highlight=False, markup=False, soft_wrap=True)

    def _once(self, shown: dict[str, int], text: str, number: int) -> str:
        """Return a text, or in which request it was shown already."""
        first = shown.setdefault(text, number)
        return text if first == number else f"as in request {first}"

    def _new(self, user: str) -> str:
        """Return what is new in a user message, after the earlier one that it begins like."""
        shared, like = max(
            ((_shared(user, shown), n) for n, shown in enumerate(self._shown, start=1)),
            default=(0, 0),
        )
        self._shown.append(user)
        if shared < SAME_ENOUGH:
            return user
        return f"({shared:,} characters as in request {like}, then:)\n{user[shared:]}"


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike, up to the end of a line."""
    end = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return one.rfind("\n", 0, end) + 1
