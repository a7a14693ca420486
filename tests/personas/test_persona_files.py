"""A persona is a file: read strictly, found by id or path, compared by meaning."""

from pathlib import Path

import pytest

from archpanel.domain import BadFile, BadRequest, Persona, UnknownName
from archpanel.personas import load_persona, persona_ids, persona_path, read_persona, seat_panel
from archpanel.personas.checking import check_persona
from archpanel.personas.comparing import differences

SEAT = """
id: my_seat
version: 1
name: Maya Okafor
role: CTO of a nine-person start-up
background: Twenty years of building and running systems that people rely on every day.
voice: Short sentences. Asks what it costs, what breaks first and what you would leave out.
concerns: {agents: 0.5, costs: 0.3, security: 0.2}
owns: [security]
severity: even
probes: [where it breaks, what it costs, who may do it]
never_accepts: [one key for all, no test at all]
lead_ins:
  open: &lines [Let me begin there., Let me ask it so., One thing first.]
  probe: *lines
  cross_examine: *lines
  twist: *lines
  close: *lines
"""
LINES = "[Let me begin there., Let me ask it so., One thing first.]"
SEAT = SEAT.replace("&lines ", "").replace("*lines", LINES)
KNOWN = ("agents", "costs", "security")


def seat(tmp_path: Path, *changes: tuple[str, str], name: str = "my_seat") -> Path:
    text = SEAT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / f"{name}.yaml"
    path.write_text(text)
    return path


def test_a_file_of_ones_own_is_a_seat(tmp_path: Path) -> None:
    persona = load_persona(str(seat(tmp_path)))
    assert persona.concerns == {"agents": 0.5, "costs": 0.3, "security": 0.2}
    assert persona.concern_for(("agents", "security", "unheard-of")) == 0.7
    assert check_persona(persona, KNOWN) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("0.2}", "0.1}", "concerns add up to 0.900, not to 1", id="shares below one"),
        pytest.param("0.2}", "0.3}", "concerns add up to 1.100, not to 1", id="shares above one"),
        pytest.param(
            "owns: [security]", "owns: [scale]", "without a concern", id="owns a stranger"
        ),
        pytest.param("severity: even", "severity: cruel", "severity: ", id="an unknown severity"),
        pytest.param("severity: even", "severety: even", "'severity'", id="a mistyped key"),
        pytest.param("  twist:", "  twits:", "Did you mean 'twist'?", id="a mistyped move"),
        pytest.param("version: 1", "version: 0", "version: ", id="version nought"),
        pytest.param("version: 1", "version: no", "given 'no'", id="a word as version"),
        pytest.param("version: 1", "version: true", "given True", id="a truth value as version"),
        pytest.param("id: my_seat", "id: other", "differs from the file name", id="another id"),
        pytest.param("name: Maya", 'name: "Maya\\nB"  #', "one line", id="a name of two lines"),
        pytest.param("name: Maya", 'name: "Maya\\e[2J"  #', "U+001B", id="an escape code"),
        pytest.param("role: CTO", 'role: "\\u202ECTO"  #', "U+202E", id="text from right to left"),
        pytest.param("id: my_seat", "id: My Seat", "id: ", id="an id with blanks"),
        pytest.param("costs: 0.3", "costs: -0.3", "concerns.costs", id="a share below nought"),
        pytest.param("role: CTO", "role: !!python/object:x CTO", "tags", id="a tag"),
    ],
)
def test_a_broken_persona_is_refused_in_one_line(
    old: str, new: str, problem: str, tmp_path: Path
) -> None:
    path = seat(tmp_path, (old, new))
    with pytest.raises(BadFile) as caught:
        read_persona(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert problem in message
    assert len(message.splitlines()) == 1


def test_an_unknown_persona_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'startup_cto'"):
        load_persona("startup_ceo")
    for name in ("", "x" * 5000, "no/such/file"):
        with pytest.raises(UnknownName):
            persona_path(name)


def test_the_same_relative_path_in_another_folder_is_another_persona(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name in ("Maya Okafor", "Someone Else"):
        folder = tmp_path / name
        folder.mkdir()
        seat(folder, ("name: Maya Okafor", f"name: {name}"))
        monkeypatch.chdir(folder)
        found.append(load_persona("my_seat.yaml").name)
    assert found == ["Maya Okafor", "Someone Else"]


def test_nobody_sits_on_two_seats() -> None:
    assert [p.id for p in seat_panel(["startup_cto", "ml_lead"])] == ["startup_cto", "ml_lead"]
    with pytest.raises(BadRequest, match="startup_cto cannot sit on two seats"):
        seat_panel(["startup_cto", "ml_lead", "startup_cto"])


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("costs:", "cost:", "Did you mean 'costs'?", id="a competency mistyped"),
        pytest.param(
            "costs:", "quantum:", "no competency is called 'quantum'", id="an unknown one"
        ),
        pytest.param("[Let me begin there.", "[Great answer so far.", "praises", id="praise"),
        pytest.param("[Let me begin there.", "['{name}, begin.'", "no template", id="a template"),
    ],
)
def test_a_check_finds_what_the_schema_cannot(
    old: str, new: str, problem: str, tmp_path: Path
) -> None:
    problems = check_persona(read_persona(seat(tmp_path, (old, new))), KNOWN)
    assert problems
    assert all(line.startswith("my_seat: ") and problem in line for line in problems)


def test_two_personas_differ_in_what_they_mean(tmp_path: Path) -> None:
    before = read_persona(seat(tmp_path))
    after = read_persona(
        seat(
            tmp_path,
            ("severity: even", "severity: strict"),
            ("agents: 0.5, costs: 0.3", "agents: 0.6, scale: 0.2"),
            ("[where it breaks, ", "[how it heals, "),
        )
    )
    assert differences(before, after) == [
        ("concerns.agents", "0.5", "0.6"),
        ("concerns.costs", "0.3", "-"),
        ("concerns.scale", "-", "0.2"),
        ("severity", "even", "strict"),
        ("probes", "- where it breaks", ""),
        ("probes", "", "+ how it heals"),
    ]


def test_order_and_layout_of_a_file_are_no_difference(tmp_path: Path) -> None:
    before = read_persona(seat(tmp_path))
    after = read_persona(
        seat(
            tmp_path,
            (
                "{agents: 0.5, costs: 0.3, security: 0.2}",
                "{security: .2, agents: 0.50, costs: 0.3}",
            ),
            ("version: 1\n", "version: 1   # as before\n\n"),
        )
    )
    assert differences(before, after) == []


@pytest.mark.parametrize("name", persona_ids())
def test_a_persona_is_no_different_from_itself(name: str) -> None:
    assert differences(load_persona(name), load_persona(name)) == []


def test_a_copy_of_a_shipped_persona_whose_meaning_changed_needs_a_new_version() -> None:
    persona = load_persona("startup_cto")
    known = [*persona.concerns]
    changed = persona.model_copy(update={"severity": "strict"})
    raised = changed.model_copy(update={"version": persona.version + 1})
    assert check_persona(persona, known) == []
    assert "its version is still" in check_persona(changed, known)[0]
    assert check_persona(raised, known) == []  # that shipped ones are stamped is a test of its own


def test_a_shipped_persona_survives_its_json() -> None:
    for name in persona_ids():
        persona = load_persona(name)
        assert Persona.model_validate_json(persona.model_dump_json()) == persona
