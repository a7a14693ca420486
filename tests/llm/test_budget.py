"""What calls cost is counted, what is estimated is marked, and a limit is kept."""

from dataclasses import replace

import pytest
from calls import REQUEST, talking
from finished import finished
from hostile import completion, events, hang_up, refusal, stream
from played import PlayedCaller, llm_brief, pack, seats_of

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import EngineError
from archpanel.agents.llm import (
    Budget,
    Coach,
    LanguageModelEngine,
    Ledger,
    OverBudget,
    Prices,
    Switchboard,
    Usage,
    Ways,
    open_engines,
)
from archpanel.agents.llm.desk import Desk
from archpanel.agents.llm.pages import Pages
from archpanel.domain import BadRequest, Call

FINISHED = finished()
PRICES = Prices(input=2.0, cached=0.5, output=8.0)
ASKED = -(-sum(map(len, (REQUEST.system, *REQUEST.user))) // 4)


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        (Usage(1_000_000, 0, 0), 2.0),
        (Usage(1_000_000, None, 500_000), 6.0),
        (Usage(1_000_000, 1_000_000, 0), 0.5),
        (Usage(1_000_000, 9_000_000, 0), 0.5),
        (Usage(None, None, 10), None),
        (Usage(10, None, None), None),
    ],
)
def test_a_call_costs_what_its_tokens_cost(usage: Usage, cost: float | None) -> None:
    assert PRICES.cost(usage) == cost


def test_without_a_discount_cached_tokens_cost_the_same() -> None:
    assert replace(PRICES, cached=None).cost(Usage(1_000_000, 1_000_000, 0)) == 2.0


async def test_every_answer_is_counted_also_one_without_use() -> None:
    ledger = Ledger(prices={"small": PRICES})
    answers = completion(), completion(None), completion("Half", finish="length")
    async with talking(*answers, parts={"ledger": ledger}) as (caller, _, _):
        await caller.call(REQUEST)
        for _ in range(2):
            with pytest.raises(EngineError):
                await caller.call(REQUEST)
    assert (ledger.tokens, ledger.estimated) == (3 * 97, 0)
    assert ledger.money == pytest.approx(3 * (90 * 2.0 + 7 * 8.0) / 1e6)


async def test_what_a_server_does_not_count_is_estimated_and_marked() -> None:
    ledger = Ledger(Budget(tokens=ASKED + 2), {"small": PRICES})
    async with talking(completion(usage=None), parts={"ledger": ledger}) as (caller, server, _):
        await caller.call(REQUEST)
        assert ledger.tokens == ledger.estimated == ASKED + 2
        with pytest.raises(OverBudget) as raised:
            await caller.call(REQUEST)
        assert len(server.asked) == 1
    assert f"({ledger.estimated} tokens are estimated)" in str(raised.value)


async def test_a_stream_that_broke_is_counted_by_what_was_heard() -> None:
    ledger = Ledger()
    broken = stream(events(["Half an answer"], finish=None, usage=None), hang_up)
    async with talking(broken, parts={"ledger": ledger}) as (caller, _, _):
        with pytest.raises(EngineError):
            await caller.call(REQUEST, lambda _: None)
    assert ledger.tokens == ledger.estimated == ASKED + 4


async def test_an_attempt_without_an_answer_is_not_counted() -> None:
    ledger = Ledger()
    async with talking(refusal(500), parts={"ledger": ledger}) as (caller, _, _):
        with pytest.raises(EngineError):
            await caller.call(REQUEST)
    assert ledger.tokens == 0


def test_a_limit_that_is_reached_names_the_setting_that_raises_it() -> None:
    ledger = Ledger(Budget(tokens=1000, money=0.5), {"small": PRICES})
    ledger.check("small")
    ledger.add(REQUEST, Usage(1_500, 0, 0), "")
    with pytest.raises(OverBudget) as raised:
        ledger.check("small")
    assert str(raised.value) == (
        "The budget is spent: 1,500 of 1,000 tokens. Raise ARCHPANEL_BUDGET_TOKENS to go on."
    )
    ledger = Ledger(Budget(money=0.05), {"small": PRICES})
    ledger.add(REQUEST, Usage(30_000, 0, 0), "")
    with pytest.raises(OverBudget, match=r"0\.06 of 0\.05 USD\. Raise ARCHPANEL_BUDGET_MONEY"):
        ledger.check("small")


def test_money_cannot_be_limited_without_a_price() -> None:
    ledger = Ledger(Budget(money=0.5))
    with pytest.raises(OverBudget, match="No price is known for model 'small'"):
        ledger.check("small")
    ledger.add(REQUEST, Usage(1, 0, 1), "")
    assert (ledger.money, ledger.unpriced) == (0, 1)


def test_limits_and_prices_that_make_no_sense_are_refused() -> None:
    with pytest.raises(BadRequest, match="ARCHPANEL_BUDGET_TOKENS=0"):
        Budget(tokens=0)
    with pytest.raises(BadRequest, match="ARCHPANEL_BUDGET_MONEY=nan"):
        Budget(money=float("nan"))
    with pytest.raises(BadRequest, match="EUR and USD"):
        Ledger(prices={"a": PRICES, "b": replace(PRICES, currency="EUR")})
    for currency in ("", " ", "a currency of ours"):
        with pytest.raises(BadRequest, match="is no currency"):
            replace(PRICES, currency=currency)


def engines(log: CallLog, **prices: Prices) -> dict[str, LanguageModelEngine]:
    role = pack()
    brief = llm_brief(role)
    return open_engines(brief, role, seats_of(brief), log, Ways(prices=prices), Switchboard())


async def test_money_is_kept_with_its_currency() -> None:
    log, role = CallLog(), pack()
    brief = llm_brief(role)
    caller = PlayedCaller(ledger=Ledger(prices={"played": replace(PRICES, currency="EUR")}))
    desk = Desk(caller, brief.seats[0], "played", "", log)
    await Coach(desk, Pages(brief, role, seats_of(brief)), "played").write(FINISHED)
    (call,) = log.drain()
    assert call.money
    assert call.currency == "EUR"
    unpriced = Desk(PlayedCaller(), brief.seats[0], "played", "", log)
    await Coach(unpriced, Pages(brief, role, seats_of(brief)), "played").write(FINISHED)
    assert [(call.money, call.currency) for call in log.drain()] == [(None, "")]


def test_a_session_goes_on_in_the_currency_that_it_began_in() -> None:
    paid = Call(job="ask", seat="s", model="m", requests=1, seconds=1, money=0.5, currency="EUR")
    with pytest.raises(BadRequest, match="paid in EUR so far, and ARCHPANEL_PRICES is in USD"):
        engines(CallLog([paid]), m=PRICES)
    assert engines(CallLog([paid]), m=replace(PRICES, currency="EUR"))
    assert engines(CallLog([paid]))  # without prices nothing is added up
    assert engines(CallLog([paid.model_copy(update={"currency": ""})]), m=PRICES)  # an older record


def test_what_another_replica_spent_counts_as_well() -> None:
    def call(tokens: int) -> Call:
        return Call(job="ask", seat="s", model="m", requests=1, seconds=0.1, input=tokens, output=0)

    log = CallLog([call(10)])
    log.keep(call(1))
    log.renew([call(10), call(100)])
    assert log.tokens == 111
    assert log.drain() == (call(1),)
