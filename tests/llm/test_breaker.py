"""A server that keeps failing is left alone, probed by one call, and trusted again."""

import pytest

from archpanel.agents.llm.breaker import MOST, REST, WINDOW, Breaker, Breakers, Entry


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def entered(breaker: Breaker) -> Entry:
    entry = breaker.admit()
    assert entry is not None
    return entry


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        entry = entered(breaker)
        entry.failed()
        entry.leave()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    fail(breaker, MOST)
    return breaker


def test_it_opens_after_five_failures(clock: Clock) -> None:
    breaker = Breaker(clock)
    fail(breaker, MOST - 1)
    assert breaker.admit() is not None
    fail(breaker)
    assert breaker.admit() is None
    assert breaker.rest() == REST


def test_failures_spread_over_a_longer_time_do_not_open_it(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(4 * MOST):
        fail(breaker)
        clock.now += WINDOW / (MOST - 1) + 0.01
    assert breaker.admit() is not None


def test_an_answer_wipes_the_failures_out(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(4):
        fail(breaker, MOST - 1)
        entered(breaker).worked()
    assert breaker.rest() == 0


def test_after_its_rest_one_call_probes(opened: Breaker, clock: Clock) -> None:
    clock.now += REST - 0.1
    assert opened.admit() is None
    clock.now += 0.1
    probe = entered(opened)
    assert opened.admit() is None
    probe.worked()
    probe.leave()
    assert entered(opened).probe is False


def test_a_probe_that_fails_opens_it_for_another_rest(opened: Breaker, clock: Clock) -> None:
    clock.now += REST
    fail(opened)
    assert opened.rest() == REST
    assert opened.admit() is None


def test_a_cancelled_probe_lets_another_one_try(opened: Breaker, clock: Clock) -> None:
    clock.now += REST
    entered(opened).leave()
    assert entered(opened).probe


def test_a_call_from_before_neither_prolongs_the_rest_nor_ends_a_probe(clock: Clock) -> None:
    breaker = Breaker(clock)
    old = entered(breaker)
    fail(breaker, MOST)
    clock.now += REST
    old.failed()
    probe = entered(breaker)
    old.leave()
    assert probe.probe
    assert breaker.admit() is None


def test_servers_and_models_have_their_own(clock: Clock) -> None:
    breakers = Breakers(clock)
    fail(breakers.of("a", "small"), MOST)
    assert breakers.of("a", "small").admit() is None
    assert breakers.of("a", "large").admit() is not None
    assert breakers.of("b", "small").admit() is not None
