"""The funnel on the command line."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from archpanel.agents.clock import today

Run = Callable[..., Any]
ADD = ("funnel", "add", "Acme", "--role", "Architect", "--date", "2026-09-01")


def test_an_application_is_noted_followed_and_shown(run: Run, tmp_path: Path) -> None:
    jd = tmp_path / "job.txt"
    jd.write_text("Build agents.", encoding="utf-8")
    assert run(*ADD, "--jd", jd, "--source", "board").out.startswith("a1  Acme, Architect: applied")
    run("funnel", "update", "acme", "--round", "technical", "--date", "9.9.2026", "--note", "ok")
    done = run("funnel", "update", "1", "--stage", "offer", "--date", "2026-09-20", "--json")
    assert done.json["stage"] == "offer"
    assert [e["stage"] for e in done.json["events"]] == ["applied", "round", "offer"]
    one = run("funnel", "show", "a1")
    assert "round (technical)" in one.out
    assert "Job description: job.txt" in one.out
    whole = run("funnel", "show")
    assert "14 of 50: 28 % (17 % to 42 %)" in whole.out
    assert "one person's search" in whole.out
    told = run("funnel", "show", "--json").json
    assert told["funnel"][0]["passed"] == 1


def test_days_and_orders_that_cannot_be_are_refused_in_one_line(run: Run) -> None:
    run(*ADD)
    run("funnel", "update", "a1", "--stage", "rejected", "--date", "2026-09-05")
    late = ("funnel", "update", "a1", "--stage", "offer", "--date", "2026-09-09")
    done = run(*late)
    assert done.code == 1
    assert "is after rejected on 2026-09-05, which cannot be" in done.err
    assert run(*late, "--anyway").code == 0
    assert "Out of order: a1 Acme, Architect: offer" in run("funnel", "show").out
    tomorrow = today() + timedelta(1)
    future = run("funnel", "update", "a1", "--stage", "offer", "--date", tomorrow)
    assert future.code == 2
    assert "has not come yet" in future.err


@pytest.mark.parametrize(
    ("arguments", "code", "problem"),
    [
        (("update", "a1"), 2, "Say what happened: --stage applied|process|round"),
        (("update", "a1", "--note", "x"), 2, "A note is kept with what happened."),
        (("show", "a1", "--html", "x.html"), 2, "leave the id out"),
        (("update", "a1", "--stage", "offr"), 2, "Did you mean 'offer'?"),
        (("update", "a1", "--stage", "offer", "--round", "design"), 2, "its stage is round"),
        (("update", "a1", "--strike", "1", "--stage", "offer"), 2, "--strike takes an entry back"),
        (("update", "a1", "--strike", "7"), 1, "no entry 7 that counts"),
        (("update", "a7", "--stage", "offer"), 1, "There is one, a1;"),
        (("add", " ", "--role", "x"), 1, "The company is empty"),
        (("remove",), 2, "Say which one"),
        (("export", "--csv", "--json"), 2, "two formats"),
    ],
)
def test_what_cannot_be_is_one_line(
    run: Run, arguments: tuple[str, ...], code: int, problem: str
) -> None:
    run(*ADD)
    done = run("funnel", *arguments)
    assert done.code == code
    assert problem in done.err


def test_bad_rows_are_named_by_line_and_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    text = "company,role,date\nAcme,Architect,soon\nBeta,Architect,2026-09-02\n\x1b[31m,,x\n"
    table.write_text(text, encoding="utf-8")
    done = run("funnel", "import", table)
    assert (done.code, done.out) == (1, "")
    assert f"{table}:2: 'soon' is no day" in done.err
    assert "nothing was imported" in done.err
    assert "\x1b" not in done.err
    assert run("funnel", "show", "--json").json["applications"] == []
    told = run("funnel", "import", table, "--json")
    assert told.code == 1
    assert [bad["line"] for bad in told.json["bad"]] == [2, 4]
    assert told.json["kept"] is False
    some = run("funnel", "import", table, "--partial")
    assert some.code == 0
    assert "Left out as a whole: Acme, Architect" in some.err
    assert [a["company"] for a in run("funnel", "show", "--json").json["applications"]] == ["Beta"]


def test_every_row_that_is_not_taken_is_listed_with_its_reason(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "mine.csv"
    rows = ["company,role,stage,date", ",Architect,applied,2026-09-01"]
    rows += ["Acme,Architect,applied,2026-09-01", "Acme,,round,2026-09-09"]
    rows += ["Beta,Architect,applied,2026-09-02"]
    rows += [f"Firm {n},Architect,applied,soon" for n in range(25)]
    table.write_text("\n".join(rows), encoding="utf-8")
    done = run("funnel", "import", table, "--partial")
    assert done.out == "1 new application, 0 updated, 1 entry in all.\n"
    assert f"{table}:2: The company is empty" in done.err
    assert f"{table}:3: stays out with line 4, of Acme, Architect." in done.err
    assert f"{table}:30: 'soon' is no day" in done.err
    assert "Not taken: 27 rows that cannot be used, and 1 row of the same" in done.err
    told = run("funnel", "import", table, "--partial", "--json").json
    assert (len(told["bad"]), told["left_out_lines"]) == (27, [3])


def test_a_table_goes_out_harmless_and_comes_in_unchanged(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("funnel", "add", '=HYPERLINK("x")', "--role", "Architect", "--date", "2026-09-01")
    out = tmp_path / "out.csv"
    assert run("funnel", "export", "--csv", "--out", out).code == 0
    cells = list(csv.reader(out.read_text(encoding="utf-8-sig").splitlines()))[1]
    assert cells[1] == '\'=HYPERLINK("x")'
    before = run("funnel", "export").json
    monkeypatch.setenv("ARCHPANEL_HOME", str(tmp_path / "other"))
    assert "1 new application," in run("funnel", "import", out).out
    assert run("funnel", "export").json["applications"][0]["company"] == '=HYPERLINK("x")'
    assert len(before["applications"]) == 1
    assert "lines 2" in run("funnel", "import", out).err


def test_an_application_is_linked_to_a_rehearsal_and_goes_along_with_its_export(
    held: Any, own: Path, run: Run
) -> None:
    run(*ADD, home=own)
    assert run("funnel", "link", "acme", "last", "--json", home=own).json["sessions"] == [
        held.session
    ]
    day = str(today())
    run("funnel", "update", "a1", "--stage", "process", "--date", day, home=own)
    run("funnel", "update", "a1", "--stage", "rejected", "--date", day, home=own)
    told = run("funnel", "show", "--json", home=own).json["calibration"]
    assert (told["linked"], told["outcomes"], told["brier"]) == (1, 1, None)
    assert "1 of at least 10 linked outcomes" in told["missing"]
    (kept,) = run("export", held.session, home=own).json["applications"]
    assert kept["company"] == "Acme"
    assert run("funnel", "link", "a1", held.session, "--undo", home=own).code == 0
    run("funnel", "link", "a1", held.session, home=own)
    run("erase", held.session, "--yes", home=own)
    assert run("funnel", "show", "--json", home=own).json["applications"][0]["sessions"] == []


def test_a_replay_is_no_rehearsal_to_link(held: Any, own: Path, run: Run) -> None:
    run(*ADD, home=own)
    replay = run("replay", held.session, "--from", 2, "--answer", "No.", "--json", home=own).json
    done = run("funnel", "link", "a1", replay["session"], home=own)
    assert done.code == 1
    assert f"funnel link a1 {held.session}" in done.err


def test_removing_asks_first_and_takes_all_when_told(run: Run) -> None:
    run(*ADD)
    asked = run("funnel", "remove", "a1", stdin="n\n")
    assert asked.code == 1
    assert "Remove a1 Acme, Architect for good?" in asked.err
    assert run("funnel", "remove", "--all", "--yes", "--json").json == {"removed": ["a1"]}
    assert "No applications yet" in run("funnel", "show").err


def test_the_page_is_written_where_one_says(run: Run, tmp_path: Path) -> None:
    run(*ADD)
    page = tmp_path / "pages" / "search.html"
    assert run("funnel", "show", "--html", page).out == ""
    assert "Acme, Architect" in page.read_text(encoding="utf-8")
