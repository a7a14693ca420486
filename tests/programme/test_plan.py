"""A plan: from easy to hard, nearer to the jobs aimed at, narrowed as wanted."""

from datetime import date

import pytest

from archpanel.domain import BadRequest, Persona, RolePack, UnknownName
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.order import difficulty
from archpanel.programme.plan import Plan, Wanted, make_plan
from archpanel.programme.targets import Target, aims_of, weak_spots
from archpanel.programme.variants import Variant

START = date(2027, 1, 11)
PACK: RolePack = load_pack("ai-architect")
CORE: tuple[Persona, ...] = seat_panel(["startup_cto", "enterprise_architect", "security_reviewer"])
SHORT = {"round": ("coding", "system-design"), "view": ("developer-plus",)}
GOVERNED = Target("bank.md", {"governance-auditability": 0.6, "privacy-compliance": 0.4})
QUICK = Target("seed.md", {"token-economy": 0.5, "agentic-patterns": 0.5})


def planned(**wanted: object) -> Plan:
    return make_plan(Wanted(START, **{"sessions": 8, "only": SHORT, **wanted}), PACK, CORE)  # type: ignore[arg-type]


def test_sessions_go_from_easy_to_hard() -> None:
    plan = planned()
    hard = [difficulty(one.sitting, plan.space, CORE) for one in plan.sessions]
    assert hard == sorted(hard)
    assert plan.sessions[0].sitting.level == "senior"
    assert plan.sessions[-1].sitting.level == "principal"
    assert plan.proof.is_whole


def test_the_same_wishes_make_the_same_plan() -> None:
    assert planned(seed=3).sessions == planned(seed=3).sessions


def test_a_session_is_held_by_the_command_that_it_names() -> None:
    plan = planned(only={**SHORT, "surprise": ("with a surprise",)})
    first = plan.sessions[0]
    told = first.command
    assert told.startswith("archpanel rehearse --world ")
    assert told.endswith(" --surprise")
    assert all(f"--round {name}" in told for name in first.sitting.rounds)
    assert first.plain()["command"] == told


def test_a_bank_and_a_seed_start_up_lead_to_different_worlds_and_rounds() -> None:
    bank, seed = (aims_of([one], PACK, CORE) for one in (GOVERNED, QUICK))
    assert bank[Variant("world", "enterprise")] == 1
    assert seed[Variant("world", "startup")] == 1
    assert bank[Variant("round", "governance-risk")] == 1
    assert seed[Variant("round", "governance-risk")] < 0.5
    assert bank[Variant("seat", "enterprise_architect")] > bank[Variant("seat", "startup_cto")]


def test_two_jobs_count_alike_and_a_job_that_tells_nothing_aims_at_nothing() -> None:
    both = aims_of([GOVERNED, QUICK], PACK, CORE)
    assert both[Variant("world", "enterprise")] == both[Variant("world", "startup")] == 0.5
    assert aims_of([Target("empty.md", {})], PACK, CORE) == {}
    assert all(0 <= aim <= 1 for aim in both.values())


def test_what_one_is_weak_in_brings_the_rounds_that_ask_for_it() -> None:
    aims = aims_of([weak_spots(["software-craft"])], PACK, CORE)
    rounds = {v.name: aim for v, aim in aims.items() if v.factor == "round"}
    assert max(rounds, key=lambda name: rounds[name]) in {
        one.id for one in PACK.rounds if "software-craft" in one.competencies
    }


@pytest.mark.parametrize(
    ("wanted", "error", "told"),
    [
        ({"sessions": 0}, BadRequest, "1 to 60 sessions, not 0"),
        ({"weeks": 105}, BadRequest, "1 to 104 weeks"),
        ({"only": {"round": ("coding",), "view": ("pure-architecture",)}}, BadRequest, "coding"),
        ({"only": {"round": ("codeing",)}}, UnknownName, "Did you mean 'coding'"),
        ({"only": {"level": ("junior",)}}, UnknownName, "senior"),
    ],
)
def test_what_makes_no_programme_is_told(
    wanted: dict[str, object], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told):
        planned(**wanted)
