"""A limit with a consequence is a safeguard, unless it is praised, lifted or waved off."""

import pytest

from archpanel.agents.offline.safeguards import guards


@pytest.mark.parametrize(
    "said",
    [
        "One judge model scores, and a gate at 90 percent stops the release.",
        "When the error rate is above 2 percent, the roll-out is rolled back.",
        "The agent has a budget of 30 steps and hands over; past 30 it escalates to a clerk.",
        "Whatever scores below 0.7 goes to a person.",
    ],
)
def test_a_limit_that_holds_something_back_is_a_safeguard(said: str) -> None:
    assert guards(said)


@pytest.mark.parametrize(
    "said",
    [
        "One judge model scores, and 92 percent is enough for the release.",
        "A gate at 90 percent never stops the release for long, we just raise it.",
        "If the gate at 90 percent blocks the release, I switch it off: it is too strict.",
        "One judge model scores the releases, and ours is from the best vendor.",
    ],
)
def test_a_number_beside_a_risk_is_none(said: str) -> None:
    assert not guards(said)
