"""Versions of personas by the API: listed, read, compared, gone back to, and taken along."""

from typing import Any

import pytest
from browsers import Browser, Enter
from databases import on_both
from programs import V1, Program, SetUp
from sqlalchemy import update

from archpanel.files import parse_yaml, to_yaml
from archpanel.personas import persona_path
from archpanel.rooms.house import House
from archpanel.rooms.tables import PERSONAS

pytestmark = on_both

OWN = "/personas/own_cto"


def text_of(**changes: object) -> str:
    shipped = parse_yaml(persona_path("startup_cto").read_text("utf-8"), "startup_cto")
    assert isinstance(shipped, dict)
    return to_yaml({**shipped, "id": "own_cto", "version": 1, **changes})


@pytest.fixture
def carla(program: SetUp, coach: Browser) -> Program:
    mine = program(coach)
    mine.send("POST", "/personas", {"text": text_of()}, 201)
    mine.send("PUT", OWN, {"text": text_of(name="Second Name"), "base": 1})
    mine.send("PUT", OWN, {"text": text_of(name="Third Name", severity="lenient"), "base": 2})
    return mine


def yaml_of(who: Program, path: str, status: int = 200) -> str:
    reply = who.client.get(f"{V1}/personas/{path}")
    assert reply.status_code == status
    return reply.text


def test_every_version_is_listed_and_read(carla: Program) -> None:
    told = carla.get(f"{OWN}/versions")["versions"]
    assert [each["number"] for each in told] == [3, 2, 1]
    assert sorted(told, key=lambda each: -each["at"]) == told
    second: dict[str, Any] = carla.get(f"{OWN}/versions/2")
    assert (second["version"], second["name"]) == (2, "Second Name")
    assert carla.get(f"{OWN}/versions/3") == carla.get(OWN)
    carla.get(f"{OWN}/versions/4", 404)
    for no_number in ("0", "x", "1e3", "9" * 30):
        assert carla.get(f"{OWN}/versions/{no_number}", 422)["fields"] == ["version"]


def test_what_differs_is_told_in_meaning_and_in_the_text(carla: Program) -> None:
    told = carla.get(f"{OWN}/changes")
    assert (told["before"], told["after"]) == (2, 3)
    fields = {each["field"]: (each["before"], each["after"]) for each in told["fields"]}
    assert fields["name"] == ("Second Name", "Third Name")
    assert fields["severity"][1] == "lenient"
    assert "+name: Third Name" in told["lines"]
    first = carla.get(f"{OWN}/changes?from=1")
    assert (first["before"], first["after"]) == (1, 3)
    assert (carla.get(f"{OWN}/changes?to=2")["before"]) == 1
    same = carla.get(f"{OWN}/changes?from=2&to=2")
    assert (same["fields"], same["lines"]) == ([], [])
    carla.get(f"{OWN}/changes?from=1&to=9", 404)
    assert carla.get(f"{OWN}/changes?from=0", 422)["fields"] == ["from"]


def test_an_older_version_is_gone_back_to_as_the_next(carla: Program) -> None:
    old = carla.get(f"{OWN}/versions/1")
    new = carla.send("PUT", OWN, {"text": old["text"], "base": 3})
    assert (new["version"], new["name"]) == (4, old["name"])
    assert carla.send("PUT", OWN, {"text": text_of(), "base": 2}, 200) == new, "the same again"
    late = {"text": text_of(name="Late"), "base": 2}
    assert "Version 4 was saved" in carla.send("PUT", OWN, late, 409)["detail"]


def test_a_file_is_had_as_it_was_written_whether_it_can_be_read_or_not(
    house: House, carla: Program
) -> None:
    assert "name: Second Name" in yaml_of(carla, "own_cto/yaml?version=2")
    assert yaml_of(carla, "startup_cto/yaml") == persona_path("startup_cto").read_text("utf-8")
    for nowhere in ("own_cto/yaml?version=9", "startup_cto/yaml?version=1", "nobody/yaml"):
        yaml_of(carla, nowhere, 404)
    with house.sessions._database.begin() as connection:
        connection.execute(
            update(PERSONAS).where(PERSONAS.c.version == 3).values(text="id: own_cto\nold: yes\n")
        )
    assert yaml_of(carla, "own_cto/yaml") == "id: own_cto\nold: yes\n"
    carla.get(f"{OWN}/versions/3", 422)


def test_nobody_else_has_any_of_it(
    house: House, carla: Program, candidate: Browser, enter: Enter, program: SetUp
) -> None:
    otto = program(enter(house.accounts.open("coach", "Otto")))
    for other in (otto, program(candidate)):
        for path in ("versions", "versions/1", "changes", "yaml"):
            assert "own_cto" not in yaml_of(other, f"own_cto/{path}", 404)
    yaml_of(program(candidate), "startup_cto/yaml", 404)
