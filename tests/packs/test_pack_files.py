"""A role pack is a folder or one file; what is wrong with it is said with the file's name."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from archpanel.domain import BadFile, RolePack, UnknownName
from archpanel.evals.small_pack import small_pack
from archpanel.packs import load_pack, pack_path
from archpanel.packs.checking import check

Change = Callable[[Path], object]
PARTS = ("questions", "surprises", "forms")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small pack as a folder; JSON is YAML too."""
    root = tmp_path / "small"
    data = small_pack().model_dump(mode="json", exclude={"digest"})
    data["forms"] = [{"id": "two", "version": 1, "title": "Two", "questions": ["question-0"]}]
    for part in PARTS:
        for entry in data.pop(part):
            write(root / part / f"{entry['id']}.yaml", entry)
    write(root / "policy.yaml", data.pop("policy"))
    write(root / "rounds.yaml", data.pop("rounds"))
    write(root / "competencies" / "all.yaml", data.pop("competencies"))
    write(root / "pack.yaml", data)
    return root


def write(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data))


def edit(path: Path, **change: object) -> None:
    write(path, {**json.loads(path.read_text()), **change})


def test_a_folder_is_a_pack(folder: Path) -> None:
    pack = load_pack(str(folder))
    small = small_pack()
    assert pack.questions == small.questions
    assert pack.competencies == small.competencies
    assert pack.policy == small.policy
    assert pack.form("two").questions == ("question-0",)
    assert len(pack.digest) == 64


def test_the_digest_is_of_names_and_contents_and_of_no_place(folder: Path, tmp_path: Path) -> None:
    first = load_pack(str(folder)).digest
    moved = tmp_path / "moved"
    folder.rename(moved)
    assert load_pack(str(moved)).digest == first
    renamed = tmp_path / "renamed"
    moved.rename(renamed)
    edit(renamed / "questions" / "question-3.yaml", version=2)
    assert load_pack(str(renamed)).digest != first


FIRST = "questions/question-0.yaml"

BROKEN: list[Any] = [
    pytest.param("pack.yaml", lambda p: p.unlink(), "no pack.yaml", id="no pack.yaml"),
    pytest.param("policy.yaml", lambda p: p.unlink(), "policy.yaml: is missing", id="no policy"),
    pytest.param("policy.yaml", lambda p: write(p, [1]), "keys and values", id="a policy as list"),
    pytest.param(
        "policy.yaml", lambda p: edit(p, quorum=2), "policy.yaml: quorum: ", id="a quorum of two"
    ),
    pytest.param(
        "policy.yaml",
        lambda p: edit(p, severity={"even": {"partly": 0.5, "serious": 1.0}}),
        "policy.yaml: severity: has no rule for 'lenient', which a persona may have; add one.",
        id="a severity without a rule",
    ),
    pytest.param(
        "policy.yaml",
        lambda p: edit(p, importance_weights=[0, 1, 2]),
        "policy.yaml: importance_weights: has 3 numbers; give 4, for importance 0 to 3.",
        id="an importance without a weight",
    ),
    pytest.param(
        "policy.yaml",
        lambda p: edit(p, default_level="junior"),
        "policy.yaml: default_level: 'junior' has no bars; those that have: senior.",
        id="a usual level without a bar",
    ),
    pytest.param(
        "policy.yaml",
        lambda p: edit(p, bars={"senior": {"ai": 3.0}}),
        "policy.yaml: bars.senior: has no number for the axis 'architecture'; add one.",
        id="an axis without a bar",
    ),
    pytest.param("pack.yaml", lambda p: edit(p, axes=3), "pack.yaml: axes: ", id="axes"),
    pytest.param(
        "competencies/all.yaml",
        lambda p: write(p, json.loads(p.read_text())[:3]),
        "questions/question-1.yaml: competencies: No competency is called 'delta'. Did you mean",
        id="a question about an unknown competency",
    ),
    pytest.param(
        "forms/two.yaml",
        lambda p: edit(p, questions=["question-0", "question-99"]),
        "forms/two.yaml: questions: No question is called 'question-99'. Did you mean",
        id="a form with an unknown question",
    ),
    pytest.param(
        "rounds.yaml", lambda p: write(p, {}), "rounds.yaml: should hold a list", id="rounds"
    ),
    pytest.param(
        "competencies/all.yaml",
        lambda p: write(p, [{"id": "alpha"}]),
        "all.yaml: name: Field required",
        id="a competency with nothing in it",
    ),
    pytest.param(
        "competencies/all.yaml",
        lambda p: write(p, [{**a, "anchors": a["anchors"][1:]} for a in json.loads(p.read_text())]),
        "alpha has 4 anchors, the scale 5",
        id="an anchor missing",
    ),
    pytest.param(
        "competencies/all.yaml",
        lambda p: write(p, [{**a, "axis": "luck"} for a in json.loads(p.read_text())]),
        "alpha is on axis 'luck'",
        id="an unknown axis",
    ),
    pytest.param(
        FIRST, lambda p: edit(p, tittle="x"), f"{FIRST}: unknown key 'tittle'. Did you", id="a typo"
    ),
    pytest.param(
        FIRST, lambda p: edit(p, id="question-9"), f"{FIRST}: id 'question-9' differs", id="an id"
    ),
    pytest.param(FIRST, lambda p: edit(p, version=True), f"{FIRST}: version: ", id="a truth value"),
    pytest.param(
        FIRST,
        lambda p: edit(p, competencies=["alpha"]),
        f"{FIRST}: not among the item's competencies: ['gamma']",
        id="a key point for a stranger",
    ),
    pytest.param(FIRST, lambda p: p.write_text("a: 1\na: 2"), f"{FIRST}:2: ", id="a key twice"),
    pytest.param(FIRST, lambda p: p.write_text(""), f"{FIRST}: should hold keys", id="empty"),
    pytest.param(FIRST, lambda p: p.write_bytes(b"\0"), f"{FIRST}: is a binary", id="binary"),
    pytest.param(
        FIRST,
        lambda p: write(p.parent / "deeper" / p.name, json.loads(p.read_text())),
        "id 'question-0' is used by another file of questions",
        id="an id twice",
    ),
    pytest.param(
        "forms/two.yaml",
        lambda p: edit(p, questions=[]),
        "forms/two.yaml: questions: ",
        id="a form",
    ),
]


@pytest.mark.parametrize(("name", "change", "problem"), BROKEN)
def test_a_broken_folder_names_the_file_in_one_line(
    name: str, change: Change, problem: str, folder: Path
) -> None:
    change(folder / name)
    with pytest.raises(BadFile) as caught:
        load_pack(str(folder))
    message = str(caught.value)
    assert message.startswith(str(folder))
    assert problem in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ("competencies", "question-1: competencies: No competency is called 'delta'"),
        ("policy", "policy: bars.senior: has no number for the axis 'architecture'"),
        ("forms", "three: questions: No question is called 'question-7'"),
    ],
)
def test_what_the_panel_would_look_up_in_vain_is_refused_in_one_file_too(
    part: str, problem: str, tmp_path: Path
) -> None:
    data = small_pack().model_dump(mode="json", exclude={"digest"})
    form = {"id": "three", "version": 1, "title": "Three", "questions": ["question-7"]}
    data[part] = {
        "competencies": data["competencies"][:3],
        "policy": {**data["policy"], "bars": {"senior": {"ai": 3.0}}},
        "forms": [form],
    }[part]
    path = tmp_path / "whole.json"
    write(path, data)
    with pytest.raises(BadFile, match=re.escape(problem)):
        load_pack(str(path))


def test_a_whole_pack_may_be_one_file(tmp_path: Path) -> None:
    path = tmp_path / "whole.json"
    write(path, small_pack().model_dump(mode="json", exclude={"digest"}))
    pack = load_pack(str(path))
    assert pack.model_copy(update={"digest": ""}) == small_pack().model_copy(update={"digest": ""})


LOW_TO_HIGH = {"low": "Names no user.", "medium": "Names a user.", "high": "Names user and need."}
OTHER = {"low": "No figure.", "medium": "A figure.", "high": "A figure with its error."}
ANCHORS = tuple(LOW_TO_HIGH.values())

SMALLEST = [
    pytest.param("p.json", {"framing": LOW_TO_HIGH, "judgement": OTHER}, id="JSON"),
    pytest.param("p.yaml", {"framing": LOW_TO_HIGH, "judgement": OTHER}, id="YAML"),
    pytest.param("p.yml", {"framing": LOW_TO_HIGH, "judgement": OTHER}, id="YAML by another name"),
    pytest.param("p.json", {"competencies": {"framing": LOW_TO_HIGH}}, id="under competencies"),
    pytest.param("p.json", {"framing": list(ANCHORS)}, id="a list of anchors"),
    pytest.param(
        "p.json", {"framing": dict(sorted(LOW_TO_HIGH.items()))}, id="keys sorted by a tool"
    ),
    pytest.param("p.json", {"framing": list(ANCHORS), "judgement": OTHER}, id="both kinds"),
]


@pytest.mark.parametrize(("name", "data"), SMALLEST)
def test_the_smallest_pack_is_competencies_with_ordered_anchors(
    name: str, data: object, tmp_path: Path
) -> None:
    write(tmp_path / name, data)
    pack = load_pack(str(tmp_path / name))
    assert pack.id == "p"
    assert pack.top == 3
    assert pack.competency("framing").anchors == ANCHORS
    assert pack.questions == ()
    assert pack.policy.bars == {"middle": {"overall": 2.0}}
    assert check(pack) == []


@pytest.mark.parametrize("top", range(2, 10))
def test_the_bar_of_the_smallest_pack_is_the_middle_of_its_scale(top: int, tmp_path: Path) -> None:
    path = tmp_path / "My role (v2).json"
    write(path, {"framing": [f"Level {n}." for n in range(1, top + 1)]})
    pack = load_pack(str(path))
    assert (pack.id, pack.top) == ("my-role-v2", top)
    assert pack.policy.bars["middle"]["overall"] == (1 + top) / 2


BAD_FILES: list[Any] = [
    pytest.param("p.yaml", "", "should hold competencies", id="an empty file"),
    pytest.param("p.json", "", "is not valid JSON", id="an empty JSON file"),
    pytest.param("p.json", "{", "is not valid JSON", id="broken JSON"),
    pytest.param("p.json", "[" * 99_999, "is not valid JSON", id="deep JSON"),
    pytest.param("p.json", "[1]", "should hold competencies", id="a list"),
    pytest.param("p.json", "{}", "should hold competencies", id="nothing in it"),
    pytest.param("p.json", '{"a": "x"}', "a needs two to nine ordered anchors", id="no anchors"),
    pytest.param("p.json", '{"a": ["x"]}', "a needs two to nine", id="one anchor"),
    pytest.param("p.json", '{"a": ["x", 2]}', "a has an anchor that is no text", id="a number"),
    pytest.param("p.json", '{"a": ["x", " "]}', "a has an anchor that is no text", id="a blank"),
    pytest.param("p.json", f'{{"a": {json.dumps(["x"] * 10)}}}', "a needs two to nine", id="ten"),
    pytest.param(
        "p.json",
        '{"a": ["x", "y"], "b": ["x", "y", "z"]}',
        "b has 3 anchors, the first has 2",
        id="2, 3",
    ),
    pytest.param(
        "p.json",
        '{"a": {"poor": "x", "good": "y"}, "b": {"good": "y", "poor": "x"}}',
        "b has the anchors good, poor, the first has poor, good",
        id="another order",
    ),
    pytest.param("p.json", '{"A b": ["x", "y"]}', "competencies.0.id", id="a name with a blank"),
    pytest.param("p.json", '{"ab": ["\\ud800", "y"]}', "holds a lone surrogate", id="a surrogate"),
    pytest.param(
        "p.yaml", "a: [x, y]\na: [x, y]", ":2: key 'a' is there twice", id="twice in YAML"
    ),
    pytest.param("p.yaml", "a: &l [x, y]\nb: *l", ":1: anchors and aliases", id="an alias"),
]


@pytest.mark.parametrize(("name", "text", "problem"), BAD_FILES)
def test_a_broken_file_is_named_in_one_line(
    name: str, text: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(BadFile) as caught:
        load_pack(str(path))
    message = str(caught.value)
    assert message.startswith(str(path))
    assert problem in message
    assert len(message.splitlines()) == 1


def test_an_unknown_pack_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'ai-architect'"):
        load_pack("ai-architecht")
    for name in ("", "x" * 5000, "no/such/pack"):
        with pytest.raises(UnknownName):
            pack_path(name)


def test_the_same_relative_path_in_another_folder_is_another_pack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[RolePack] = []
    for anchors in (["a", "b"], ["a", "b", "c"]):
        place = tmp_path / str(len(anchors))
        write(place / "role.json", {"framing": anchors})
        monkeypatch.chdir(place)
        found.append(load_pack("role.json"))
    assert [pack.top for pack in found] == [2, 3]
