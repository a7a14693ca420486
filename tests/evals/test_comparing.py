from dataclasses import replace
from pathlib import Path

import pytest
from made import EMBEDDED, WHO, Counting, row_of, run, summary_of

from archpanel.domain import BadRequest, UnknownName
from archpanel.evals.harness.comparing import Comparison, Run, compare_runs
from archpanel.evals.harness.figure import Figure
from archpanel.evals.harness.folder import RunFolder, find_run, new_folder
from archpanel.evals.harness.row import Row


def compared(before: list[Row], after: list[Row]) -> Comparison:
    one, other = summary_of("ladders"), summary_of("ladders")
    return compare_runs(Run("one", one, before), Run("other", other, after))


def test_samples_are_paired_and_a_steady_difference_stands_out() -> None:
    before = [row_of(f"s{n}", {"level": n / 10, "tau": 1}) for n in range(20)]
    after = [row_of(f"s{n}", {"level": n / 10 + 0.2 + n % 2 / 10, "tau": 1}) for n in range(20)]
    level, tau = compared(before, after).scores
    assert level.difference == pytest.approx(0.25)
    assert level.low is not None
    assert level.high is not None
    assert 0.2 < level.low < 0.25 < level.high < 0.3
    assert (level.pairs, level.changed, level.stands_out) == (20, 20, True)
    assert (tau.difference, tau.changed, tau.stands_out) == (0, 0, False)


def test_one_cluster_alone_has_no_interval() -> None:
    rows = [row_of(f"s{n}", {"level": n}, cluster="same") for n in range(5)]
    assert compared(rows, rows).scores[0].low is None


def test_clusters_widen_the_interval() -> None:
    def widths(size: int) -> float:
        names = [(f"s{n}", f"c{n // size}") for n in range(40)]
        before = [row_of(name, {"level": 0}, cluster=c) for name, c in names]
        after = [row_of(n, {"level": int(c[1:]) * size // 20}, cluster=c) for n, c in names]
        found = compared(before, after).scores[0]
        assert found.low is not None
        assert found.high is not None
        return found.high - found.low

    assert widths(10) > 1.5 * widths(1)


def test_what_cannot_be_paired_is_counted_and_left_out() -> None:
    before = [
        row_of("a", {"x": 1}),
        row_of("b", {"x": 1}),
        row_of("c", None),
        row_of("d", {"x": 1}),
    ]
    after = [row_of("a", {"x": 2}), row_of("b", {"x": 9}, given="other"), row_of("c", {"x": 1})]
    found = compared(before, after)
    assert (found.unpaired, found.other_input) == (2, 1)
    assert [(one.pairs, one.difference) for one in found.scores] == [(1, 1)]


def test_epochs_are_averaged_before_they_are_paired() -> None:
    twice = [row_of("a", {"x": 1}), replace(row_of("a", {"x": 3}), epoch=2)]
    found = compared(twice, [row_of("a", {"x": 5})])
    assert [(one.before, one.difference) for one in found.scores] == [(2, 3)]


def test_settings_that_differ_are_named_and_digests_shortened() -> None:
    other = replace(EMBEDDED, engine=WHO.engine, sources="f" * 64)
    one = Run("one", summary_of("ladders", [Figure("tau", 0.5)]), [])
    two = Run("two", summary_of("ladders", [Figure("tau", 0.6)], who=other, limit=3), [])
    found = compare_runs(one, two)
    assert found.settings["limit"] == (None, 3)
    assert found.settings["engine.engine"] == ("embedded", "scripted")
    assert found.settings["sources"][1] == "f" * 12
    assert not any(name.startswith(("pack", "personas")) for name in found.settings)
    assert [(one.before, one.after) for one in found.figures] == [(0.5, 0.6)]


def test_runs_of_different_tasks_are_not_compared() -> None:
    with pytest.raises(BadRequest, match="'ladders', two of 'other'"):
        compare_runs(Run("one", summary_of("ladders"), []), Run("two", summary_of("other"), []))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("ladders-1", "ladders-2", "other-1"):
        RunFolder(tmp_path / name).finish([], summary_of(name.partition("-")[0]))
    return tmp_path


def test_a_run_is_found_by_folder_name_beginning_or_last(root: Path) -> None:
    def found(name: str) -> str:
        return find_run(name, root).path.name

    assert found(str(root / "ladders-1")) == found("ladders-1") == "ladders-1"
    assert found("other") == found("last") == "other-1"


def test_a_beginning_of_several_runs_names_them(root: Path) -> None:
    with pytest.raises(UnknownName, match="Known: ladders-1, ladders-2"):
        find_run("ladders", root)
    with pytest.raises(UnknownName, match="other-1"):
        find_run("nothing", root)


async def test_a_run_that_is_not_finished_is_no_run_yet(tmp_path: Path) -> None:
    await run(Counting(), tmp_path / "half")
    (tmp_path / "half/summary.json").unlink()
    with pytest.raises(BadRequest, match="is not finished"):
        find_run(str(tmp_path / "half"), tmp_path)


def test_where_nothing_was_run_last_says_how_a_run_is_made(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"`archpanel evals run ladders --quick` makes one"):
        find_run("last", tmp_path)


def test_a_folder_of_several_runs_names_those_in_it(root: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="No run is called"):
        find_run(str(root), tmp_path / "none")


def test_a_new_folder_is_never_one_that_is_there(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    for _ in range(3):
        new_folder(root, "ladders").mkdir(parents=True)
    assert len(list(root.glob("ladders-2*"))) == 3
