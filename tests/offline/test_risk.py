"""The sense of risk is a machine of stored sentences; red flags are read with it."""

import numpy as np
import pytest

from archpanel.agents.engine import SURE
from archpanel.agents.offline.red_flags import FLAG_NAMES, FlagWeights
from archpanel.agents.offline.rigour import NAMES
from archpanel.agents.offline.risk import RiskSense
from archpanel.agents.offline.weights import Logistic

WIDTH = 4


def sense() -> RiskSense:
    """Two stored sentences: risk along the first axis, care along the second."""
    support = np.zeros((2, WIDTH + len(NAMES)))
    support[0, 0] = support[1, 1] = 1.0
    return RiskSense(
        version="t",
        centre=np.zeros(WIDTH),
        signs=np.zeros(len(NAMES)),
        support=support,
        pull=np.array([1.0, -1.0]),
        bias=0.1,
        gamma=0.5,
        slope=2.0,
        offset=-0.2,
    )


def test_a_margin_is_the_sum_of_what_is_near() -> None:
    risky = np.eye(WIDTH)[:1]
    # Distance 0 to the risky sentence, squared distance 2 to the careful one.
    expected = 1.0 - np.exp(-0.5 * 2) + 0.1
    assert sense().margins(risky, ["any words"])[0] == pytest.approx(expected)


def test_a_chance_is_the_scaled_margin() -> None:
    vectors = np.eye(WIDTH)[:3]
    margins = sense().margins(vectors, ["a", "b", "c"])
    expected = 1 / (1 + np.exp(-(2 * margins - 0.2)))
    assert sense().chances(vectors, ["a", "b", "c"]) == pytest.approx(expected)


def test_what_is_stored_is_what_is_read() -> None:
    vectors = np.random.default_rng(5).normal(size=(6, WIDTH))
    texts = ["we just skip the test"] * 6
    again = RiskSense.from_arrays(sense().to_arrays())
    assert again.margins(vectors, texts) == pytest.approx(sense().margins(vectors, texts), abs=2e-3)


@pytest.mark.parametrize(
    ("chance", "confidence"), [(0.0, 0.0), (0.4, SURE / 2), (0.8, SURE), (1.0, 1.0)]
)
def test_only_what_is_certain_counts_at_once(chance: float, confidence: float) -> None:
    weights = FlagWeights("t", Logistic((0.0,) * len(FLAG_NAMES), 0.0), suspect=0.3, certain=0.8)
    assert weights.confidence(chance) == pytest.approx(confidence)


def test_flag_weights_survive_their_file() -> None:
    weights = FlagWeights("t", Logistic((0.5,) * len(FLAG_NAMES), -1.0), suspect=0.3, certain=0.8)
    assert FlagWeights.from_json(weights.to_json()) == weights
