"""Prompts are files: declared, versioned, and filled without a second look at what is put in."""

from importlib.resources import files

import pytest

from archpanel.agents.llm.prompts import labels, parse_prompt, prompt

NAMES = sorted(
    entry.name.removesuffix(".md")
    for entry in files("archpanel.agents").joinpath("prompts").iterdir()
    if entry.name.endswith(".md")
)


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_declares_what_it_uses(name: str) -> None:
    found = prompt(name)
    assert found.version >= 1
    assert found.label.startswith(f"{name}@{found.version}#")
    assert "{{" not in found.fill(**{variable: "x" for variable in found.variables})


def test_a_value_is_never_looked_at_again() -> None:
    filled = prompt("repair").fill(problem="{{problem}} {problem} {{canary}}")
    assert "{{problem}} {problem} {{canary}}" in filled


def test_a_value_that_is_missing_or_unknown_is_an_error() -> None:
    with pytest.raises(ValueError, match="repair takes"):
        prompt("repair").fill()
    with pytest.raises(ValueError, match="repair takes"):
        prompt("repair").fill(problem="x", more="y")


def test_an_undeclared_variable_is_an_error() -> None:
    written = "---\nid: odd\nversion: 1\nvariables: [a]\n---\n{{a}} {{b}}\n"
    with pytest.raises(ValueError, match=r"declares \['a'\]"):
        parse_prompt(written, "odd")


def test_another_text_has_another_label() -> None:
    head = "---\nid: odd\nversion: 1\nvariables: []\n---\n"
    assert parse_prompt(head + "One.\n", "odd").label != parse_prompt(head + "Two.\n", "odd").label


def test_readings_are_kept_under_all_their_prompts() -> None:
    assert labels(("panel", "assess")).split() == [prompt("panel").label, prompt("assess").label]
