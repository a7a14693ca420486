import json
from pathlib import Path
from typing import Any

import pytest

from archpanel.domain import BadFile
from archpanel.evals.harness.sample import DataMissing, Sample
from archpanel.evals.harness.task import Scored, Setup
from archpanel.evals.small_pack import small_pack
from archpanel.evals.tasks.graded_answers import PER_QUESTION, is_trained_on, load, read_sets
from archpanel.evals.tasks.human_agreement import HUMAN_AGREEMENT, parts, recall, scorecard
from archpanel.testing import ScriptedEngine

PACK = small_pack()


def row(answer: str, score: float, grader: str = "a", question: str = "Why?") -> dict[str, Any]:
    given = {"question": question, "reference": "It is cold.", "answer": answer}
    return {**given, "score": score, "max": 4, "grader": grader}


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")


def scored(
    human: dict[str, float], panel: float | None, question: str, kind: str = "saf"
) -> Scored:
    output = {"panel": panel, "lexical": 0.5, "cosine": 1 - sum(human.values()) / len(human)}
    sample = Sample(f"{question}{human}{panel}", {}, human, {"set": kind}, question)
    return Scored(sample, 1, output, HUMAN_AGREEMENT.score(sample, output))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in HUMAN_AGREEMENT.measure(rows)}


def test_no_file_at_all_is_missing_data(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="graded_answers/CARD"):
        load(tmp_path)


def test_a_set_of_your_own_has_one_sample_per_answer_and_all_its_graders(tmp_path: Path) -> None:
    rows = [row("Cold.", 4), row("Cold.", 2, "b"), row("Warm.", 0)]
    write(tmp_path / "graded" / "mine.jsonl", rows)
    cold, warm = load(tmp_path)
    assert (cold.target, warm.target) == ({"a": 1.0, "b": 0.5}, {"a": 0.0})
    assert cold.metadata["set"] == "mine"
    assert cold.group == warm.group
    assert set(cold.input["rarity"]) == {"it", "is", "cold"}


@pytest.mark.parametrize("change", [{"score": 5}, {"max": 0}, {"score": "good"}])
def test_a_grade_that_is_none_is_named_by_its_row(tmp_path: Path, change: dict[str, Any]) -> None:
    write(tmp_path / "graded" / "mine.jsonl", [row("Cold.", 1), {**row("Warm.", 1), **change}])
    with pytest.raises(BadFile, match="row 2 needs question, reference, answer, score, max"):
        load(tmp_path)


def test_saf_is_held_against_the_best_score_of_the_question_and_drawn(tmp_path: Path) -> None:
    made = [
        {
            "id": f"n{n}", "split": "training", "question_id": "1", "question": "Why is it so?",
            "reference": "Because.", "answer": f"Answer {n}", "score": n / 4,
        }
        for n in range(11)
    ]  # fmt: skip
    write(tmp_path / "saf_comm_networks_en.jsonl", made)
    samples = load(tmp_path)
    assert len(samples) == PER_QUESTION["saf"]
    by_id = {one.id: one.target["grader"] for one in samples}
    assert by_id == {name: int(name[1:]) / 10 for name in by_id}
    write(tmp_path / "saf_comm_networks_en.jsonl", made[::-1])
    assert {one.id for one in load(tmp_path)} == set(by_id)


def semeval(question: str, label: str) -> dict[str, Any]:
    row = {"id": f"{question}{label}", "split": "train", "question": question, "answer": "So it is"}
    return {**row, "references": ["It is."], "label": label}


def test_only_correct_is_worth_something_in_semeval(tmp_path: Path) -> None:
    asked = ("How correct?", "How contradictory?", "Why incorrect?")  # none is trained on
    labels = ("correct", "contradictory", "incorrect")
    made = [semeval(question, label) for question, label in zip(asked, labels, strict=True)]
    write(tmp_path / "semeval2013_task7_3way.jsonl", made)
    assert [one.target["grader"] for one in load(tmp_path)] == [1.0, 0.0, 0.0]


def test_a_question_that_was_trained_on_is_not_asked_whatever_the_answer(tmp_path: Path) -> None:
    made = [
        semeval(f"Question {n}?", label) for n in range(40) for label in ("correct", "incorrect")
    ]
    write(tmp_path / "semeval2013_task7_3way.jsonl", made)
    asked = {one.input["question"] for one in load(tmp_path)}
    trained = {one.question for one in read_sets(tmp_path) if is_trained_on(one)}
    assert asked.isdisjoint(trained)
    assert len(asked) + len(trained) == 40
    assert 10 < len(asked) < 30


def test_sentences_of_one_reference_are_points_and_several_are_one_point() -> None:
    one = scorecard(PACK, "Why is it so?", ["It is cold. It is dark."], secret=True)
    several = scorecard(PACK, "Why is it so?", ["It is cold.", "It freezes."], secret=False)
    assert [p.said_as for p in one.key_points] == [("It is cold.",), ("It is dark.",)]
    assert "cold" not in one.key_points[0].point
    assert [p.said_as for p in several.key_points] == [("It is cold.", "It freezes.")]
    assert several.key_points[0].point == "It is cold. / It freezes."
    assert not any(p.wrong for p in several.key_points)
    assert parts("Yes.") == ["Yes."]


async def test_the_solver_grades_without_the_grade() -> None:
    given = {
        "question": "What is there to say about it?",
        "references": ["It is cold outside today. It is dark outside as well."],
        "answer": "It is very cold and windy outside today. [point-1]",
        "rarity": dict.fromkeys(
            ("it", "is", "cold", "outside", "today", "dark", "as", "well"), 1.0
        ),
    }
    output = await HUMAN_AGREEMENT.solve(Sample("s", given), Setup(PACK, ScriptedEngine()))
    assert output["panel"] == pytest.approx(0.5)
    assert output["lexical"] == pytest.approx(5 / 8)
    assert 0 < output["cosine"] < 1


def test_recall_counts_rare_words_more_and_takes_the_nearest_reference() -> None:
    rarity = {"the": 0.0, "gap": 3.0, "wire": 1.0}
    assert recall("a gap", ["the gap wire"], rarity) == 0.75
    assert recall("the wire", ["the gap", "the wire"], rarity) == 1
    assert recall("the", ["the"], rarity) == 0


def test_right_grades_are_full_agreement_and_beat_a_reversed_baseline() -> None:
    found = figures(*(scored({"g": n}, n, q) for q in "ab" for n in (0.0, 0.5, 1.0)))
    assert (found["spearman/saf"], found["qwk/saf"], found["auc/saf"]) == (1, 1, 1)
    assert (found["mae/saf"], found["mae/saf/mid"]) == (0, 0)
    assert found["spearman/saf/cosine"] == pytest.approx(-1)
    assert found["ahead-of/saf/cosine"] == pytest.approx(2)
    assert found["spearman/saf/lexical"] is None
    assert found["spearman/semeval"] is None


def test_what_nobody_read_is_counted_and_in_no_other_figure() -> None:
    rows = [scored({"g": n}, n, q) for q in "ab" for n in (0.0, 1.0)]
    found = figures(*rows, scored({"g": 1.0}, None, "a"))
    assert found["unread/saf"] == pytest.approx(0.2)
    assert found["mae/saf/high"] == 0


def test_graders_of_the_same_answers_are_held_against_each_other() -> None:
    pairs = [(0.0, 0.0), (0.5, 0.5), (1.0, 0.75)]
    rows = [scored({"a": a, "b": b}, a, q, "mine") for q in "xy" for a, b in pairs]
    found = figures(*rows)
    assert 0.8 < (found["human-alpha/mine"] or 0) < 1
    assert 0.8 < (found["human-qwk/mine"] or 0) < 1
    assert "human-alpha/saf" not in found
