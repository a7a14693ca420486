"""`archpanel bench`: what it prints and how it ends."""

import json

import pytest
from typer.testing import CliRunner

from archpanel.cli.app import app
from archpanel.cli.bench import document_of, show_figures
from archpanel.evals.bench.figures import counted, ratio

FIGURES = [
    ratio("latency", "whole question / floor", [1.01, 1.0, 1.2], "<=", 1.05),
    ratio("verdict", "one debrief / floor", [1.3], "<=", 1.1),
    counted("tokens", "N=32: input", 123456),
]


def test_the_document_holds_both_ratios() -> None:
    document = json.loads(json.dumps(document_of(FIGURES, 3, "x:y")))
    assert (document["candidate_wait_ratio"], document["verdict_ratio"]) == (1.01, 1.3)
    assert document["first_token_ratio"] is None
    assert document["missed"] == ["verdict: one debrief / floor"]
    assert [figure["met"] for figure in document["figures"]] == [True, False, True]


def test_the_table_shows_targets_beside_figures(capsys: pytest.CaptureFixture[str]) -> None:
    show_figures(FIGURES)
    lines = capsys.readouterr().out.splitlines()
    assert any("1.01" in line and "<= 1.05" in line and "pass" in line for line in lines)
    assert any("1.30" in line and "<= 1.1" in line and "MISS" in line for line in lines)
    assert any("123,456" in line for line in lines)
    assert "1 of 2 targets missed" in lines[-2] + lines[-1]


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--scenario", "latencies"), 2, "No scenario is called 'latencies'"),
        (("--product", "nowhere:x"), 1, "cannot be loaded"),
    ],
)
def test_what_cannot_be_measured_is_told_in_one_line(
    options: tuple[str, ...], code: int, told: str
) -> None:
    done = CliRunner().invoke(app, ["bench", "--json", *options])
    assert done.exit_code == code
    assert told in json.loads(done.stdout)["error"]
    assert done.stderr.startswith("archpanel: ")
