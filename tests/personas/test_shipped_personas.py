"""The shipped seats are sound, versioned, and together leave no competency and no round out."""

import pytest

from archpanel.domain import RolePack
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids, seat_panel
from archpanel.personas.checking import check_persona
from archpanel.personas.versions import all_stale

CORE = ("startup_cto", "enterprise_architect", "security_reviewer")


@pytest.fixture(scope="module")
def pack() -> RolePack:
    return load_pack("ai-architect")


@pytest.mark.parametrize("name", persona_ids())
def test_a_shipped_persona_checks_clean(name: str, pack: RolePack) -> None:
    persona = load_persona(name)
    assert check_persona(persona, [c.id for c in pack.competencies]) == []
    assert set(persona.prefers.rounds) <= {r.id for r in pack.rounds}


def test_there_are_more_seats_than_the_three_of_the_core() -> None:
    assert set(CORE) < set(persona_ids())


def test_the_core_seats_care_about_every_competency(pack: RolePack) -> None:
    cared_about = {c for p in seat_panel(CORE) for c in p.concerns}
    assert {c.id for c in pack.competencies} <= cared_about


@pytest.mark.parametrize("name", CORE)
def test_a_core_seat_can_ask_in_every_round(name: str, pack: RolePack) -> None:
    persona = load_persona(name)
    mute = [
        round_.id
        for round_ in pack.rounds
        if not any(
            persona.concern_for(q.competencies) for q in pack.questions if q.round == round_.id
        )
    ]
    assert mute == []


def test_every_must_have_is_owned_by_a_core_seat(pack: RolePack) -> None:
    owned = {c for p in seat_panel(CORE) for c in p.owns}
    assert {must.competency for must in pack.policy.must_haves} <= owned


def test_no_two_seats_speak_alike() -> None:
    lines = [
        line for name in persona_ids() for _, said in load_persona(name).lead_ins for line in said
    ]
    assert len(set(lines)) == len(lines)
    assert len({load_persona(name).voice for name in persona_ids()}) == len(persona_ids())


def test_every_shipped_persona_is_stamped_with_its_version() -> None:
    assert all_stale() == []
