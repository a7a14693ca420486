"""Answers files: in order, by question, as blocks; and which line is wrong."""

from pathlib import Path

import pytest

from archpanel.cli.answers import AnswerFile, parse_answers, read_answers
from archpanel.domain import BadFile, Question, QuestionMove


def question(item: str, move: QuestionMove = "open", target: str = "") -> Question:
    return Question(
        id="q1",
        persona="startup_cto",
        move=move,
        item=item,
        item_digest="",
        round="coding",
        competencies=("evaluation",),
        text="What would you do?",
        target=target,
        reason="It is next.",
    )


def read(tmp_path: Path, text: str, name: str = "answers.jsonl") -> AnswerFile:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return read_answers(file)


def test_lines_without_an_id_are_taken_in_order_by_whatever_is_asked(tmp_path: Path) -> None:
    answers = read(tmp_path, '{"text": "one"}\n\n{"text": "two"}\n')
    asked = [question("a"), question("b", "cross-examine", "x/y"), question("c")]
    assert [answers.answer_to(q) for q in asked] == ["one", "two", None]
    assert answers.left == 0


def test_lines_with_an_id_wait_for_their_question(tmp_path: Path) -> None:
    answers = read(
        tmp_path, '{"question_id": "b", "text": "two"}\n{"question_id": "a", "text": "one"}\n'
    )
    asked = [question("a"), question("c"), question("b"), question("b")]
    assert [answers.answer_to(q) for q in asked] == ["one", None, "two", None]


def test_an_answer_to_a_probe_waits_for_that_probe(tmp_path: Path) -> None:
    answers = read(
        tmp_path,
        '{"question_id": "a", "text": "first"}\n'
        '{"question_id": "a", "probe": "cost", "text": "it costs"}\n',
    )
    assert answers.answer_to(question("a", "probe", "latency")) is None
    assert answers.answer_to(question("a", "probe", "cost")) == "it costs"
    assert answers.answer_to(question("a")) == "first"


def test_an_answer_to_a_follow_up_that_never_came_is_not_missed(tmp_path: Path) -> None:
    answers = read(
        tmp_path,
        '{"question_id": "a", "text": "first"}\n'
        '{"question_id": "a", "probe": "cost", "text": "it costs"}\n'
        '{"text": "to whatever is asked"}\n',
    )
    assert (answers.left, answers.unused) == (3, 2)
    answers.answer_to(question("a"))
    answers.answer_to(question("b"))
    assert (answers.left, answers.unused) == (1, 0)


@pytest.mark.parametrize(
    ("spare", "told"),
    [("", ""), ("---\nb\n", "One more answer was"), ("---\nb\n---\nc\n", "2 more answers were")],
)
def test_answers_that_nobody_asked_for_are_counted(tmp_path: Path, spare: str, told: str) -> None:
    answers = read(tmp_path, f"a\n{spare}", "answers.txt")
    answers.answer_to(question("a"))
    assert answers.fits_none() == (told and f"{told} given than there were questions.")


def test_an_answer_to_a_challenge_names_the_red_flag(tmp_path: Path) -> None:
    answers = read(
        tmp_path,
        '{"question_id": "a", "probe": "a/shared-key", "text": "I take it back"}\n'
        '{"question_id": "a", "text": "first"}\n',
    )
    assert answers.answer_to(question("a", "cross-examine", "b/other")) is None
    assert answers.answer_to(question("a", "cross-examine", "a/shared-key")) == "I take it back"
    assert answers.left == 1


def test_two_answers_to_one_question_are_given_one_after_the_other(tmp_path: Path) -> None:
    answers = read(tmp_path, '{"question_id":"a","text":"1"}\n{"question_id":"a","text":"2"}')
    assert [answers.answer_to(question("a")) for _ in range(3)] == ["1", "2", None]


def test_an_empty_text_is_a_pass_and_keeps_its_place(tmp_path: Path) -> None:
    assert read(tmp_path, '{"text": ""}\n{"text": "two"}\n').in_order == ["", "two"]


def test_a_line_may_hold_every_character_that_json_allows(tmp_path: Path) -> None:
    answers = read(tmp_path, '{"text": "a\u2028b\u0085c"}\r\n{"text": "d\\ne"}\r\n')
    assert answers.in_order == ["a\u2028b\u0085c", "d\ne"]


def test_blocks_are_parted_by_a_line_of_dashes(tmp_path: Path) -> None:
    text = "first line\nsecond line\n---\r\ntwo -- with dashes\n \n--- \nthree\n---\n"
    expected = ["first line\nsecond line", "two -- with dashes", "three"]
    assert read(tmp_path, text, "answers.txt").in_order == expected


def test_an_empty_block_in_the_middle_is_a_pass(tmp_path: Path) -> None:
    assert read(tmp_path, "one\n---\n\n---\nthree", "a.txt").in_order == ["one", "", "three"]


def test_a_file_that_begins_with_a_separator_has_no_empty_first_answer(tmp_path: Path) -> None:
    assert read(tmp_path, "---\none\n---\ntwo\n---\n", "a.md").in_order == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        pytest.param('{"text": "one"}\n{"text": two}\n', 2, "is not JSON", id="no JSON"),
        pytest.param('{"text": "one"}\n\n[1]\n', 3, 'should be {"text"', id="a list"),
        pytest.param('{"answer": "one"}\n', 1, 'should be {"text"', id="another key"),
        pytest.param('{"text": 1}\n', 1, 'should be {"text"', id="a number"),
        pytest.param('{"text": "x", "question_id": 7}\n', 1, "should be text", id="id a number"),
        pytest.param('{"text": "x", "probe": "p"}\n', 1, "question_id", id="a probe of nothing"),
        pytest.param("plain text\n", 1, "is not JSON", id="text in a .jsonl"),
        pytest.param('{"text": "one"}\n' + "[" * 100_000, 2, "is not JSON", id="a deep nest"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(tmp_path, text)
    message = str(caught.value)
    assert f"answers.jsonl:{line}: " in message
    assert problem in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile, match="is empty"):
        read(tmp_path, text)


def test_an_empty_pipe_holds_no_answers() -> None:
    assert parse_answers("", "stdin") == AnswerFile()


def test_a_pipe_may_hold_json_lines_or_blocks() -> None:
    assert parse_answers('{"text": "one"}\n{"text": "two"}', "stdin").in_order == ["one", "two"]
    assert parse_answers("one\n---\ntwo\n", "stdin").in_order == ["one", "two"]


@pytest.mark.parametrize("name", ["answers.txt", "answers.md"])
@pytest.mark.parametrize(
    "code",
    [
        "{ retries: 3 } is all that I would configure.",
        '{"retries": 3}\nThat is all that I would configure.',
        "{'text': 'python'} is how I would write it.",
        "{\n  return 3;\n}",
    ],
)
def test_an_answer_in_a_text_file_may_begin_with_a_brace(
    tmp_path: Path, name: str, code: str
) -> None:
    assert read(tmp_path, f"{code}\n---\nAnd this.", name).in_order == [code, "And this."]


def test_json_lines_are_known_in_a_text_file_and_in_a_pipe(tmp_path: Path) -> None:
    line = '{"text": "one"}\n{"text": "two"}'
    assert read(tmp_path, line, "answers.txt").in_order == ["one", "two"]
    assert parse_answers(f"\n{line}", "stdin").in_order == ["one", "two"]
    assert parse_answers("{ so: it is }", "stdin").in_order == ["{ so: it is }"]
    with pytest.raises(BadFile, match="stdin:1: is not JSON"):
        parse_answers('{"text": "one"', "stdin")


def test_who_goes_on_with_the_same_file_goes_on_in_it() -> None:
    same = AnswerFile(in_order=["one", "two", "three"], by_question={("d", ""): ["by id"]})
    said = [(question("a"), "one"), (question("d"), "by id"), (question("b"), "two")]
    assert same.go_on_after(said) == 2
    assert same.in_order == ["three"]


def test_a_file_with_what_is_still_to_be_said_is_used_from_its_beginning() -> None:
    rest = AnswerFile(in_order=["three", "four"])
    assert rest.go_on_after([(question("a"), "one"), (question("b"), "two")]) == 0
    assert rest.in_order == ["three", "four"]
