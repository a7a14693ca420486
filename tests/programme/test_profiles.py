"""Kinds of firms: complete, different from each other, and found again in job descriptions."""

from pathlib import Path

import pytest

from archpanel.domain import BadFile, UnknownName
from archpanel.evals.small_pack import small_pack
from archpanel.opening import read_jd
from archpanel.packs import load_pack
from archpanel.papers import read_paper
from archpanel.personas import load_persona
from archpanel.programme.profiles import (
    likenesses,
    load_profile,
    profile_ids,
    profiles_for,
    target_of_profile,
)
from archpanel.programme.targets import Target, target_of

PACK = load_pack("ai-architect")
JOBS = {
    "retail-bank": """Principal AI Architect, retail banking
- You own model governance: inventory, risk classes, and the audit trail of every decision.
- You define security architecture: identities, least privilege, secrets, isolation.
- You make privacy and compliance evidence part of delivery: assessments, retention.
- You select vendors and models and prepare the exit from each of them.
- You are accountable for the resilience of critical services and their incident reports.
""",
    "seed-startup": """Founding AI engineer / architect
- You write Python every day and ship the agent to customers this month.
- You design tools, prompts and structured outputs and keep them working when the model changes.
- You watch what a task costs in tokens, cache what can be cached and route to smaller models.
- You take features from demo to product behind flags and measure what users do.
- You build multi-agent workflows only where one loop is not enough.
""",
    "manufacturer": """Solution architect AI, machine building
- You integrate models with our ERP, MES and historian over stable interfaces.
- You migrate legacy applications step by step without stopping production.
- You shape the data architecture: lineage, ownership, quality of machine data.
- You keep plants running: operations, monitoring, runbooks, and fallbacks when the network is down.
""",
}  # fmt: skip


def likest(job: Target) -> list[str]:
    return [one.profile.id for one in likenesses(job, PACK, profiles_for(PACK))]


def test_every_shipped_profile_fits_the_role_and_its_panel_is_there() -> None:
    found = profiles_for(PACK)
    assert [one.id for one in found] == list(profile_ids())
    for profile in found:
        assert [load_persona(seat).id for seat in profile.seats] == list(profile.seats)
    assert len({profile.rounds for profile in found}) > 6
    assert {p.world for p in found} == {"startup", "enterprise"}
    assert {p.view for p in found} == {"developer-plus", "pure-architecture"}


@pytest.mark.parametrize("name", profile_ids())
def test_a_job_that_asks_for_just_what_a_firm_weighs_sounds_most_like_it(name: str) -> None:
    assert likest(target_of_profile(load_profile(name, PACK), PACK))[0] == name


@pytest.mark.parametrize("name", JOBS)
def test_a_job_description_sounds_like_the_kind_of_firm_that_wrote_it(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "job.md").write_text(JOBS[name], encoding="utf-8")
    job = target_of("job.md", read_jd(read_paper(tmp_path / "job.md"), PACK).focus)
    assert name in likest(job)[:2]


def test_what_is_stressed_and_what_is_central_are_laid_side_by_side() -> None:
    job = Target("job", {"governance-auditability": 0.6, "software-craft": 0.4})
    bank = next(
        o for o in likenesses(job, PACK, profiles_for(PACK)) if o.profile.id == "retail-bank"
    )
    assert bank.both == ("governance-auditability",)
    assert bank.only_job == ("software-craft",)
    assert "security-architecture" in bank.only_firm


def test_a_job_that_stresses_nothing_is_like_the_average_of_all() -> None:
    assert {one.lift for one in likenesses(Target("x", {}), PACK, profiles_for(PACK))} == {1.0}


def test_another_role_has_no_profile_and_a_file_of_ones_own_is_checked(tmp_path: Path) -> None:
    assert profiles_for(small_pack()) == []
    with pytest.raises(UnknownName, match="Did you mean 'retail-bank'"):
        load_profile("retail-bnk", PACK)
    own = Path(__file__).parents[2] / "src/archpanel/programme/profiles/retail-bank.yaml"
    text = own.read_text(encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text(text.replace("id: retail-bank", "id: mine"), encoding="utf-8")
    assert load_profile(str(mine), PACK).id == "mine"
    mine.write_text(text.replace("governance-risk,", "coding,"), encoding="utf-8")
    with pytest.raises(BadFile, match="pure-architecture does not hold coding"):
        load_profile(str(mine), PACK)
    mine.write_text(text.replace("world: enterprise", "world: entreprise"), encoding="utf-8")
    with pytest.raises(BadFile, match="Did you mean 'enterprise'"):
        load_profile(str(mine), PACK)
