import pytest

from archpanel.agents.engine import Reading
from archpanel.domain import Answer, Item, Persona, Question
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Scored, Setup
from archpanel.evals.panel_runs import NotRead
from archpanel.evals.tasks.ladders import LADDERS, load
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine


def scored(name: str, rungs: list[float], weak: float) -> Scored:
    sample, output = Sample(name, {}, [1, 2, 3, 4, 5]), {"rungs": rungs, "weak": weak}
    return Scored(sample, 1, output, LADDERS.score(sample, output))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in LADDERS.measure(rows)}


def test_a_rung_keeps_the_passages_below_it() -> None:
    rungs = load(None)[0].input["rungs"]
    assert len(rungs) == 5
    words = [len(text.split()) for text in rungs]
    assert words == sorted(words)
    assert rungs[0].split()[:5] == rungs[4].split()[:5]


def test_a_ladder_in_order_is_told_from_one_upside_down() -> None:
    found = figures(scored("up", [1, 2, 3, 4, 5], 1), scored("down", [5, 4, 3, 2, 1], 3))
    assert found["tau"] == pytest.approx(0)
    assert found["in-order"] == 0.5
    assert found["auc"] == pytest.approx((1 + 1 + 0.5 + 0) / 4)
    assert found["rung-1"] == 3


class Foreign(ScriptedEngine):
    """Does not read the language, whatever seat asks or for one of them."""

    deaf = ""

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        if self.deaf in ("", seat.id):
            return Reading(kind="other_language")
        return await super().read(seat, question, item, answer)


async def test_an_abstention_is_no_level() -> None:
    pack, engine = load_pack("ai-architect"), Foreign()
    with pytest.raises(NotRead, match="No seat read the answer"):
        await LADDERS.solve(load(None)[0], Setup(pack, engine))
    engine.deaf = "startup_cto"
    levels = await LADDERS.solve(load(None)[0], Setup(pack, engine))
    assert levels["rungs"] == [1] * 5  # nothing is marked as heard, by the two who read


def test_a_ladder_on_one_level_has_no_order_and_is_no_zero() -> None:
    assert "tau" not in scored("flat", [3, 3, 3, 3, 3], 1).score.value
    assert figures(scored("flat", [3, 3, 3, 3, 3], 1))["tau"] is None
