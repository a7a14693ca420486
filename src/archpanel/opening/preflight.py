"""Before the first question: can the models be asked at all? What is known is said at once."""

from typing import TYPE_CHECKING

from archpanel.agents.engine import EngineUnavailable
from archpanel.domain import BadRequest, Brief, ModelChoice, PanelError
from archpanel.opening.doors import read_ways, switchboard

if TYPE_CHECKING:
    from archpanel.agents.llm import Caller
    from archpanel.agents.llm.trial import Tried

NOTHING_STARTED = "Nothing was started."


def check_settings(brief: Brief) -> None:
    """Check what is known of a brief's models without a network.

    Raises:
        BadRequest: an address, a key, a file or a budget that cannot be used; names the setting.
    """
    if (choice := brief.models) is None:
        return
    from archpanel.agents.llm import Ledger, OverBudget
    from archpanel.agents.llm.endpoint import check_has_key
    from archpanel.agents.llm.opening import chosen, endpoint_of

    ways = read_ways(choice.base_url)
    check_has_key(endpoint_of(chosen(brief), ways))
    ledger = Ledger(ways.budget, ways.prices)
    try:
        for model in _own(brief, choice) | {choice.fallback: None}:
            ledger.check(model or choice.model)
    except OverBudget as error:
        raise BadRequest(str(error)) from None


async def check_models(brief: Brief, otherwise: str = NOTHING_STARTED) -> tuple[str, ...]:
    """Ask each model of a brief once, shortly; return what is worth knowing, in lines.

    What this takes is on nobody's record: there is no session yet.

    Args:
        brief: its models; without any, nothing is asked.
        otherwise: what is said of the session where they cannot be asked.

    Raises:
        BadRequest: a setting that cannot be used, or a server that refuses.
        PanelError: a server that is out of reach for now.
    """
    check_settings(brief)
    if (choice := brief.models) is None:
        return ()
    from archpanel.agents.llm.trial import try_models

    caller, own = _caller(choice), _own(brief, choice)
    models = dict.fromkeys([*own, choice.fallback] if choice.fallback else own)
    tried = await try_models(caller, models, read_ways(choice.base_url).watch)
    failed = {one.model: await _why(one, caller) for one in tried if one.error}
    if lost := [one for one in tried if one.error and one.model in own]:
        if choice.fallback in {*failed, ""}:
            for_now = all(isinstance(one.error, EngineUnavailable) for one in lost)
            why = " ".join(dict.fromkeys(failed[one.model] for one in lost))
            raise (PanelError if for_now else BadRequest)(f"{why} {otherwise}")
    return (*(_stands_in(why, model, choice) for model, why in failed.items()), *_forms(tried))


def _own(brief: Brief, choice: ModelChoice) -> dict[str, None]:
    """Return the models of the seats, each once."""
    return dict.fromkeys(choice.model_of(seat) for seat in brief.seats)


def _caller(choice: ModelChoice) -> "Caller":
    from archpanel.agents.llm import Caller
    from archpanel.agents.llm.opening import endpoint_of

    ways, board = read_ways(choice.base_url), switchboard()
    # With breakers of its own: who tries again in a moment is not told to wait for half a minute.
    return Caller(endpoint_of(choice, ways), clients=board.clients, limiter=board.limiter)


async def _why(tried: "Tried", caller: "Caller") -> str:
    """Say why a model cannot be asked, and what its server has instead."""
    if isinstance(tried.error, EngineUnavailable):
        return str(tried.error)
    from archpanel.agents.llm.trial import named_instead

    return f"{tried.error} {await named_instead(caller.endpoint, tried.model)}".rstrip()


def _stands_in(why: str, model: str, choice: ModelChoice) -> str:
    if model == choice.fallback:
        return f"The model that is to stand in cannot be asked: {why}"
    return f"{why} {choice.fallback} stands in for {model}."


def _forms(tried: "list[Tried]") -> tuple[str, ...]:
    return tuple(
        f"{one.model} was asked for one word by a JSON schema: {one.form}. Its readings may be "
        "lost, and then the panel waits; `archpanel doctor` tells more."
        for one in tried
        if one.form
    )
