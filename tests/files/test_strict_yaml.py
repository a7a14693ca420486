"""What people write in YAML is read as they mean it, and a trap is refused in one line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archpanel.domain import BadFile
from archpanel.files import parse_yaml

REFUSED = [
    pytest.param("a: 1\nb: 2\na: 3", 3, "'a' is there twice", id="a key twice"),
    pytest.param("a: &x 1\nb: 2", 1, "anchors and aliases", id="an anchor"),
    pytest.param("b: 2\na: *x", 2, "anchors and aliases", id="an alias"),
    pytest.param("a:\n  b: &x [1]\n  c: *x", 2, "anchors and aliases", id="an anchor in the depth"),
    pytest.param("a: !!python/object:os.system ls", 1, "tags", id="a Python object"),
    pytest.param("a:\n- !!python/name:os.system", 2, "tags", id="a Python name"),
    pytest.param("a: !mine x", 1, "tags", id="a tag of one's own"),
    pytest.param("a: ! x", 1, "tags", id="the empty tag"),
    pytest.param("a: !!str 1", 1, "tags", id="even a harmless tag"),
    pytest.param("x: 1\n<<: {a: 1}", 2, "merge keys", id="a merge key"),
    pytest.param("a: 1\n---\nb: 2", 2, "more than one document", id="two documents"),
    pytest.param("---\n---\nb: 2", 2, "more than one document", id="an empty first document"),
    pytest.param("[a, b]: 1", 1, "cannot be a key", id="a list as a key"),
    pytest.param("? {a: 1}\n: 1", 1, "cannot be a key", id="a mapping as a key"),
    pytest.param("x: 1\n7: 1", 2, "key 7 is not a word", id="a number as a key"),
    pytest.param("true: 1", 1, "key True is not a word", id="a truth value as a key"),
    pytest.param("~: 1", 1, "key None is not a word", id="nothing as a key"),
    pytest.param("a: [1, 2", 2, "not valid YAML", id="an open bracket"),
    pytest.param("a: 'x\nb: 1", 2, "not valid YAML", id="an open quote"),
    pytest.param("ok: 1\na: b: c", 2, "not valid YAML", id="two colons"),
    pytest.param("ok: 1\n\ta: 1", 2, "not valid YAML", id="a tab as indentation"),
    pytest.param("ok: 1\na: \x07", 2, "U+0007", id="a control character"),
    pytest.param("ok: 1\nb: 1\nc: \ud800", 3, "U+D800", id="a lone surrogate"),
]


@pytest.mark.parametrize(("text", "line", "problem"), REFUSED)
def test_a_trap_is_refused_with_file_and_line(text: str, line: int, problem: str) -> None:
    with pytest.raises(BadFile) as caught:
        parse_yaml(text, "seat.yaml")
    message = str(caught.value)
    assert message.startswith(f"seat.yaml:{line}: ")
    assert problem in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("no", "no", id="no is the word no"),
        pytest.param("off", "off", id="off is a word"),
        pytest.param("True", "True", id="only lower case is a truth value"),
        pytest.param("true", True, id="true"),
        pytest.param("null", None, id="null"),
        pytest.param("~", None, id="a tilde"),
        pytest.param("", None, id="nothing"),
        pytest.param("''", "", id="an empty string in quotes"),
        pytest.param("2024-01-13", "2024-01-13", id="a date is a string"),
        pytest.param("12:30:45", "12:30:45", id="a time is no number to the base of 60"),
        pytest.param("0x1F", "0x1F", id="hexadecimal is a string"),
        pytest.param("1_000", "1_000", id="an underscore makes a string"),
        pytest.param("007", 7, id="no octal numbers"),
        pytest.param("-12", -12, id="a negative number"),
        pytest.param("0.16", 0.16, id="a share"),
        pytest.param(".5", 0.5, id="a share without a zero"),
        pytest.param(".inf", ".inf", id="infinity is a word"),
        pytest.param(".nan", ".nan", id="not a number is a word"),
        pytest.param("9" * 400, "9" * 400, id="a huge number is a string"),
        pytest.param("1e9999", "1e9999", id="a huge exponent is a string"),
        pytest.param("'1'", "1", id="a quoted number is a string"),
        pytest.param('"no\\u00e9"', "noé", id="an escape in double quotes"),
        pytest.param("|\n  two\n  lines\n", "two\nlines\n", id="a block"),
        pytest.param(">-\n  one\n  line", "one line", id="a folded block"),
        pytest.param("[a, [b, {c: 1}]]", ["a", ["b", {"c": 1}]], id="flow style"),
    ],
)
def test_a_value_is_what_a_reader_takes_it_for(written: str, meant: object) -> None:
    read = parse_yaml(f"key: {written}", "f.yaml")
    assert read == {"key": meant}
    assert type(read["key"]) is type(meant)


def test_the_same_key_may_stand_in_two_mappings() -> None:
    assert parse_yaml("- {a: 1}\n- {a: 2}", "f.yaml") == [{"a": 1}, {"a": 2}]


def test_a_word_twice_in_a_list_is_fine() -> None:
    assert parse_yaml("[a, a]", "f.yaml") == ["a", "a"]


@pytest.mark.parametrize(("depth", "fine"), [(12, True), (13, False), (50_000, False)])
def test_a_file_is_twelve_levels_deep_at_most(depth: int, fine: bool) -> None:
    text = "[" * depth + "]" * depth
    if fine:
        assert parse_yaml(text, "f.yaml")
    else:
        with pytest.raises(BadFile, match=r"^f\.yaml:1: .*(nested|nesting)"):
            parse_yaml(text, "f.yaml")


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(40))
    with pytest.raises(BadFile, match=r"^f\.yaml:1: anchors"):
        parse_yaml(bomb, "f.yaml")


def test_an_empty_file_holds_nothing() -> None:
    assert parse_yaml("", "f.yaml") is None
    assert parse_yaml("# only a remark\n", "f.yaml") is None


def test_a_message_stays_short_whatever_the_key() -> None:
    key = "k" * 900
    with pytest.raises(BadFile) as caught:
        parse_yaml(f"{key}: 1\n{key}: 2", "f.yaml")
    assert len(str(caught.value)) < 120


YAML_LIKE = st.text(
    st.sampled_from("ab:-[]{}&*!|>'\"%@`#?,<.~019= \n\t\\/\u00e9\u2028\x85\x00\x1b\ufeff\ud800"),
    max_size=40,
)


def refusal_of(text: str) -> str:
    try:
        parse_yaml(text, "f.yaml")
    except BadFile as error:
        return str(error)
    return ""


@settings(max_examples=300)
@given(st.one_of(YAML_LIKE, st.text(st.characters(), max_size=40)))
def test_random_text_is_read_or_refused_in_one_line_and_nothing_else(text: str) -> None:
    message = refusal_of(text)
    assert message.startswith("f.yaml") or not message
    assert len(message.splitlines()) <= 1
    assert len(message) < 300


@settings(max_examples=100)
@given(st.binary(max_size=40))
def test_random_bytes_are_no_exception(raw: bytes) -> None:
    assert len(refusal_of(raw.decode("latin-1")).splitlines()) <= 1
