"""A file that cannot be read is named in one line; a key that is not known gets the nearest."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.domain import BadFile, Form, Persona, Policy
from archpanel.files import MAX_PERSONA_FILE, as_model, parse_yaml, read_text
from archpanel.personas import read_persona


def message_of(path: Path) -> str:
    with pytest.raises(BadFile) as caught:
        read_text(path, MAX_PERSONA_FILE)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert len(message.splitlines()) == 1
    return message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "seat.yaml")
    assert "no regular file" in message_of(tmp_path / "seat.yaml")


def test_a_text_that_would_take_over_a_terminal_is_refused() -> None:
    form = {"id": "f", "version": 1, "title": "Three", "questions": ["one"]}
    for char, name in (("\x1b", "U+001B"), ("\u202e", "U+202E"), ("\x9b", "U+009B")):
        with pytest.raises(BadFile, match=re.escape(name)) as caught:
            as_model(Form, {**form, "title": f"Three{char}"}, "form.yaml")
        assert char not in str(caught.value)


def test_a_file_of_64_kb_is_read_and_a_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "seat.yaml"
    path.write_bytes(b"x" * MAX_PERSONA_FILE)
    assert len(read_text(path, MAX_PERSONA_FILE)) == 64 * 1024
    path.write_bytes(b"x" * (MAX_PERSONA_FILE + 1))
    assert "larger than 64 KB" in message_of(path)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "binary", id="a picture"),
        pytest.param("id: x".encode("utf-16"), "binary", id="UTF-16"),
        pytest.param(b"id: x\nname: Jos\xe9\n", ":2: is not UTF-8", id="Latin-1"),
        pytest.param(b"id: \xed\xa0\x80", ":1: is not UTF-8", id="an encoded surrogate"),
        pytest.param(b"id: \xc0\xaf", ":1: is not UTF-8", id="an overlong slash"),
    ],
)
def test_bytes_that_are_no_text_are_refused(raw: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "seat.yaml"
    path.write_bytes(raw)
    assert problem in message_of(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    assert "cannot be read" in message_of(tmp_path / "nobody.yaml")
    assert "cannot be read" in message_of(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "seat.yaml"
    path.write_bytes(b"\xef\xbb\xbfid: x")
    assert read_text(path, MAX_PERSONA_FILE) == "id: x"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("", "holds nothing", id="an empty file"),
        pytest.param("- a\n- b", "holds a list", id="a list"),
        pytest.param("just words", "holds plain text", id="a sentence"),
        pytest.param("7", "holds 7", id="a number"),
    ],
)
def test_a_file_that_holds_no_keys_says_what_it_holds(
    text: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / "seat.yaml"
    path.write_text(text)
    with pytest.raises(BadFile, match=problem):
        read_persona(path)


FORM = {"id": "small", "version": 1, "title": "Small", "questions": ["one"]}


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("titel", "title"), ("question", "questions"), ("seat", "seats"), ("Version", "version")],
)
def test_an_unknown_key_gets_the_nearest_known_one(key: str, nearest: str) -> None:
    with pytest.raises(BadFile) as caught:
        as_model(Form, {**FORM, key: 1}, "form.yaml")
    message = f"form.yaml: unknown key {key!r}. Did you mean {nearest!r}?"
    assert str(caught.value).startswith(message)


def test_a_key_that_is_near_to_nothing_gets_the_list_of_keys() -> None:
    with pytest.raises(BadFile, match="Known: id, version, title, questions, seats"):
        as_model(Form, {**FORM, "xyzzy": 1}, "form.yaml")


@pytest.mark.parametrize(
    ("where", "nearest"),
    [
        pytest.param(("coverage", "importanse"), "importance", id="in a part"),
        pytest.param(("must_haves", 0, "competence"), "competency", id="in an entry of a list"),
        pytest.param(("severity", "even", "serios"), "serious", id="under a free key"),
    ],
)
def test_the_nearest_key_is_found_in_the_depth_too(
    where: tuple[str | int, ...], nearest: str
) -> None:
    data = parse_yaml(POLICY, "policy.yaml")
    inner = data
    for part in where[:-1]:
        inner = inner[part]
    inner[where[-1]] = 1
    path = ".".join(str(part) for part in where)
    with pytest.raises(BadFile) as caught:
        as_model(Policy, data, "policy.yaml")
    assert f"unknown key {path!r}." in str(caught.value)
    assert f"Did you mean {nearest!r}?" in str(caught.value)


POLICY = """
version: 1
bars: {senior: {ai: 3}}
default_level: senior
borderline: 0.2
strong_margin: 0.8
must_haves: [{competency: safety, at_least: 2}]
coverage: {competencies: 1, importance: 0.5}
spread: 1
quorum: 0.66
importance_weights: [0, 1, 2, 4]
severity: {even: {partly: 0.5, serious: 1}}
blocking_cap: 1.5
debrief_rounds: 2
debrief_step: 1
"""


def test_a_key_with_a_line_break_in_it_leaves_the_message_one_line() -> None:
    data = {**parse_yaml(POLICY, "policy.yaml"), "bars": {"sen\nior": {"ai": "high"}}}
    with pytest.raises(BadFile) as caught:
        as_model(Policy, data, "policy.yaml")
    assert str(caught.value).startswith("policy.yaml: bars.sen ior.ai: ")
    assert len(str(caught.value).splitlines()) == 1


def test_whole_numbers_are_taken_where_fractions_are_meant() -> None:
    policy = as_model(Policy, parse_yaml(POLICY, "policy.yaml"), "policy.yaml")
    assert policy.bars == {"senior": {"ai": 3.0}}


def test_the_first_problem_names_its_place_what_was_given_and_how_many_follow() -> None:
    with pytest.raises(BadFile) as caught:
        as_model(Form, {"id": "No Slug", "version": 0, "title": "x"}, "form.yaml")
    message = str(caught.value)
    assert message.startswith("form.yaml: id: ")
    assert "given 'No Slug'" in message
    assert message.endswith("(2 more)")


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(), max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from([*Persona.model_fields, "extra\nkey"]), JUNK, max_size=8),
    st.dictionaries(st.text(st.characters(), max_size=5), st.floats(), max_size=3),
)
def test_any_data_is_a_persona_or_one_line(data: dict[str, object], concerns: object) -> None:
    with pytest.raises(BadFile) as caught:
        as_model(Persona, {"concerns": concerns, **data}, "seat.yaml")
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 1000
