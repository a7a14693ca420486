"""A copy of a persona is ready to be edited, and is told from what it was made of."""

from pathlib import Path

import pytest

from archpanel.domain import BadRequest
from archpanel.personas import load_persona, persona_path, read_persona
from archpanel.personas.checking import check_persona
from archpanel.personas.copying import copy_text


def copied(new_id: str, tmp_path: Path) -> Path:
    text = persona_path("security_reviewer").read_text(encoding="utf-8")
    file = tmp_path / f"{new_id}.yaml"
    file.write_text(copy_text(text, load_persona("security_reviewer"), new_id), encoding="utf-8")
    return file


def test_a_copy_differs_in_its_id_alone(tmp_path: Path) -> None:
    made = read_persona(copied("patient_reviewer", tmp_path))
    source = load_persona("security_reviewer")
    assert made == source.model_copy(update={"id": "patient_reviewer", "version": 1})


def test_under_the_same_id_it_is_the_next_version_and_passes_its_check(tmp_path: Path) -> None:
    file = copied("security_reviewer", tmp_path)
    made, source = read_persona(file), load_persona("security_reviewer")
    assert made.version == source.version + 1
    text = file.read_text(encoding="utf-8").replace("severity: strict", "severity: even")
    file.write_text(text, encoding="utf-8")
    assert check_persona(read_persona(file), set(made.concerns)) == []


def test_the_same_version_with_other_contents_does_not_pass(tmp_path: Path) -> None:
    changed = load_persona("security_reviewer").model_copy(update={"severity": "even"})
    assert "raise it" in check_persona(changed, set(changed.concerns))[0]


def test_the_comments_of_its_origin_are_left_behind(tmp_path: Path) -> None:
    text = copied("patient_reviewer", tmp_path).read_text(encoding="utf-8")
    assert text.startswith("# Made from security_reviewer version ")
    assert "Core seat" not in text


@pytest.mark.parametrize("name", ["Bad-Id", "2nd", "a b", "", "x" * 41])
def test_what_cannot_be_an_id_is_refused(name: str) -> None:
    with pytest.raises(BadRequest, match="strict_cto"):
        copy_text("id: a\nversion: 1\n", load_persona("startup_cto"), name)
