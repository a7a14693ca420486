"""What tests of played models have in common; who plays them is `evals.played`."""

import json
from collections.abc import Sequence

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import EngineError
from archpanel.agents.llm import LanguageModelEngine, Request
from archpanel.agents.llm.desk import Desk
from archpanel.agents.llm.pages import Pages
from archpanel.domain import Brief, ModelChoice, Persona, RolePack
from archpanel.evals.panel_runs import CORE_SEATS, make_brief
from archpanel.evals.played import NOWHERE, Play, PlayedCaller, as_meant
from archpanel.packs import load_pack
from archpanel.personas import seat_panel


def pack() -> RolePack:
    return load_pack("ai-architect")


def llm_brief(role: RolePack, **changes: object) -> Brief:
    choice = ModelChoice(model="played", base_url=NOWHERE)
    return make_brief(role, engine="llm", models=choice, **changes)


def seats_of(brief: Brief) -> tuple[Persona, ...]:
    return seat_panel(list(brief.seats))


def engines(
    caller: PlayedCaller,
    role: RolePack,
    brief: Brief,
    log: CallLog | None = None,
    fallback: str = "",
) -> dict[str, LanguageModelEngine]:
    seated = seats_of(brief)
    pages = Pages(brief, role, seated)
    kept = log if log is not None else CallLog()
    return {
        seat.id: LanguageModelEngine(
            Desk(caller, seat.id, "played", fallback, kept),
            pages,
            model="played",
            fallback=fallback,
        )
        for seat in seated
    }


def failing(error: EngineError, jobs: Sequence[str] = ()) -> Play:
    def play(request: Request) -> str | EngineError:
        return error if not jobs or request.job in jobs else as_meant(request)

    return play


def form(**fields: object) -> str:
    return json.dumps(fields)


__all__ = [
    "CORE_SEATS",
    "PlayedCaller",
    "as_meant",
    "engines",
    "failing",
    "form",
    "llm_brief",
    "pack",
    "seats_of",
]
