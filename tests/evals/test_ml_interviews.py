"""Tasks on the interviews of beyond-the-resume: on rows made by hand, in its form."""

import json
from pathlib import Path
from typing import Any

import pytest

from archpanel.agents.engine import AnchorReading
from archpanel.domain import Answer, Competency, Persona
from archpanel.evals.harness.sample import DataMissing, Sample
from archpanel.evals.harness.task import Scored, Setup, Task
from archpanel.evals.small_pack import small_pack
from archpanel.evals.tasks.beliefs import BELIEFS, as_expected, beliefs
from archpanel.evals.tasks.known_truth import KNOWN_TRUTH
from archpanel.evals.tasks.ml_interviews import levels_of, paired, read_pack, style_of
from archpanel.evals.tasks.padding import PADDING
from archpanel.testing import ScriptedEngine

RUBRIC = {
    name: {level: f"{name} at a {level} level" for level in ("low", "medium", "high")}
    for name in ("framing", "delivery")
}
TEXTS = {
    "verbosity_pads": ["And so on.", "As it were."],
    "names": {"group_d_f": ["Ada"]},
    "self_intro": ["Hi.", "I am {name}."],
    "fillers": ["Um, "],
    "hedges": ["Perhaps "],
    "confident": ["Surely "],
}


class Marked(ScriptedEngine):
    """Reads `[framing=2.5]` off an answer."""

    async def read_anchors(
        self, seat: Persona, competencies: tuple[Competency, ...], question: str, answer: Answer
    ) -> tuple[AnchorReading, ...]:
        marks = [word.strip("[].").split("=") for word in answer.text.split() if "=" in word]
        return tuple(AnchorReading(name, float(level), 1.0, ((0, 3),)) for name, level in marks)


SETUP = Setup(small_pack(), Marked())


def interview(name: str, level: str, said: str) -> dict[str, Any]:
    turns = [("interviewer", "How?"), ("candidate", said), ("candidate", "No more.")]
    return {
        "id": name,
        "truth": dict.fromkeys(RUBRIC, level),
        "llm_judge": dict.fromkeys(RUBRIC, 2.0),
        "turns": [{"speaker": who, "text": text} for who, text in turns],
    }


def case(family: str, said: str, update: dict[str, str] | None = None) -> dict[str, Any]:
    base = [{"role": "interviewer", "message": "How?"}, {"role": "applicant", "message": "So."}]
    found = {"id": family, "family": family, "base_interview": base, "applicant_turn": said}
    return {**found, "interviewer_turn": "And?", **({"belief_update": update} if update else {})}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "beyond-the-resume"
    folder.mkdir()
    rows = {
        "interviews_ml": [
            interview("a/low", "low", "Well. [framing=1.2]"),
            interview("b/high", "high", "Well, certainly. [framing=2.8] [delivery=3]"),
        ],
        "judge_tests_ml": [
            case("repetition", "The same again."),
            case("irrelevance", "I cook. [delivery=3]"),
            case(
                "high-evidence",
                "I did. [framing=3]",
                {"dimension": "framing", "level": "high", "direction": "up"},
            ),
        ],
    }
    for name, made in rows.items():
        text = "".join(json.dumps(one) + "\n" for one in made)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "rubric_ml.json").write_text(json.dumps(RUBRIC), encoding="utf-8")
    (tmp_path / "perturbations.json").write_text(json.dumps(TEXTS), encoding="utf-8")
    return tmp_path


async def worked(task: Task, data: Path) -> list[Scored]:
    found = []
    for sample in task.load(data):
        output = json.loads(json.dumps(await task.solve(sample, SETUP)))
        found.append(Scored(sample, 1, output, task.score(sample, output)))
    return found


@pytest.mark.parametrize("task", [KNOWN_TRUTH, BELIEFS, PADDING], ids=lambda t: t.name)
def test_a_folder_without_the_interviews_is_told_where_to_get_them(
    task: Task, tmp_path: Path
) -> None:
    with pytest.raises(DataMissing, match="evals/datasets/beyond_the_resume"):
        task.load(tmp_path)


def test_padding_needs_its_texts_too(data: Path) -> None:
    (data / "perturbations.json").unlink()
    with pytest.raises(DataMissing, match="is not there; see"):
        PADDING.load(data)


def test_an_answer_belongs_to_the_last_question() -> None:
    turns = [("interviewer", "A?"), ("interviewer", "B?"), ("candidate", "b"), ("candidate", "c")]
    assert paired(turns) == (("B?", "b"), ("B?", "c"))


def test_levels_are_weighted_and_too_little_is_no_level(data: Path) -> None:
    competencies = read_pack(data / "beyond-the-resume")
    readings = [
        AnchorReading("framing", 1.0, 0.75, ()),
        AnchorReading("framing", 3.0, 0.25, ()),
        AnchorReading("delivery", 3.0, 0.4, ()),
    ]
    assert levels_of(competencies, readings) == [1.5, None]
    assert beliefs(competencies, readings[:1]) == {"framing": pytest.approx(1.4), "delivery": 2.0}


def test_style_is_counted_over_all_answers() -> None:
    assert list(style_of(["One two", "two, three!"])) == [3, 3.5, 4]


async def test_interviews_are_levelled_and_held_against_their_profile(data: Path) -> None:
    low, high = await worked(KNOWN_TRUTH, data)
    assert low.output == [1.2, None]
    assert low.score.value["closeness"] == pytest.approx(0.9)
    assert high.score.value["closeness"] == pytest.approx(0.95)
    found = {figure.name: figure for figure in KNOWN_TRUTH.measure([low, high])}
    assert found["spearman"].value == 1
    assert found["exact"].value == 1
    assert found["exact/judge"].value == 0
    assert found["mae"].value == pytest.approx(0.4 / 3)
    assert found["not-assessed"].value == 0.25
    assert found["spearman/total-words"].value == 1
    assert found["spearman/judge"].value is None
    assert (found["true-at/2.6-3.0"].value, found["true-at/2.6-3.0"].n) == (3, 2)
    assert found["true-at/1.8-2.2"].value is None


async def test_a_turn_that_says_nothing_must_not_move_a_level(data: Path) -> None:
    repeated, cooked, shown = await worked(BELIEFS, data)
    assert [one.score.value["passed"] for one in (repeated, cooked, shown)] == [1, 0, 1]
    assert shown.score.value["shift"] == pytest.approx(2 / 3)
    found = {figure.name: figure for figure in BELIEFS.measure([repeated, cooked, shown])}
    assert found["passed/must-not-move"].value == 0.5
    assert found["passed/must-move"].value == 1
    assert found["passed/low-evidence"].value is None


@pytest.mark.parametrize(
    ("level", "direction", "shift", "read", "right"),
    [
        ("high", "up", 0.2, 3.0, True),
        ("high", "up", -0.2, 1.0, False),
        ("high", "down", -0.2, 1.0, True),
        ("low", "up", -0.2, 1.0, True),
        ("low", "down", -0.2, 1.0, False),
        ("low", "up", 0.0, None, False),
        ("medium", "up", 0.3, 2.4, True),
        ("medium", "up", 0.3, 2.6, False),
        ("medium", "up", 0.0, None, False),
        ("medium", "down", -0.1, 1.0, True),
    ],
)
def test_which_way_a_level_has_to_move(
    level: str, direction: str, shift: float, read: float | None, right: bool
) -> None:
    wanted = {"dimension": "framing", "level": level, "direction": direction}
    assert as_expected(wanted, shift, read) is right


async def test_padding_that_the_reader_does_not_hear_moves_nothing(data: Path) -> None:
    found = await worked(PADDING, data)
    assert len(found) == 10
    assert {one.score.value["size"] for one in found} == {0}
    assert "And so on." in found[0].sample.input["changed"][0][1]
    assert found[0].sample.input["plain"][0][1] == "Well. [framing=1.2]"


def test_padding_is_shown_to_do_nothing_only_within_the_margin() -> None:
    def scored(change: str, *moves: float) -> list[Scored]:
        return [
            Scored(
                sample := Sample(f"{change}{n}", {}, None, {"change": change}, f"c{n}"),
                1,
                {},
                PADDING.score(sample, {"plain": [2.0, None], "changed": [2.0 + move, 1.0]}),
            )
            for n, move in enumerate(moves)
        ]

    rows = [*scored("fluff", 0.01, 0.02, 0.0), *scored("name", 0.3, 0.5, 0.4)]
    found = {figure.name: figure for figure in PADDING.measure(rows)}
    assert found["shift/name"].value == pytest.approx(0.4)
    assert found["tost-p/fluff"].note == "within 0.1 levels"
    assert found["tost-p/name"].note == "not shown to be within 0.1 levels"
