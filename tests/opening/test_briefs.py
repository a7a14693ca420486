"""What is asked for becomes a brief, or one line that says what there is instead."""

from dataclasses import replace
from pathlib import Path

import pytest

from archpanel.domain import BadFile, BadRequest, Brief, PanelError, UnknownName
from archpanel.opening import TURNS, Wishes, make_brief, take_seats
from archpanel.personas import persona_path

PLAIN = Wishes(
    world="startup",
    view="",
    rounds=(),
    seats="startup_cto,enterprise_architect,security_reviewer",
    turns=None,
    level="",
    surprise=False,
    form="",
    pack="ai-architect",
    seed=0,
)


def brief(**changes: object) -> Brief:
    return make_brief(replace(PLAIN, **changes))  # type: ignore[arg-type]


def refusal(**changes: object) -> str:
    with pytest.raises(PanelError) as caught:
        brief(**changes)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_without_options_it_is_a_panel_of_three_over_the_rounds_of_the_first_view() -> None:
    made = brief()
    assert (made.world, made.view, made.turns, made.level) == (
        "startup", "developer-plus", TURNS, "senior",
    )  # fmt: skip
    assert len(made.seats) == 3
    assert set(made.rounds) >= {"coding", "ml-deep-dive", "system-design"}


def test_a_review_may_be_by_the_shipped_pack() -> None:
    made = make_brief(PLAIN, purpose="review")
    assert (made.pack.id, made.purpose, made.turns) == ("ai-architect", "review", 60)


def test_the_view_follows_from_the_rounds() -> None:
    assert brief(rounds=("governance-risk",)).view == "pure-architecture"
    assert brief(rounds=("coding",)).view == "developer-plus"


def test_a_round_named_twice_is_one_round() -> None:
    assert brief(rounds=("coding", "coding")).rounds == ("coding",)


@pytest.mark.parametrize(
    ("changes", "kind", "nearest"),
    [
        ({"world": "enterprize"}, "world", "enterprise"),
        ({"view": "pure-architekture"}, "view", "pure-architecture"),
        ({"rounds": ("codeing",)}, "round", "coding"),
        ({"level": "princpal"}, "level", "principal"),
        ({"seats": "startup_ceo"}, "persona", "startup_cto"),
        ({"form": "dmo"}, "form", "demo"),
        ({"pack": "ai-architct"}, "pack", "ai-architect"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unknown_name_gets_the_nearest(
    changes: dict[str, object], kind: str, nearest: str
) -> None:
    message = refusal(**changes)
    assert message.startswith(f"No {kind} is called ")
    assert f"Did you mean {nearest!r}?" in message
    assert "Known: " in message


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"seats": "startup_cto,ml_lead,startup_cto"},
            "startup_cto cannot sit on two seats",
            id="one persona twice",
        ),
        pytest.param({"seats": ",".join(["ml_lead"] * 6)}, "1 to 5 seats; 6", id="too many"),
        pytest.param({"seats": " , "}, "1 to 5 seats; 0", id="none"),
        pytest.param({"seed": 2**63}, f"--seed {2**63} is not between", id="a seed too long"),
        pytest.param({"turns": -1}, "--turns -1 is not between 1 and 60", id="negative turns"),
        pytest.param({"turns": 0}, "--turns 0 is not between 1 and 60", id="no turns"),
        pytest.param({"turns": 61}, "--turns 61 is not between 1 and 60", id="too many turns"),
    ],
)
def test_settings_that_cannot_be_are_refused(changes: dict[str, object], expected: str) -> None:
    assert expected in refusal(**changes)


def test_blanks_around_seats_do_not_matter() -> None:
    spaced = replace(PLAIN, seats=" startup_cto , ml_lead ")
    assert [p.id for p in take_seats(spaced)] == ["startup_cto", "ml_lead"]
    assert make_brief(spaced).seats == ("startup_cto", "ml_lead")


def test_a_persona_may_come_from_a_file(tmp_path: Path) -> None:
    own = tmp_path / "my_cto.yaml"
    text = persona_path("startup_cto").read_text(encoding="utf-8")
    own.write_text(text.replace("id: startup_cto", "id: my_cto"), encoding="utf-8")
    wishes = replace(PLAIN, seats=f"{own},ml_lead")
    assert make_brief(wishes).seats == ("my_cto", "ml_lead")
    assert take_seats(wishes)[0].id == "my_cto"


def test_a_form_fixes_the_questions_and_leaves_room_for_probes() -> None:
    made = brief(form="demo")
    assert made.form is not None
    assert len(made.form.questions) == 12
    assert made.turns == 16
    assert brief(form="demo", turns=5).turns == 5


def test_a_form_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    listed = "[part-numbers-not-found, retries-on-retries, refund-exactly-once]"
    file.write_text(f"id: short\nversion: 1\ntitle: Three\nquestions: {listed}\n", "utf-8")
    made = brief(form=str(file))
    assert made.form is not None
    assert (made.form.id, made.turns) == ("short", 4)


def test_a_form_file_with_an_unknown_question_names_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("id: mine\nversion: 1\ntitle: Mine\nquestions: [retries-on-retry]\n", "utf-8")
    with pytest.raises(UnknownName, match=r"Did you mean 'retries-on-retries'\?"):
        brief(form=str(file))


def test_a_form_file_with_a_wrong_key_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("id: mine\nversion: 1\ntitel: Mine\nquestions: [coding]\n", "utf-8")
    with pytest.raises(BadFile, match=r"mine\.yaml: "):
        brief(form=str(file))


def test_a_pack_of_anchors_alone_cannot_be_rehearsed(tmp_path: Path) -> None:
    file = tmp_path / "rubric.yaml"
    file.write_text("framing: {low: vague, high: clear}\n", encoding="utf-8")
    with pytest.raises(BadRequest, match="enough for `archpanel review` only"):
        brief(pack=str(file))
    assert make_brief(replace(PLAIN, pack=str(file)), purpose="review").rounds == ("review",)
