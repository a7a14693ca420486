"""What docs/own-pack.md shows works as it stands: its files load, judge, and ask."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from archpanel.cli.app import app

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/own-pack.md"
BLOCK = re.compile(r"^```\w*\n(?:#|//) file: (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def files(own_home: Path) -> list[str]:
    """Write every file that the document shows into the working folder, and return their names."""
    shown = BLOCK.findall(DOCUMENT.read_text(encoding="utf-8"))
    for name, content in shown:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(content, encoding="utf-8")
    return [name for name, _ in shown]


def run(*args: str, stdin: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, [*args, "--json"], input=stdin)
    return done.exit_code, done.stdout


def test_all_files_of_the_document_are_tried(files: list[str]) -> None:
    assert {"rubric.yaml", "interview.md", "interview.json", "my-role/pack.yaml"} <= set(files)
    assert any(name.startswith("my-role/questions/") for name in files)


@pytest.mark.parametrize(("interview", "answers"), [("interview.md", 2), ("interview.json", 1)])
@pytest.mark.parametrize(
    ("pack", "levels"), [("rubric.yaml", {"problem_framing", "data_judgement"}),
                         ("my-role", {"pipelines"})]
)  # fmt: skip
def test_the_transcripts_are_judged_by_both_packs(
    interview: str, answers: int, pack: str, levels: set[str]
) -> None:
    code, out = run("review", interview, "--pack", pack)
    assert code == 0
    record = json.loads(out)
    assert len(record["answers"]) == answers
    assert set(record["verdict"]["levels"]) == levels


def test_the_folder_holds_a_rehearsal() -> None:
    said = "I merge on the order number, so that loading a file twice changes nothing."
    code, out = run("rehearse", "--pack", "my-role", "--turns", "1", stdin=said)
    assert code == 0
    assert json.loads(out)["questions"][0]["item"] == "nightly-load-twice"


def test_the_check_of_the_folder_asks_only_for_more_of_the_same() -> None:
    code, out = run("packs", "check", "my-role")
    assert code == 4
    problems = [problem["what"] for problem in json.loads(out)["problems"]]
    assert problems == ["has 3 key points, needs 4", "has 1 questions, needs 12"]
    assert run("packs", "check", "rubric.yaml")[0] == 0
