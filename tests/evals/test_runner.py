"""A task is run: nothing twice, nothing lost, and a failure is a row and never a score."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from made import EMBEDDED, WHO, Counting, run

from archpanel.domain import BadRequest
from archpanel.evals.harness.folder import RunFolder
from archpanel.evals.harness.identity import Identity
from archpanel.evals.harness.runner import Wanted, spread
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Output, Setup


async def test_figures_gates_and_rows_are_written_down(tmp_path: Path) -> None:
    summary = await run(Counting(), tmp_path)
    assert summary.figures[0].value == 2.5
    assert summary.passed
    assert RunFolder(tmp_path).summary() == summary
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == [f"s{n}" for n in range(6)]
    assert rows[4]["score"]["value"] == {"level": 4.0, "off": 0}
    assert {"epoch", "cluster", "input_digest", "output", "error", "seconds", "cached"} < set(
        rows[0]
    )


async def test_a_missed_gate_fails_the_run_of_the_embedded_engine_alone(tmp_path: Path) -> None:
    assert not (await run(Counting(factor=0.1), tmp_path / "embedded")).passed
    model = await run(Counting(factor=0.1), tmp_path / "model", who=WHO)
    assert model.passed
    assert model.checks == []


async def test_a_solver_does_not_see_the_target(tmp_path: Path) -> None:
    counting = Counting()
    await run(counting, tmp_path)
    assert counting.targets == [None] * 6


def test_a_limit_takes_samples_evenly_spread() -> None:
    samples = Counting().load(None)
    assert [one.id for one in spread(samples, 3)] == ["s0", "s2", "s4"]
    assert [one.id for one in spread(samples, 4)] == ["s0", "s1", "s3", "s4"]
    assert spread(samples, 60) == samples


async def test_epochs_are_worked_on_each(tmp_path: Path) -> None:
    counting = Counting()
    summary = await run(counting, tmp_path, Wanted(limit=2, epochs=3, jobs=4))
    assert sorted(counting.worked) == [(s, e) for s in ("s0", "s3") for e in (1, 2, 3)]
    assert summary.counts.scored == 6


async def test_a_failure_is_a_row_with_its_reason_and_in_no_figure(tmp_path: Path) -> None:
    summary = await run(Counting(fails={"s5"}), tmp_path, Wanted(limit=6))
    assert (summary.counts.planned, summary.counts.scored, summary.counts.errors) == (6, 5, 1)
    assert summary.figures[0].value == 2.0
    row = RunFolder(tmp_path).rows()[5]
    assert row.error.startswith("PanelError: The model said nothing. (made.py:")
    assert (row.score, row.output) == (None, None)


async def test_too_many_failures_stop_the_run_and_fail_it(tmp_path: Path) -> None:
    counting = Counting(fails={"s0", "s1", "s2"}, factor=9)
    summary = await run(counting, tmp_path, Wanted(allowed_errors=1))
    assert counting.worked == [("s0", 1), ("s1", 1)]
    assert (summary.counts.errors, summary.counts.untried) == (2, 4)
    assert not summary.passed


async def test_what_failed_is_tried_again_and_nothing_else(tmp_path: Path) -> None:
    await run(Counting(fails={"s1", "s4"}), tmp_path)
    again = Counting()
    summary = await run(again, tmp_path)
    assert again.worked == [("s1", 1), ("s4", 1)]
    assert summary.counts.missing == 0


async def test_a_line_that_was_cut_off_is_worked_on_again(tmp_path: Path) -> None:
    await run(Counting(), tmp_path)
    lines = (tmp_path / "results.jsonl").read_text().splitlines()
    (tmp_path / "results.jsonl").write_text("\n".join(lines[:3]) + "\n" + lines[3][:40])
    again = Counting()
    assert (await run(again, tmp_path)).counts.scored == 6
    assert [name for name, _ in again.worked] == ["s3", "s4", "s5"]


KILLED_AT_THE_FOURTH = """
import asyncio, os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import made as t

class Killed(t.Counting):
    async def solve(self, sample, setup):
        if sample.id == "s3":
            os.kill(os.getpid(), signal.SIGKILL)
        return await super().solve(sample, setup)

asyncio.run(t.run(Killed(), Path({folder!r})))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
async def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    tests = str(Path(__file__).parent)
    script = KILLED_AT_THE_FOURTH.format(tests=tests, folder=str(tmp_path / "run"))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert not (tmp_path / "run/summary.json").exists()
    again = Counting()
    assert (await run(again, tmp_path / "run")).counts.scored == 6
    assert [name for name, _ in again.worked] == ["s3", "s4", "s5"]


async def test_a_folder_of_another_engine_is_not_overwritten(tmp_path: Path) -> None:
    await run(Counting(), tmp_path)
    with pytest.raises(BadRequest, match="differs in engine"):
        await run(Counting(), tmp_path, who=WHO)


async def test_the_cache_spares_work_and_judges_anew(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    await run(Counting(), tmp_path / "one", cache=cache)
    again = Counting(factor=2)
    summary = await run(again, tmp_path / "two", cache=cache)
    assert again.worked == []
    assert summary.counts.cached == 6
    assert summary.figures[0].value == 5
    assert [row.output for row in RunFolder(tmp_path / "one").rows()] == [
        row.output for row in RunFolder(tmp_path / "two").rows()
    ]


@pytest.mark.parametrize(
    "who",
    [
        replace(EMBEDDED, engine={"engine": "embedded", "version": "2"}),
        replace(EMBEDDED, pack={**EMBEDDED.pack, "digest": "1" * 64}),
        replace(EMBEDDED, personas={**EMBEDDED.personas, "startup_cto": "1" * 64}),
        replace(EMBEDDED, sources="1" * 64),
    ],
    ids=["engine", "pack", "persona", "sources"],
)
async def test_what_an_output_depends_on_is_in_its_key(tmp_path: Path, who: Identity) -> None:
    cache = tmp_path / "cache"
    await run(Counting(), tmp_path / "one", cache=cache)
    other = Counting()
    await run(other, tmp_path / "two", who=who, cache=cache)
    assert len(other.worked) == 6


async def test_a_new_version_of_the_task_or_no_cache_works_anew(tmp_path: Path) -> None:
    await run(Counting(), tmp_path / "one", cache=tmp_path / "cache")
    newer, without = Counting(version="2"), Counting()
    await run(newer, tmp_path / "two", cache=tmp_path / "cache")
    await run(without, tmp_path / "three")
    assert len(newer.worked) == len(without.worked) == 6


async def test_failures_are_not_cached(tmp_path: Path) -> None:
    await run(Counting(fails={"s2"}), tmp_path / "one", cache=tmp_path / "cache")
    again = Counting()
    await run(again, tmp_path / "two", cache=tmp_path / "cache")
    assert again.worked == [("s2", 1)]


async def test_a_damaged_file_of_the_cache_is_no_output(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    await run(Counting(), tmp_path / "one", cache=cache)
    next(cache.glob("*/*.json")).write_text('{"output": ')
    again = Counting()
    await run(again, tmp_path / "two", cache=cache)
    assert len(again.worked) == 1


async def test_a_score_that_is_no_number_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="level of sample 's0' is no number"):
        await run(Counting(factor=float("nan")), tmp_path)


async def test_an_output_that_is_no_json_is_a_failure(tmp_path: Path) -> None:
    class Odd(Counting):
        async def solve(self, sample: Sample, setup: Setup) -> Output:
            return {"level": float("nan") if sample.id == "s1" else 1, "off": object}

    summary = await run(Odd(), tmp_path)
    assert summary.counts.errors == 6


async def test_two_samples_with_one_id_are_refused(tmp_path: Path) -> None:
    class Doubled(Counting):
        def load(self, data: Path | None) -> list[Sample]:
            return super().load(data)[:1] * 2

    with pytest.raises(BadRequest, match="same id"):
        await run(Doubled(), tmp_path)
