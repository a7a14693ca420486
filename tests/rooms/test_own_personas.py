"""Own personas: every save is a version, each coach has theirs, and a panel takes them by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from archpanel.domain import BadRequest, Persona, UnknownName
from archpanel.files import parse_yaml, to_yaml
from archpanel.personas import load_persona, persona_ids
from archpanel.rooms.illegible import Illegible
from archpanel.rooms.personas import Outdated, Own, Personas, Unfit, check
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tables import PERSONAS, open_rooms
from archpanel.sessions import open_database

ANA, BEA = "ana", "bea"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Personas]:
    database = open_rooms(open_database(str(tmp_path / "sessions.sqlite")))
    yield Personas(database)
    database.dispose()


def text_of(persona: Persona, **changes: object) -> str:
    return to_yaml(persona.model_dump(mode="json") | {"id": "maya", "version": 1} | changes)


MAYA = text_of(load_persona("startup_cto"), name="Maya Okafor")


def test_each_save_is_a_version_and_the_old_ones_stay(own: Personas) -> None:
    first = own.save_new(ANA, MAYA)
    strict = MAYA.replace("severity: even", "severity: strict")
    second = own.save_next(ANA, "maya", strict, 1)
    assert (first.persona.version, second.persona.version) == (1, 2)
    assert [v.number for v in own.versions(ANA, "maya")] == [2, 1]
    assert own.find(ANA, "maya").persona.severity == "strict"
    assert own.find(ANA, "maya", 1).persona == first.persona
    assert [each.persona.version for each in own.all(ANA)] == [2]


def test_comments_stay_and_only_the_number_changes(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    wanted = f"# for the board\n{MAYA}"
    saved = own.save_next(ANA, "maya", wanted, 1)
    assert saved.text == wanted.replace("version: 1", "version: 2")


def test_the_number_is_raised_whatever_the_text_says(own: Personas) -> None:
    own.save_new(ANA, MAYA.replace("version: 1", "version: 77"))
    changed = MAYA.replace("version: 1", "'version': 5").replace("even", "lenient")
    saved = own.save_next(ANA, "maya", changed, 1)
    assert (saved.persona.version, saved.persona.severity) == (2, "lenient")
    assert own.find(ANA, "maya", 1).persona.version == 1


def test_a_version_that_was_outdated_is_told_with_the_newest(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    own.save_next(ANA, "maya", MAYA.replace("even", "strict"), 1)
    with pytest.raises(Outdated) as caught:
        own.save_next(ANA, "maya", MAYA.replace("even", "lenient"), 1)
    assert caught.value.newest.persona.severity == "strict"
    assert len(own.versions(ANA, "maya")) == 2


def test_the_same_text_twice_is_one_version(own: Personas) -> None:
    assert own.save_new(ANA, MAYA) == own.save_new(ANA, MAYA)
    strict = MAYA.replace("even", "strict")
    twice = [own.save_next(ANA, "maya", strict, 1) for _ in range(2)]
    assert twice[0] == twice[1]
    assert len(own.versions(ANA, "maya")) == 2


def test_nobody_reaches_what_another_coach_wrote(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    assert own.all(BEA) == []
    for reach in (
        lambda: own.find(BEA, "maya"),
        lambda: own.versions(BEA, "maya"),
        lambda: own.diff(BEA, "maya", 1, 1),
        lambda: own.save_next(BEA, "maya", MAYA, 1),
        lambda: own.seats(BEA, ["own:maya"]),
    ):
        with pytest.raises(NotYours):
            reach()
    other = own.save_new(BEA, MAYA.replace("even", "strict"))
    assert other.persona.severity == "strict"
    assert own.find(ANA, "maya").persona.severity == "even"


def of_another_version(own: Personas, name: str, version: int) -> None:
    """Let a version be as another archpanel wrote it, with a key that this one does not know."""
    mine = (PERSONAS.c.id == name) & (PERSONAS.c.version == version)
    with own._database.begin() as connection:
        text = connection.scalars(select(PERSONAS.c.text).where(mine)).one()
        changed = update(PERSONAS).where(mine).values(text=f"{text}mood: stern\n")
        connection.execute(changed)


def test_one_that_cannot_be_read_hides_no_other(
    own: Personas, caplog: pytest.LogCaptureFixture
) -> None:
    own.save_new(ANA, MAYA)
    own.save_new(ANA, MAYA.replace("id: maya", "id: nora"))
    of_another_version(own, "maya", 1)
    assert [each.persona.id for each in own.all(ANA)] == ["nora"]
    assert "maya, version 1" in caplog.text
    maya, nora = own.kept(ANA)
    assert isinstance(maya, Illegible)
    assert isinstance(nora, Own)
    assert (maya.name, maya.version) == ("maya", 1)
    assert "mood" in maya.problem
    for reach in (lambda: own.find(ANA, "maya"), lambda: own.seats(ANA, ["own:maya"])):
        with pytest.raises(Illegible, match=r"maya, version 1, .* save it anew"):
            reach()


def test_one_that_cannot_be_read_is_saved_anew(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    of_another_version(own, "maya", 1)
    assert own.id_for(ANA, "Maya", MAYA) == "maya_2"
    with pytest.raises(Unfit):
        own.save_new(ANA, MAYA)
    with pytest.raises(Unfit, match="one thing is wrong"):
        own.save_next(ANA, "maya", own.kept(ANA)[0].text, 1)
    assert own.save_next(ANA, "maya", MAYA, 1).persona.version == 2
    assert own.find(ANA, "maya").persona.version == 2
    with pytest.raises(Illegible):
        own.find(ANA, "maya", 1)


def test_two_versions_differ_in_words_and_in_lines(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    own.save_next(ANA, "maya", MAYA.replace("even", "strict"), 1)
    found = own.diff(ANA, "maya", 1, 2)
    assert found.fields == [("version", "1", "2"), ("severity", "even", "strict")]
    assert "-severity: even" in found.lines
    assert "+severity: strict" in found.lines


def test_a_panel_has_shipped_and_own_seats(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    own.save_next(ANA, "maya", MAYA.replace("even", "strict"), 1)
    seated = own.seats(ANA, ["security_reviewer", "own:maya"])
    assert [(p.id, p.severity) for p in seated][1] == ("maya", "strict")
    with pytest.raises(BadRequest, match="cannot sit on two seats"):
        own.seats(ANA, ["own:maya", "own:maya"])
    with pytest.raises(BadRequest, match="1 to 5 seats"):
        own.seats(ANA, [*persona_ids()][:6])
    for stranger in ("maya", "/etc/passwd", "x.yaml", "own"):
        with pytest.raises(UnknownName):
            own.seats(ANA, [stranger])


@pytest.mark.parametrize("name", [*persona_ids(), "new"])
def test_an_own_persona_never_has_the_id_of_a_shipped_one(own: Personas, name: str) -> None:
    with pytest.raises(Unfit) as caught:
        own.save_new(ANA, MAYA.replace("id: maya", f"id: {name}"))
    assert [(f.place, "taken" in f.problem) for f in caught.value.findings] == [("id", True)]
    assert own.all(ANA) == []


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Maya Okafor", "maya_okafor"),
        ("Startup CTO", "startup_cto_2"),
        ("new", "new_2"),
        ("7 of 9", "persona_7_of_9"),
        ("Лена", "persona"),
        ("x" * 60, "x" * 35),
        ("", "persona"),
    ],
)
def test_an_id_is_made_of_the_name(own: Personas, name: str, wanted: str) -> None:
    found = own.id_for(ANA, name, "")
    assert found == wanted
    assert own.save_new(ANA, MAYA.replace("id: maya", f"id: {found}")).persona.id == found


def test_an_id_that_is_taken_gets_a_number_unless_it_is_the_same_persona(own: Personas) -> None:
    own.save_new(ANA, MAYA)
    assert own.id_for(ANA, "Maya", MAYA.replace("id: maya", "id: persona")) == "maya"
    assert own.id_for(ANA, "Maya", MAYA.replace("even", "strict")) == "maya_2"


def test_what_the_terminal_refuses_is_refused_here_as_well(own: Personas) -> None:
    with pytest.raises(Unfit) as caught:
        own.save_new(ANA, MAYA.replace("0.16", "0.99").replace("Hang on,", "Perfect,"))
    assert [f.place for f in caught.value.findings] == ["concerns"]
    assert "Perfect" not in str(caught.value)


@pytest.mark.parametrize("name", persona_ids())
def test_every_shipped_persona_survives_its_yaml(name: str) -> None:
    persona = load_persona(name)
    assert check(to_yaml(persona.model_dump(mode="json"))).passed == persona


@given(st.dictionaries(st.text(min_size=1), st.text() | st.lists(st.text()), min_size=1))
def test_what_is_written_as_yaml_is_read_back_as_it_was(data: dict[str, object]) -> None:
    if "<<" not in data:
        assert parse_yaml(to_yaml(data), "x") == data


@pytest.mark.parametrize("text", ["no", "08", "1_000", "~", "2024-13-45", "=1+1", "on", "1e3", ""])
def test_words_that_look_like_numbers_stay_words(text: str) -> None:
    assert parse_yaml(to_yaml({"x": text}), "x") == {"x": text}
