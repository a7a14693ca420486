"""Stability: what moves is told from what stays, inside and outside the borderline zone."""

from collections.abc import Mapping
from typing import Any

import pytest

from archpanel.agents.engine import Reading
from archpanel.agents.offline import EmbeddedEngine
from archpanel.domain import Answer, Item, Persona, Question
from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Scored, Setup
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.tasks.stability import STABILITY, load
from archpanel.evals.tasks.stability_figures import ARMS, FIRST
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine

READINGS = (FIRST, *(name for names in ARMS.values() for name in names))


def held(levels: Mapping[str, float], decision: str = "hold", zone: bool = False) -> Any:
    by_seat = {question: dict.fromkeys(CORE_SEATS, level) for question, level in levels.items()}
    return {"levels": by_seat, "decision": decision, "zone": zone, "axes": {"ai": 3.1}}


def scored(name: str, levels: Mapping[str, float], zone: bool = False, **other: Any) -> Scored:
    """Return an interview whose readings are all alike but for those that are given."""
    made = {reading: held(levels, zone=zone) for reading in READINGS}
    made |= {name.replace("_", "-"): reading for name, reading in other.items()}
    sample = Sample(name, {})
    return Scored(sample, 1, made, STABILITY.score(sample, made))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in STABILITY.measure(rows)}


def test_what_is_read_alike_agrees_fully() -> None:
    found = figures(scored("a", {"q": 2.0, "r": 4.0}), scored("b", {"q": 3.0, "r": 1.0}))
    assert [found[f"alpha/{arm}"] for arm in ARMS] == [1, 1, 1]
    assert [found[f"largest/{arm}"] for arm in ARMS] == [0, 0, 0]
    assert [found[f"changed/{arm}"] for arm in ARMS] == [0, 0, 0]
    assert [found[f"flips/{arm}/outside"] for arm in ARMS] == [0, 0, 0]
    assert found["flips/repeats/inside"] is None


def test_one_level_that_moves_shows_in_its_own_arm() -> None:
    levels = {"q": 2.0, "r": 4.0}
    found = figures(
        scored("a", levels, rewordings_2=held({"q": 3.5, "r": 4.0})),
        scored("b", levels),
    )
    assert found["largest/rewordings"] == 1.5
    assert found["changed/rewordings"] == pytest.approx(1 / 8)
    alpha = found["alpha/rewordings"]
    assert alpha is not None
    assert 0 < alpha < 1
    assert (found["alpha/seats"], found["largest/seats"]) == (1, 0)


def test_flips_are_counted_by_where_the_first_reading_stood() -> None:
    levels = {"q": 2.0, "r": 4.0}
    flipped = held(levels, "no_hire")
    found = figures(
        scored("a", levels, zone=True, seats_1=flipped),
        scored("b", levels, zone=True),
        scored("c", levels, repeats_2=flipped, repeats_1=flipped),
        scored("d", levels),
        scored("e", levels),
    )
    assert found["flips/seats/inside"] == 0.5
    assert found["flips/seats/outside"] == 0
    assert found["flips/repeats/outside"] == pytest.approx(1 / 3)


def test_levels_that_never_differ_have_no_alpha() -> None:
    assert figures(scored("a", {"q": 3.0}))["alpha/repeats"] is None


def test_a_reading_that_is_missing_is_no_change() -> None:
    found = figures(
        scored("a", {"q": 2.0, "r": 4.0}, seats_1=held({"r": 4.0})), scored("b", {"q": 5.0})
    )
    assert found["largest/seats"] == 0
    assert found["alpha/seats"] == 1


def test_every_question_has_two_other_wordings_and_keeps_its_numbers() -> None:
    pack = load_pack("ai-architect")
    rows = own_rows("rewordings")
    assert len(rows) >= 20
    for row in rows:
        item, said = pack.question(row["question_id"]), row["rewordings"]
        assert len({item.text, *said}) == 3
    assert {q for one in load(None) for q in one.input["words"]} == {r["question_id"] for r in rows}


class Asked(ScriptedEngine):
    """Remembers who was asked what, in which order."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str, str]] = []

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        self.heard.append((question.persona, seat.id, question.text))
        return await super().read(seat, question, item, answer)


async def test_arms_differ_in_seats_words_and_order_and_share_the_answers() -> None:
    pack, engine, sample = load_pack("ai-architect"), Asked(), load(None)[1]
    made = await STABILITY.solve(sample, Setup(pack, engine))
    assert set(made) == set(READINGS)
    each = len(sample.input["answers"]) * 3
    parts = [engine.heard[at : at + each] for at in range(0, len(engine.heard), each)]
    assert len(parts) == len(READINGS)
    assert {part[0][0] for part in parts} == set(CORE_SEATS)  # who asks
    plain = [pack.question(q).text for q in sample.input["answers"]]
    assert [text for _, _, text in parts[0][::3]] == plain
    again = [text for _, _, text in parts[1][::3]]
    assert sorted(again) == sorted(plain)
    assert again != plain
    first = [sample.input["words"][q][0] for q in sample.input["answers"]]
    assert [text for _, _, text in parts[5][::3]] == first


async def test_a_repeat_asks_an_embedded_engine_that_remembers_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[EmbeddedEngine] = []

    class Counted(EmbeddedEngine):
        def __init__(self, pack: Any) -> None:
            super().__init__(pack)
            made.append(self)

        async def read(
            self, seat: Persona, question: Question, item: Item, answer: Answer
        ) -> Reading:
            return Reading(kind="answered", confidence=1.0)

    monkeypatch.setattr("archpanel.evals.tasks.stability.EmbeddedEngine", Counted)
    pack, sample = load_pack("ai-architect"), load(None)[0]
    await STABILITY.solve(sample, Setup(pack, Counted(pack)))
    assert len(made) == 3  # the one given, and one for each of the two repeats
