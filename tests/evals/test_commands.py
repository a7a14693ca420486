"""Evals on the command line: one real ladder from end to end, and made-up tasks for the rest."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
import typer
from made import Counting, summary_of
from typer.testing import CliRunner

from archpanel.cli.app import app
from archpanel.cli.evals_running import Asked, run_tasks
from archpanel.cli.evals_showing import print_runs
from archpanel.domain import BadRequest, WrongUsage
from archpanel.evals.bench.stub import Stub, with_stub
from archpanel.evals.harness.baseline import Mark, to_text
from archpanel.evals.harness.check import Check
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.folder import RunFolder
from archpanel.evals.harness.sample import DataMissing, Sample
from archpanel.evals.harness.task import Task
from archpanel.opening import ModelWishes


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def evals(*args: object, home: Path) -> Outcome:
    env = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": None, "ARCHPANEL_HOME": str(home)}
    done = CliRunner().invoke(app, ["evals", *map(str, args)], env=env)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)


@dataclass(frozen=True)
class Ran:
    """A real run of one ladder, which tests may look at."""

    home: Path
    out: Path
    junit: Path
    done: Outcome


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    home = tmp_path_factory.mktemp("home")
    out, junit = home / "out", home / "junit.xml"
    done = evals(
        "run", "ladders", "--limit", 2, "--out", out, "--junit", junit, "--json", home=home
    )
    assert done.code == 0, done.err
    return Ran(home, out, junit, done)


@pytest.mark.parametrize("limit", [4, None])
def test_a_bar_that_a_part_missed_is_told_to_be_meant_for_all(
    limit: int | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = Check("gate", "tau", "at least 0.9", 0.87, holds=False)
    summary = summary_of("ladders", [Figure("tau", 0.87)], [missed], limit=limit)
    print_runs([(RunFolder(tmp_path), summary)])
    told = " ".join(capsys.readouterr().out.split())
    assert "Missed: ladders: tau." in told
    assert ("can miss one by chance" in told) == (limit is not None)


def test_the_list_of_tasks_is_a_list(ran: Ran) -> None:
    listed = evals("list", "--json", home=ran.home).json
    assert "ladders" in [task["name"] for task in listed]
    assert "Does one key point less" in evals("list", home=ran.home).out


def test_a_run_ends_in_figures_and_files(ran: Ran) -> None:
    found = ran.done.json
    assert found["passed"]
    figures = {figure["name"]: figure for figure in found["runs"][0]["figures"]}
    assert figures["rung-5"]["value"] > figures["rung-1"]["value"] > figures["weak"]["value"]
    assert {file.name for file in ran.out.iterdir()} == {
        "results.jsonl", "settings.json", "summary.json",
    }  # fmt: skip
    gates = [case.get("name") for case in Xml.parse(ran.junit).iter("testcase")]
    assert gates == ["gate: tau at least 0.9", "gate: auc at least 0.95"]
    assert "ladders: 2 in all" in ran.done.err


def test_the_same_folder_again_and_the_cache_work_on_nothing(ran: Ran) -> None:
    before = (ran.out / "results.jsonl").read_text()
    assert evals("run", "ladders", "--limit", 2, "--out", ran.out, home=ran.home).code == 0
    assert (ran.out / "results.jsonl").read_text() == before
    new = evals("run", "ladders", "--limit", 2, "--json", home=ran.home).json
    assert new["runs"][0]["counts"]["cached"] == 2
    assert new["runs"][0]["figures"] == ran.done.json["runs"][0]["figures"]


def test_a_run_its_samples_and_its_worst_are_shown(ran: Ran) -> None:
    told = evals("show", ran.out, home=ran.home)
    assert told.code == 0
    assert "engine embedded" in told.out
    assert "answers will do worse." in told.out
    worst = evals("show", ran.out, "--worst", 1, "--by", "-weak", "--json", home=ran.home).json
    rows = evals("show", ran.out, "--worst", 9, "--json", home=ran.home).json
    assert worst[0]["score"]["value"]["weak"] == max(r["score"]["value"]["weak"] for r in rows)
    sample = evals("show", ran.out, "--sample", worst[0]["id"], "--json", home=ran.home).json
    assert len(sample["sample"]["input"]["rungs"]) == 5
    assert sample["rows"][0] == worst[0]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "nothing"), 1, "No run is called 'nothing'"),
        (("show", "{out}", "--sample", "nobody"), 1, "No sample is called 'nobody'"),
        (("show", "{out}", "--worst", "1", "--by", "charm"), 2, "No score is called 'charm'"),
        (("run", "ladder"), 2, "Did you mean 'ladders'"),
        (("run",), 2, "Name tasks, or give --all"),
        (("run", "ladders", "--all"), 2, "Name tasks, or give --all"),
        (("run", "ladders", "--update-baseline"), 2, "is for --quick, without"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    ran: Ran, words: Sequence[str], code: int, told: str
) -> None:
    done = evals(*(word.replace("{out}", str(ran.out)) for word in words), home=ran.home)
    assert done.code == code
    assert told in done.err
    assert "Traceback" not in done.err


def test_two_runs_are_compared(ran: Ran) -> None:
    other = ran.home / "other"
    assert evals("run", "ladders", "--limit", 3, "--out", other, home=ran.home).code == 0
    found = evals("compare", ran.out, other, "--json", home=ran.home).json
    assert found["settings"] == {"limit": [2, 3]}
    told = evals("compare", ran.out, ran.out, home=ran.home)
    assert "Their settings are the same." in told.out
    assert "0 of 2" in told.out


def test_a_run_is_exported_under_a_name_that_inspect_lists(ran: Ran) -> None:
    done = evals("export", ran.out, "--inspect", ran.home / "logs", "--json", home=ran.home)
    log = json.loads(Path(done.json["file"]).read_text())
    assert [sample["id"] for sample in log["samples"]] == log["eval"]["dataset"]["sample_ids"]
    assert all(sample["input"] for sample in log["samples"])


def test_evidence_of_a_part_is_refused(ran: Ran) -> None:
    done = evals("evidence", ran.out, home=ran.home)
    assert done.code == 1
    assert "evidence is of full runs" in done.err
    assert evals("evidence", home=ran.home).out.startswith("# What is proven")


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    with with_stub(replies="archpanel.evals.actors:honest") as served:
        yield served


def test_a_language_model_works_by_its_own_seats_and_is_not_gated(ran: Ran, stub: Stub) -> None:
    url, out = stub.base_url("evals"), ran.home / "model"
    at = ("--model", "stub-model", "--base-url", url, "--out", out, "--json")
    done = evals("run", "ladders", "--limit", 1, *at, home=ran.home)
    assert done.code == 0, done.err
    run = done.json["runs"][0]
    assert run["who"]["engine"]["model"] == "stub-model"
    assert "assess" in run["who"]["engine"]["prompt"]
    assert (run["checks"], run["counts"]["errors"]) == ([], 0)
    assert run["spent"] > 0
    assert "engine.model" in evals("compare", ran.out, out, home=ran.home).out


ASKED = Asked(
    skip_missing=False, quick=False, limit=None, epochs=1, jobs=None, errors=None, data=None,
    out=None, cached=False, junit=None, baseline=None, update_baseline=False, embedded=True,
    pack="ai-architect", seats="startup_cto", models=ModelWishes(),
)  # fmt: skip

Read = Callable[[], Any]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Read:
    return lambda: json.loads(capsys.readouterr().out)


def test_the_baseline_is_written_told_and_held(tmp_path: Path, printed: Read) -> None:
    held = replace(ASKED, quick=True, baseline=tmp_path / "baseline.json")
    run_tasks(replace(held, update_baseline=True), [Counting().task], as_json=True)
    assert printed()["baseline"] == ["counting mean: none -> 2.5"]
    run_tasks(held, [Counting().task], as_json=True)
    assert [check["kind"] for check in printed()["runs"][0]["checks"]] == ["gate", "baseline"]
    with pytest.raises(typer.Exit):
        run_tasks(held, [Counting(factor=0.9).task], as_json=True)
    checks = printed()["runs"][0]["checks"]
    assert [(check["kind"], check["holds"]) for check in checks] == [
        ("gate", True),
        ("baseline", False),
    ]


def test_a_baseline_that_is_not_there_is_told_before_any_work(tmp_path: Path) -> None:
    """A wrong name would else pass everything."""
    asked = replace(ASKED, quick=True, baseline=tmp_path / "baselin.json")
    with pytest.raises(BadRequest, match=r"No baseline is at .*baselin\.json.*--update-baseline"):
        run_tasks(asked, [Counting().task], as_json=True)


def test_a_part_of_the_quick_set_is_not_held_against_its_baseline(
    tmp_path: Path, printed: Read
) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(to_text({"counting": {"mean": Mark(9.0)}}), encoding="utf-8")
    part = replace(ASKED, quick=True, limit=6, baseline=file)
    run_tasks(part, [Counting().task], as_json=True)
    assert [check["kind"] for check in printed()["runs"][0]["checks"]] == ["gate"]
    with pytest.raises(typer.Exit):
        run_tasks(replace(part, limit=None), [Counting().task], as_json=True)


def test_a_run_that_lacks_samples_is_no_baseline(tmp_path: Path) -> None:
    asked = replace(
        ASKED, quick=True, update_baseline=True, errors=1, baseline=tmp_path / "baseline.json"
    )
    with pytest.raises(BadRequest, match="1 missing"):
        run_tasks(asked, [Counting(fails={"s5"}).task], as_json=True)
    assert not (tmp_path / "baseline.json").exists()
    with pytest.raises(WrongUsage):
        run_tasks(replace(asked, limit=3), [Counting().task], as_json=True)


def test_a_failed_sample_fails_the_run_of_the_embedded_engine(printed: Read) -> None:
    with pytest.raises(typer.Exit):
        run_tasks(ASKED, [Counting(fails={"s5"}).task], as_json=True)
    assert printed()["runs"][0]["counts"]["errors"] == 1


def needing_data(data: Path | None) -> list[Sample]:
    raise DataMissing("graded.jsonl is not there")


def test_a_task_without_its_data_is_skipped_only_where_all_are_run(
    tmp_path: Path, printed: Read
) -> None:
    counting = Counting()
    tasks: list[Task] = [counting.task, replace(counting.task, name="far", load=needing_data)]
    with pytest.raises(DataMissing):
        run_tasks(ASKED, tasks, as_json=True)
    assert counting.worked == []
    every = replace(ASKED, skip_missing=True, out=tmp_path / "all", junit=tmp_path / "j.xml")
    run_tasks(every, tasks, as_json=True)
    assert printed()["skipped"] == {"far": "graded.jsonl is not there"}
    assert (tmp_path / "all/counting/summary.json").is_file()
    assert [case.get("name") for case in Xml.parse(tmp_path / "j.xml").iter("testcase")][
        -1
    ] == "run"
