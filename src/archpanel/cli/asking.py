"""Before a command begins an interview on language models: can they be asked at all?"""

import asyncio
from collections.abc import Callable

from archpanel.cli.consoles import busy
from archpanel.cli.models import minds_of
from archpanel.domain import BadRequest, Brief, ModelChoice
from archpanel.graphs.scoring import WAYS_ON
from archpanel.opening import (
    NOTHING_STARTED,
    ModelWishes,
    check_models,
    hang_up,
    other_models,
)
from archpanel.sessions import SessionRow, Sessions
from archpanel.settings import read_settings

SAME = ModelWishes()
"""Whoever thinks now goes on to."""


def check_first(
    brief: Brief, notice: Callable[[str], None], otherwise: str = NOTHING_STARTED
) -> None:
    """Ask each model of a brief once, and pass on what is worth knowing.

    Args:
        brief: its models; without any, nothing is asked.
        notice: shows a line to the user.
        otherwise: what is said of the session where they cannot be asked.

    Raises:
        PanelError: says why they cannot be asked, and what mends it.
    """
    if brief.models is None:
        return
    with busy("The models are asked whether they are there"):
        told = asyncio.run(_asked(brief, otherwise))
    for line in told:
        notice(line)


async def _asked(brief: Brief, otherwise: str) -> tuple[str, ...]:
    try:
        return await check_models(brief, otherwise)
    finally:
        await hang_up()


def go_on_with(
    sessions: Sessions,
    row: SessionRow,
    wishes: ModelWishes,
    notice: Callable[[str], None],
    *,
    as_is: bool = False,
) -> SessionRow:
    """Let other models think from now on where they are wished for; check who does.

    Raises:
        PanelError: they cannot be asked, or nothing can be changed; the session waits as before.
    """
    if row.status == "finished":
        if wishes.given:
            raise BadRequest(f"Session {row.id} is finished; its verdict stays as it was reached.")
        return row
    brief = row.now
    if wishes.given:
        brief = brief.model_copy(update={"models": other_models(wishes, brief)})
    else:
        _tell_unheeded(brief.models, notice)
    if not as_is:
        check_first(brief, notice, f"Session {row.id} waits as before. {WAYS_ON}")
    if brief == row.now or brief.models is None:
        return row
    asyncio.run(sessions.change_models(row.id, brief.models))
    notice(f"From now on {minds_of(brief)} reads, at {_place(brief.models)}.")
    return sessions.find(row.id)


def _tell_unheeded(choice: ModelChoice | None, notice: Callable[[str], None]) -> None:
    """Say that the environment names other models than the session has, which are not taken."""
    if choice is None:
        return
    settings = read_settings()
    other = settings.model and settings.model not in {choice.model, *choice.by_seat.values()}
    if other or (settings.base_url and settings.base_url != choice.base_url):
        notice(
            f"This session thinks with {choice.model} at {_place(choice)}, whatever "
            "ARCHPANEL_MODEL and ARCHPANEL_BASE_URL say; --model and --base-url change it."
        )


def _place(choice: ModelChoice) -> str:
    return choice.base_url or "OpenAI's own servers"
