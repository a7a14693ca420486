import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from archpanel.evals.harness.sample import Sample, own_rows
from archpanel.evals.harness.task import Scored, Setup
from archpanel.evals.tasks.golden import GOLDEN, load, overlap
from archpanel.evals.tasks.golden_figures import STYLES
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine

ROOT = Path(__file__).resolve().parents[2]
PACK = load_pack("ai-architect")
ROWS = own_rows("golden")


def scored(question: str, true: int, level: float, **changes: Any) -> Scored:
    output = {"level": level, "credit": {}, "words": 100, "overlap": 0.2, **changes}
    target = {"level": true, "why": "", "key_points": {}}
    sample = Sample(f"{question}/{true}", {}, target, {"style": "plain"}, question)
    return Scored(sample, 1, output, GOLDEN.score(sample, output))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in GOLDEN.measure(rows)}


def runs_of_six(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}


def texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in texts(part)]


def test_the_set_is_as_its_card_says() -> None:
    assert Counter(row["level"] for row in ROWS) == {1: 10, 2: 24, 3: 27, 4: 23, 5: 9}
    by_question = Counter(row["question_id"] for row in ROWS)
    assert len(by_question) == 31
    assert set(by_question.values()) == {3}
    assert len({(row["question_id"], row["level"]) for row in ROWS}) == len(ROWS)
    assert {row["round"] for row in ROWS} == {one.id for one in PACK.rounds}
    assert {row["style"] for row in ROWS} == set(STYLES)
    assert all(60 <= len(row["text"].split()) <= 220 for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_label_names_what_the_question_has(row: dict[str, Any]) -> None:
    item = PACK.question(row["question_id"])
    named = [point for points in row["key_points"].values() for point in points]
    assert len(named) == len(set(named))
    assert set(named) <= {point.id for point in item.key_points}
    assert set(row["red_flags"]) <= {flag.id for flag in item.red_flags}
    assert row["world"] in item.worlds
    assert row["round"] == item.round


def test_no_answer_shares_six_words_with_the_pack_or_another_dataset() -> None:
    foreign: set[tuple[str, ...]] = set()
    for file in (ROOT / "src/archpanel/packs/library/ai-architect").rglob("*.yaml"):
        for text in texts(yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)):
            foreign |= runs_of_six(text)
    for file in (ROOT / "evals/datasets").glob("*/data.jsonl"):
        for line in file.read_text("utf-8").splitlines() if file.parent.name != "golden" else ():
            foreign |= {run for text in texts(json.loads(line)) for run in runs_of_six(text)}
    assert {row["id"]: runs_of_six(row["text"]) & foreign for row in ROWS} == {
        row["id"]: set() for row in ROWS
    }


async def test_the_solver_reads_with_three_seats_and_sees_no_target() -> None:
    sample = load(None)[0]
    output = await GOLDEN.solve(
        Sample(sample.id, sample.input, None, sample.metadata), Setup(PACK, ScriptedEngine())
    )
    assert len(output["seats"]) == 3
    assert set(output["credit"]) == {
        point.id for point in PACK.question(sample.input["question"]).key_points
    }
    assert output["words"] == len(sample.input["text"].split())
    assert 0 < output["overlap"] < 1


def test_overlap_counts_the_words_of_the_key_points() -> None:
    item = PACK.question("refund-exactly-once")
    assert overlap(item, " ".join(point.point for point in item.key_points)) == 1
    assert overlap(item, "No.") == 0


def test_right_levels_are_full_agreement() -> None:
    found = figures(*(scored(q, n, n, words=9 - n) for q in "ab" for n in (1, 3, 5)))
    assert (found["spearman"], found["qwk"], found["exact"], found["order"]) == (1, 1, 1, 1)
    assert (found["mae"], found["calibration"], found["bias"]) == (0, 0, 0)
    assert found["spearman/words"] == pytest.approx(-1)
    assert found["ahead-of/words"] == pytest.approx(2)
    assert found["order/words"] == 0
    assert found["order/overlap"] == 0.5
    assert found["spearman/overlap"] is None


def test_a_lenient_panel_keeps_the_order_and_loses_the_levels() -> None:
    found = figures(*(scored(q, n, n + 1.5) for q in "ab" for n in (1, 2, 3)))
    assert (found["spearman"], found["order"], found["exact"], found["within-one"]) == (1, 1, 0, 0)
    assert (found["bias"], found["mae"], found["bias/mid"]) == (1.5, 1.5, 1.5)
    assert found["bias/high"] is None
    assert found["level-at/2"] == 3.5


def test_a_style_is_compared_within_its_level() -> None:
    rows = [scored("a", 2, 3.0), scored("b", 2, 2.0), scored("c", 4, 4.0)]
    as_terse = Sample("b", {}, rows[1].sample.target, {"style": "terse"}, "b")
    terse = Scored(as_terse, 1, {}, rows[1].score)
    found = figures(rows[0], terse, rows[2])
    assert found["style/terse"] == pytest.approx(-0.5)
    assert found["style/plain"] == pytest.approx(0.25)


def test_credit_is_told_by_what_the_author_meant() -> None:
    meant = {"met": ["x", "y"], "contradicted": ["z"]}
    credit = {"x": 1.0, "y": 0.5, "z": 0.0, "w": 1.0}
    sample = Sample("s", {}, {"level": 3, "why": "", "key_points": meant})
    output = {"level": 3.0, "credit": credit, "words": 1, "overlap": 0.0}
    value = dict(GOLDEN.score(sample, output).value)
    assert value.pop("credit-met") == 0.75
    assert value.pop("credit-contradicted") == 0
    assert value.pop("credit-untouched") == 1
    assert value == {"closeness": 1, "level": 3, "off": 0, "words": 1, "overlap": 0}
