"""Put a live panel together: seats, engines, bank, records and limits."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archpanel.agents.chair import Bank
from archpanel.agents.engine import Engine
from archpanel.agents.interviewer import Interviewer
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import Brief, PanelError, Persona, RolePack
from archpanel.graphs import Panel, Records

AT_ONCE = 8
"""More requests at a time are throttled by most model servers, and a local one has few slots."""


@dataclass(frozen=True)
class Limits:
    """What the panel grants engines that take their time."""

    at_once: int = AT_ONCE
    """How many calls run side by side, at most."""

    patience: float = 120.0
    """Seconds that one call may take, with all that the engine tries again within it."""


LIMITS = Limits()


def assemble(
    brief: Brief,
    seated: Sequence[Persona],
    pack: RolePack,
    engines: Engine | Mapping[str, Engine],
    records: Records,
    software: str,
    *,
    from_bank: bool = True,
    limits: Limits = LIMITS,
    room: asyncio.Semaphore | None = None,
) -> Panel:
    """Put a live panel together.

    Args:
        brief: the session's settings.
        seated: who sits at the table, in the brief's order.
        pack: the role.
        engines: what each seat thinks with, by seat, or one for all.
        records: the session's records.
        software: version to write into the decision record.
        from_bank: False for a transcript; its answers are read by the pack's anchors.
        limits: for engines that do not read at once.
        room: bounds their calls over all panels of one session; a new one without it.

    Raises:
        PanelError: an engine is not of the kind that the brief asks for.
    """
    setting = Setting(brief, keep_role(pack))
    shared = room or asyncio.Semaphore(limits.at_once)
    by_seat = {p.id: engines[p.id] if isinstance(engines, Mapping) else engines for p in seated}
    for seat, engine in by_seat.items():
        _check_kind(brief, seat, engine)
    return Panel(
        setting=setting,
        interviewers={p.id: _seat(p, by_seat[p.id], setting, limits, shared) for p in seated},
        bank=Bank(pack.questions, pack.surprises, brief.form, pack.competencies),
        records=records,
        reads_first=all(engine.reads_first for engine in by_seat.values()),
        from_bank=from_bank,
        staggered=_one_model(by_seat.values()),
        software=software,
    )


def _one_model(engines: Iterable[Engine]) -> bool:
    """Tell whether all seats ask one model, so that one finds in its cache what another sent."""
    models = {engine.maker.model for engine in engines}
    return len(models) == 1 and "" not in models


def _check_kind(brief: Brief, seat: str, engine: Engine) -> None:
    """Rules and reports trust the brief, which says whether this is practice."""
    if engine.maker.engine != brief.engine:
        raise PanelError(
            f"The brief asks for the {brief.engine!r} engine, but {seat} was given "
            f"{engine.maker.engine!r}: its verdict would be labelled as what it is not. "
            "Give the seat an engine of that kind, or write the brief for this one."
        )


def _seat(
    persona: Persona, engine: Engine, setting: Setting, limits: Limits, room: asyncio.Semaphore
) -> Interviewer:
    patience = None if engine.reads_first else limits.patience
    return Interviewer(persona, engine, setting, patience, room)
