"""What is made of runs: JUnit XML, a log of inspect, the evidence page."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from made import EMBEDDED, row_of, summary_of

from archpanel.domain import BadFile, BadRequest
from archpanel.evals.harness.check import Check, check_gates
from archpanel.evals.harness.evidence import (
    check_is_whole,
    file_name,
    page,
    read_evidence,
    standing,
    with_runs,
)
from archpanel.evals.harness.figure import Figure, Gate
from archpanel.evals.harness.inspect_log import log_name, to_inspect
from archpanel.evals.harness.junit import to_junit
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.summary import Counts, Summary, read_summary
from archpanel.evals.tasks.registry import TASKS

ROOT = Path(__file__).resolve().parents[2]
FIGURES = [
    Figure("tau", 0.95, 0.91, 0.98, 2),
    Figure("auc", None, note="too few"),
    Figure("flat", 1, 1, 1),
]


def checked(*gates: Gate) -> list[Check]:
    return check_gates(gates, FIGURES)


def test_junit_has_a_case_for_each_check_and_each_failed_sample() -> None:
    checks = checked(Gate("tau", least=0.9), Gate("auc", least=0.9))
    rows = [row_of("good", {"tau": 1}), replace(row_of("bad", None), error="broke \x00 here")]
    text = to_junit([(summary_of("ladders", FIGURES, checks), rows)], {"saf": "no data"})
    suites = Xml.fromstring(text)
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert list(cases) == [
        "gate: tau at least 0.9",
        "gate: auc at least 0.9",
        "sample bad",
        "run",
    ]
    assert cases["gate: tau at least 0.9"].find("failure") is None
    missed = cases["gate: auc at least 0.9"].find("failure")
    assert missed is not None
    assert missed.get("message") == "auc is undefined; wanted at least 0.9"
    broken = cases["sample bad"].find("error")
    assert broken is not None
    assert broken.get("message") == "broke \ufffd here"
    assert cases["run"].find("skipped") is not None
    counted = suites[0]
    assert (counted.get("tests"), counted.get("failures"), counted.get("errors")) == ("3", "1", "1")


def test_junit_fails_where_samples_were_not_tried() -> None:
    text = to_junit([(summary_of("ladders", counts=Counts(5, 1, 2, 2)), [])], {})
    assert Xml.fromstring(text)[0].get("failures") == "1"
    assert "2 samples were not tried" in text


def test_a_log_of_inspect_holds_every_sample_and_every_defined_figure() -> None:
    rows = [row_of("good", {"tau": 1.0}), row_of("bad", None)]
    samples = {"good": Sample("good", {"question": "why"}, target=[1, 2], metadata={"kind": "x"})}
    log = json.loads(to_inspect(summary_of("ladders", FIGURES), rows, samples))
    assert (log["version"], log["status"]) == (2, "success")
    assert list(log["results"]["scores"][0]["metrics"]) == ["tau", "flat"]
    assert log["results"]["scores"][0]["metrics"]["tau"]["metadata"]["low"] == 0.91
    good, bad = log["samples"]
    assert json.loads(good["input"]) == {"question": "why"}
    assert good["scores"]["ladders"]["value"] == {"tau": 1.0}
    assert good["metadata"]["kind"] == "x"
    assert bad["error"]["message"].startswith("PanelError")
    assert (bad["scores"], bad["output"]["choices"]) == ({}, [])
    assert log["eval"]["model"] == "archpanel/embedded"


def test_a_log_has_a_name_that_the_viewer_of_inspect_lists() -> None:
    name = log_name(summary_of("ladders"))
    assert re.fullmatch(r"2026-11-27T00-00-00\+00-00_ladders_[0-9a-f]{22}\.json", name)


def test_a_summary_reads_back_and_a_broken_one_is_named(tmp_path: Path) -> None:
    summary = summary_of("ladders", FIGURES, checked(Gate("tau", least=0.9)))
    file = tmp_path / "summary.json"
    file.write_text(summary.text(), encoding="utf-8")
    assert read_summary(file) == summary
    file.write_text('{"schema": 7}', encoding="utf-8")
    with pytest.raises(BadFile, match="schema 7"):
        read_summary(file)
    with pytest.raises(BadFile, match="is the run finished"):
        read_summary(tmp_path / "none.json")


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ((), "measured"),
        ((Gate("tau", least=0.9),), "**proven**"),
        ((Gate("tau", least=0.93),), "held"),
        ((Gate("tau", most=0.97),), "held"),
        ((Gate("flat", least=0.9),), "held"),
        ((Gate("tau", least=0.96),), "**missed**: `tau`"),
        ((Gate("tau", least=0.9), Gate("auc", least=0.9)), "**missed**: `auc`"),
    ],
)
def test_proven_means_over_the_whole_interval(gates: tuple[Gate, ...], expected: str) -> None:
    assert standing(summary_of("ladders", FIGURES, checked(*gates))) == expected


def test_evidence_is_of_full_runs() -> None:
    check_is_whole(summary_of("ladders"))
    for partial in (summary_of("ladders", limit=3), summary_of("x", counts=Counts(5, 1, 2, 2))):
        with pytest.raises(BadRequest, match="evidence is of full runs"):
            check_is_whole(partial)


def test_a_run_takes_the_place_of_its_task_and_engine_alone() -> None:
    model = replace(EMBEDDED, engine={"engine": "llm", "version": "1", "model": "org/m:8b"})
    old, other = summary_of("ladders"), summary_of("ladders", who=model)
    assert (file_name(old), file_name(other)) == ("ladders.json", "ladders.org-m-8b.json")
    new = summary_of("ladders", FIGURES)
    assert with_runs([old, other], [new]) == [new, other]


def shown(*summaries: Summary, prose: Path) -> str:
    (prose / "1.md").write_text("Head\n\n{{overview}}\n", encoding="utf-8")
    (prose / "2.md").write_text("{{figures}}\n", encoding="utf-8")
    return page(summaries, TASKS, prose)


def test_the_page_says_what_is_missing(tmp_path: Path) -> None:
    text = shown(summary_of("ladders", FIGURES, counts=Counts(9, 7, 2)), prose=tmp_path)
    assert "7 of 9 judged, 2 failed and in no figure" in text
    assert "| `auc` | undefined |" in text
    assert "| `tau` | 0.950 | 0.910 to 0.980 | 2 |" in text
    assert "not measured yet" in shown(prose=tmp_path)


def test_the_committed_page_is_what_is_generated() -> None:
    held = (ROOT / "docs/evidence.md").read_text(encoding="utf-8")
    hint = "archpanel evals evidence --out docs/evidence.md"
    assert page(read_evidence(), TASKS) == held, f"write it anew: {hint}"


def test_committed_evidence_is_of_full_runs_of_tasks() -> None:
    names = {task.name for task in TASKS}
    for summary in read_evidence():
        check_is_whole(summary)
        assert summary.task in names
