"""The shipped pack is sound, complete as promised, and stamped with its versions."""

from collections import Counter

import pytest

from archpanel.domain import BadFile, RolePack
from archpanel.files.stamps import read_table
from archpanel.packs import load_pack, pack_ids, pack_path
from archpanel.packs.checking import check
from archpanel.packs.versions import contents, read_stamps


@pytest.fixture(scope="module")
def pack() -> RolePack:
    return load_pack("ai-architect")


@pytest.mark.parametrize("name", pack_ids())
def test_a_shipped_pack_checks_clean(name: str) -> None:
    assert [(p.where, p.what) for p in check(load_pack(name))] == []


def test_the_ten_rounds_of_both_views_are_there(pack: RolePack) -> None:
    assert {w.id for w in pack.worlds} == {"startup", "enterprise"}
    assert {v.id for v in pack.views} == {"developer-plus", "pure-architecture"}
    own = Counter(view for r in pack.rounds for view in r.views if len(r.views) == 1)
    assert own == {"developer-plus": 4, "pure-architecture": 4}
    assert {"architecture-review", "project-deep-dive"} <= {r.id for r in pack.rounds}


def test_both_depths_are_asked_for_in_every_world_and_view(pack: RolePack) -> None:
    for world in pack.worlds:
        for view in pack.views:
            needed = Counter(
                c.axis for c in pack.competencies if c.importance_for(world.id, view.id) >= 2
            )
            assert set(needed) == set(pack.axes), (world.id, view.id)
            assert min(needed.values()) >= pack.policy.coverage.competencies


def test_every_kind_of_surprise_is_in_the_deck(pack: RolePack) -> None:
    assert {card.kind for card in pack.surprises} == {
        "constraint-change",
        "budget-cut",
        "regulator",
        "hostile-panelist",
        "absent-panelist",
        "out-of-scope",
    }


def test_the_demo_has_twelve_questions_on_both_axes_by_all_three_seats(pack: RolePack) -> None:
    form = pack.form("demo")
    axes = {pack.competency(pack.question(q).competencies[0]).axis for q in form.questions}
    assert len(form.questions) >= 12
    assert axes == set(pack.axes)
    assert set(form.seats) == {"startup_cto", "enterprise_architect", "security_reviewer"}
    assert len(form.seats) == len(form.questions)


def test_everything_in_a_shipped_pack_is_stamped_with_its_version(pack: RolePack) -> None:
    assert read_stamps(pack) == contents(pack)


def test_a_changed_question_with_its_old_version_is_found(pack: RolePack) -> None:
    first, *rest = pack.questions
    changed = first.model_copy(update={"minutes": first.minutes + 1})
    problems = check(pack.model_copy(update={"questions": (changed, *rest)}))
    assert [p.where for p in problems] == [f"question/{first.id}"]
    assert f"its version is still {first.version}" in problems[0].what


def test_a_pack_comes_back_from_its_json(pack: RolePack) -> None:
    assert RolePack.model_validate_json(pack.model_dump_json()) == pack


def test_a_broken_table_of_versions_is_named() -> None:
    folder = pack_path("ai-architect")
    with pytest.raises(BadFile, match=r"pack\.yaml: is no table of versions"):
        read_table(folder / "pack.yaml")
