"""From a brief to one language-model engine per seat, all on one endpoint and one budget."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from archpanel.agents.call_log import CallLog
from archpanel.agents.llm.breaker import Breakers
from archpanel.agents.llm.budget import Budget, Ledger, Prices
from archpanel.agents.llm.caller import Caller
from archpanel.agents.llm.clients import Clients
from archpanel.agents.llm.coaching import Coach
from archpanel.agents.llm.desk import Desk
from archpanel.agents.llm.endpoint import Endpoint
from archpanel.agents.llm.engine import LanguageModelEngine
from archpanel.agents.llm.pages import Pages
from archpanel.agents.llm.request import Request
from archpanel.domain import BadRequest, Brief, ModelChoice, Persona, RolePack, digest

if TYPE_CHECKING:
    from langchain_core.rate_limiters import BaseRateLimiter


@dataclass
class Switchboard:
    """What all sessions of a process share on their way to models."""

    clients: Clients = field(default_factory=Clients)
    breakers: Breakers = field(default_factory=lambda: Breakers(monotonic))
    limiter: "BaseRateLimiter | None" = None
    """Paces requests of a batch; None: as they come."""

    async def close(self) -> None:
        """Close the running loop's connections."""
        await self.clients.close()


@dataclass(frozen=True)
class Ways:
    """How models are asked on this machine: what a brief does not say."""

    key: str = field(default="", repr=False)
    keyless: str = ""
    """Why a key that is set is not sent; see `Endpoint`."""

    deadline: float = 60.0
    """Seconds for one call with all its attempts."""

    read: float = 30.0
    """Seconds of silence after which a call has failed."""

    budget: Budget = field(default_factory=Budget)
    """Per session."""

    prices: Mapping[str, Prices] = field(default_factory=dict)
    breakpoints: bool = False
    """Mark stable parts of prompts for OpenAI's cache (models from gpt-5.6 on)."""

    closed_ids: bool | None = None
    """Whether schemas name ids; None: on every server but OpenAI's own, where it would spoil the
    cache."""

    tokens_name: str = ""
    """What the longest answer is called; see `Endpoint`."""

    ca_file: str = ""
    """PEM file of the authorities that servers are believed by; empty: the usual ones."""

    watch: Callable[[Request], None] | None = None
    """Sees each request before it is sent."""

    traced: bool = False
    """Whether LangChain's tracing may see calls, as far as the environment has it on."""


def open_engines(
    brief: Brief,
    pack: RolePack,
    seated: Sequence[Persona],
    log: CallLog,
    ways: Ways,
    board: Switchboard,
) -> dict[str, LanguageModelEngine]:
    """Return an engine for each seat.

    Args:
        brief: with `models` set.
        pack: the role.
        seated: the personas at the table.
        log: takes every call; what is on it already counts against the budget.
        ways: how models are asked.
        board: connections, shared by all sessions.

    Raises:
        BadRequest: the brief names no model, or an address that cannot be used.
    """
    choice = chosen(brief)
    caller = _caller(choice, log, ways, board)
    pages = Pages(brief, pack, seated)
    closed = not caller.endpoint.is_openai if ways.closed_ids is None else ways.closed_ids
    return {
        seat.id: LanguageModelEngine(
            Desk(caller, seat.id, choice.model_of(seat.id), choice.fallback, log, ways.watch),
            pages,
            model=choice.model_of(seat.id),
            fallback=choice.fallback,
            temperature=choice.temperature,
            step=pack.policy.debrief_step,
            closed_ids=closed,
            cache_key=f"archpanel-{digest(pages.system)[:16]}",
        )
        for seat in seated
    }


def open_coach(
    brief: Brief,
    pack: RolePack,
    seated: Sequence[Persona],
    log: CallLog,
    ways: Ways,
    board: Switchboard,
) -> Coach:
    """Return who writes notes about a finished session: the first seat's model.

    Raises:
        BadRequest: the brief names no model, or an address that cannot be used.
    """
    choice, seat = chosen(brief), seated[0].id
    caller, model = _caller(choice, log, ways, board), choice.model_of(seat)
    # Nobody stands in: a note may wait, and has one author.
    return Coach(Desk(caller, seat, model, "", log, ways.watch), Pages(brief, pack, seated), model)


def _caller(choice: ModelChoice, log: CallLog, ways: Ways, board: Switchboard) -> Caller:
    return Caller(
        endpoint_of(choice, ways),
        clients=board.clients,
        breakers=board.breakers,
        ledger=_ledger(log, ways),
        limiter=board.limiter,
        traced=ways.traced,
    )


def _ledger(log: CallLog, ways: Ways) -> Ledger:
    """Go on with what the session has spent.

    Raises:
        BadRequest: that was in another currency than the prices are in now.
    """
    ledger = Ledger(ways.budget, ways.prices, tokens=log.tokens, money=log.money)
    if others := [name for name in log.currencies if ways.prices and name != ledger.currency]:
        raise BadRequest(
            f"This session was paid in {others[0]} so far, and ARCHPANEL_PRICES is in "
            f"{ledger.currency}, which cannot be added up; give prices in {others[0]}."
        )
    return ledger


def endpoint_of(choice: ModelChoice, ways: Ways) -> Endpoint:
    """Return where the chosen models are asked, and how.

    Raises:
        BadRequest: an address, a key or a setting that cannot be used.
    """
    return Endpoint(
        base_url=choice.base_url,
        key=ways.key,
        keyless=ways.keyless,
        read=ways.read,
        deadline=ways.deadline,
        breakpoints=ways.breakpoints,
        temperature=choice.temperature,
        tokens_name=ways.tokens_name,
        ca_file=ways.ca_file,
    )


def chosen(brief: Brief) -> ModelChoice:
    """Return the brief's models.

    Raises:
        BadRequest: it names none, or one for a seat that is not at the table.
    """
    if brief.models is None:
        raise BadRequest("The brief asks for language models and names none; give --model NAME.")
    if strangers := sorted(set(brief.models.by_seat) - set(brief.seats)):
        raise BadRequest(
            f"--seat-model names {strangers[0]!r}, who is not at the table: "
            f"{', '.join(brief.seats)}."
        )
    return brief.models
