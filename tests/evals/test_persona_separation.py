"""Seats must miss their own subject; what everybody misses alike is no separation."""

import re

import pytest

from archpanel.agents.engine import PointReading, Reading
from archpanel.domain import Answer, Item, Persona, Question
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Output, Scored, Setup
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.tasks.persona_separation import OWNERS, PERSONA_SEPARATION, load, spoken
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine

CTO, ARCHITECT, REVIEWER = CORE_SEATS


def output(whole: dict[str, float], without: dict[str, float]) -> Output:
    return {
        "whole": {"advice": whole, "reading": whole},
        "without": {"advice": without, "reading": without},
    }


def scored(question: str, topic: str, drops: dict[str, float]) -> Scored:
    whole = dict.fromkeys(drops, 4.0)
    made = output(whole, {seat: 4.0 - drop for seat, drop in drops.items()})
    sample = Sample(f"{question}/{topic}", {}, None, {"topic": topic}, cluster=question)
    return Scored(sample, 1, made, PERSONA_SEPARATION.score(sample, made))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in PERSONA_SEPARATION.measure(rows)}


def test_what_everybody_misses_alike_is_no_separation() -> None:
    alike = dict.fromkeys(CORE_SEATS, 1.5)
    found = figures(scored("a", "security", alike), scored("b", "security", alike))
    assert found[f"advice/{REVIEWER}"] == 0
    assert found["advice-first"] == 0.5
    assert found[f"drop/security/{CTO}"] == 1.5


def test_an_owner_that_misses_more_separates_and_one_that_misses_less_does_not() -> None:
    found = figures(
        scored("a", "security", {CTO: 0.5, ARCHITECT: 0.7, REVIEWER: 1.6}),
        scored("b", "security", {CTO: 0.4, ARCHITECT: 0.4, REVIEWER: 1.0}),
        scored("a", "cost", {CTO: 0.1, ARCHITECT: 0.5, REVIEWER: 0.5}),
        scored("b", "cost", {CTO: 0.2, ARCHITECT: 0.2, REVIEWER: 0.2}),
    )
    assert found[f"advice/{REVIEWER}"] == pytest.approx((1.0 + 0.6) / 2)
    assert found[f"advice/{CTO}"] == pytest.approx((-0.4 + 0.0) / 2)
    assert found["advice/all"] == pytest.approx((1.0 + 0.6 - 0.4) / 4)
    assert found["advice-first"] == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert found[f"advice/{ARCHITECT}"] is None


def test_the_rest_is_nobodys_and_counts_as_a_cost_alone() -> None:
    found = figures(scored("a", "rest", dict.fromkeys(CORE_SEATS, 0.8)))
    assert found[f"drop/rest/{CTO}"] == pytest.approx(0.8)
    assert found["advice/all"] is None


def test_a_seat_that_abstained_is_in_no_difference() -> None:
    one = scored("a", "security", {CTO: 0.5, ARCHITECT: 0.5})
    assert "advice-extra" not in one.score.value
    other = scored("a", "security", {CTO: 0.5, REVIEWER: 1.5})
    assert other.score.value["advice-extra"] == 1


def test_an_answer_loses_the_parts_of_one_topic_and_nothing_else() -> None:
    for sample in load(None):
        whole, without = sample.input["whole"].split(), sample.input["without"].split()
        assert 0 < len(without) < len(whole)
        rest = iter(whole)
        assert all(word in rest for word in without)  # in order
    parts = [{"topic": "cost", "text": "One."}, {"topic": "rest", "text": "Two."}]
    assert (spoken(parts), spoken(parts, "cost")) == ("One. Two.", "Two.")


def test_there_is_as_much_of_each_subject_as_the_design_asks_for() -> None:
    samples = load(None)
    assert len({one.id.rpartition("/")[0] for one in samples}) >= 30
    assert len({one.cluster for one in samples}) >= 15
    topics = [one.metadata["topic"] for one in samples]
    assert all(topics.count(topic) >= 20 for topic in OWNERS)


class Listening(ScriptedEngine):
    """Credits what the text of an answer names: `[point]`, the same for every seat."""

    async def read(self, seat: Persona, question: Question, item: Item, answer: Answer) -> Reading:
        said = re.findall(r"\[([a-z-]+)\]", answer.text)
        points = [PointReading(one, "met", 0, len(answer.text), 1.0) for one in said]
        return Reading(kind="answered", points=tuple(points), confidence=1.0)


async def test_a_seats_advice_leans_to_its_concerns_where_readings_are_the_same() -> None:
    security = "My words on rights are these. [rights-of-the-asker]"
    rest = "My words on figures are these. [off-the-primary] [agreed-definitions]"
    given = {"question": "ask-the-database", "whole": f"{rest} {security}", "without": rest}
    sample = Sample("a/security", given, None, {"topic": "security"})
    made = await PERSONA_SEPARATION.solve(sample, Setup(load_pack("ai-architect"), Listening()))
    value = PERSONA_SEPARATION.score(sample, made).value
    assert value["reading-owner"] == pytest.approx(value["reading-others"])
    assert value["reading-owner"] > 0
    assert value["advice-extra"] > 0.1
