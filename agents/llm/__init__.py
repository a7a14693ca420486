"""Calls to models behind an OpenAI-compatible address. The SDK is loaded by the first call."""

from archpanel.agents.llm.breaker import Breakers
from archpanel.agents.llm.budget import Budget, Ledger, OverBudget, Prices
from archpanel.agents.llm.caller import Caller
from archpanel.agents.llm.clients import Clients
from archpanel.agents.llm.coaching import Coach
from archpanel.agents.llm.endpoint import Endpoint, checked
from archpanel.agents.llm.engine import LanguageModelEngine
from archpanel.agents.llm.opening import Switchboard, Ways, open_coach, open_engines
from archpanel.agents.llm.pauses import Pauses, RealPauses
from archpanel.agents.llm.request import Reply, Request, Usage

__all__ = [
    "Breakers",
    "Budget",
    "Caller",
    "Clients",
    "Coach",
    "Endpoint",
    "LanguageModelEngine",
    "Ledger",
    "OverBudget",
    "Pauses",
    "Prices",
    "RealPauses",
    "Reply",
    "Request",
    "Switchboard",
    "Usage",
    "Ways",
    "checked",
    "open_coach",
    "open_engines",
]
