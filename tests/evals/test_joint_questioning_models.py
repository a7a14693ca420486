"""Joint questioning of played seats: who hears a claim is set, and the chair is judged by that."""

from typing import Any

import pytest

from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.seating import SeatedEngine
from archpanel.evals.harness.task import Scored, Setup
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import PlayedCaller, Theatre
from archpanel.evals.tasks.joint_questioning import CHAIRS
from archpanel.evals.tasks.joint_questioning_models import load, measure, score, solve
from archpanel.packs import load_pack


@pytest.fixture(scope="module")
def setup() -> Setup:
    pack = load_pack("ai-architect")
    return Setup(pack, SeatedEngine(Theatre(pack).engines(PlayedCaller())))


def sample(name: str, who: str) -> Sample:
    return next(s for s in load(None) if s.id == f"{name}/{who}")


def test_every_claim_is_heard_in_four_ways() -> None:
    samples = load(None)
    assert len(samples) == len({s.id for s in samples}) == 360
    assert {s.target for s in samples} == {*CORE_SEATS}


@pytest.mark.parametrize("who", ["owner", "all"])
async def test_the_owner_challenges_what_it_heard(setup: Setup, who: str) -> None:
    one = sample("pc-001", who)
    value = score(one, await solve(one, setup)).value
    assert value["right/chair"] == 1.0
    assert value["repeats/chair"] == 0.0


async def test_nobody_challenges_what_nobody_heard(setup: Setup) -> None:
    one = sample("pc-001", "nobody")
    assert score(one, await solve(one, setup)).value["any/chair"] == 0.0


def test_figures_are_by_hearer_and_paired_where_somebody_heard() -> None:
    output: dict[str, Any] = {
        name: {"by": "startup_cto" if name == "chair" else "", "balance": 1.0, "repeats": 0}
        for name in CHAIRS
    }
    scored = [
        Scored(one, 1, output, score(one, output))
        for one in (
            Sample("a", {}, target="startup_cto", metadata={"who": "owner"}, cluster="a"),
            Sample("b", {}, target="ml_lead", metadata={"who": "all"}, cluster="b"),
            Sample("c", {}, target="startup_cto", metadata={"who": "nobody"}, cluster="c"),
        )
    ]
    found = {figure.name: figure for figure in measure(scored)}
    assert found["right/chair/owner"].value == 1.0
    assert (found["right/chair/all"].value, found["any/chair/all"].value) == (0.0, 1.0)
    assert found["any/chair/nobody"].value == 1.0
    assert (found["ahead-of/rotation"].value, found["ahead-of/rotation"].n) == (0.5, 2)
