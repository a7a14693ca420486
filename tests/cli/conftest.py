"""The command line in this process, and one interview that many tests look at."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from archpanel.cli.app import app
from archpanel.evals.bench.stub import Stub, with_stub
from archpanel.packs import load_pack

ROOT = Path(__file__).resolve().parents[2]
ASKED = ("part-numbers-not-found", "retries-on-retries", "refund-exactly-once")
"""Questions of the bank that the tests ask; a whole bank is not needed to try a command."""


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Outcome]


def invoke(*args: object, stdin: str = "", home: Path | None = None) -> Outcome:
    env = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": None}
    if home:
        env["ARCHPANEL_HOME"] = str(home)
    done = CliRunner().invoke(app, [str(arg) for arg in args], input=stdin, env=env)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def run() -> Run:
    """Run a command; an error that is not shown in one line is raised."""
    return invoke


@pytest.fixture(scope="session")
def pack_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three questions of the shipped pack as a pack of one file."""
    whole = load_pack("ai-architect")
    asked = tuple(whole.question(name) for name in ASKED)
    part = whole.model_copy(update={"questions": asked, "surprises": (), "forms": ()})
    file = tmp_path_factory.mktemp("pack") / "excerpt.json"
    file.write_text(part.model_dump_json(exclude={"digest"}), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def form_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("form") / "short.yaml"
    questions = "".join(f"  - {name}\n" for name in ASKED)
    file.write_text(f"id: short\nversion: 1\ntitle: Three\nquestions:\n{questions}", "utf-8")
    return file


@pytest.fixture(scope="session")
def strong_answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The strong candidate's answers to the questions of the small pack."""
    lines = (ROOT / "examples/answers_strong.jsonl").read_text(encoding="utf-8").splitlines()
    file = tmp_path_factory.mktemp("answers") / "strong.jsonl"
    mine = [line for line in lines if json.loads(line)["question_id"] in ASKED]
    file.write_text("\n".join(mine), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def short_answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An answer to each question, short ones, since reading is what takes the time."""
    pack = load_pack("ai-architect")
    file = tmp_path_factory.mktemp("answers") / "short.jsonl"
    lines = (
        {"question_id": name, "text": pack.question(name).examples.adequate.text} for name in ASKED
    )
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return file


@dataclass(frozen=True)
class Held:
    """A finished rehearsal."""

    home: Path
    out: Path
    printed: Any
    """What `--json` printed."""

    @property
    def session(self) -> str:
        return str(self.printed["session"])


def hold(home: Path, pack: Path, form: Path, answers: Path) -> Held:
    out = home / "out"
    done = invoke(
        "rehearse", "--pack", pack, "--form", form, "--answers", answers, "--out", out, "--json",
        home=home,
    )  # fmt: skip
    assert done.code == 0, done.err
    return Held(home, out, done.json)


@pytest.fixture(scope="session")
def held(
    tmp_path_factory: pytest.TempPathFactory, pack_file: Path, form_file: Path, short_answers: Path
) -> Held:
    """A rehearsal that tests may look at, and must not change."""
    return hold(tmp_path_factory.mktemp("home"), pack_file, form_file, short_answers)


@pytest.fixture
def own(held: Held, tmp_path: Path) -> Path:
    """A copy of the finished session's home, which a test may change."""
    home = tmp_path / "own"
    for _ in range(5):
        # What an earlier command left open may close, and take its own files away, meanwhile.
        with suppress(shutil.Error):
            shutil.copytree(held.home, home)
            return home
        shutil.rmtree(home)
    raise AssertionError("the session's home does not stand still")


@dataclass(frozen=True)
class Interview:
    """A finished rehearsal by a played model, which stays there for more."""

    stub: Stub
    home: Path
    out: Path
    done: Outcome


@pytest.fixture(scope="session")
def interview(
    tmp_path_factory: pytest.TempPathFactory, pack_file: Path, form_file: Path, short_answers: Path
) -> Iterator[Interview]:
    """Its prompts are shown; tests may have notes written to it."""
    home = tmp_path_factory.mktemp("models")
    with with_stub(replies="archpanel.evals.actors:honest") as stub:
        done = invoke(
            "rehearse", "--pack", pack_file, "--form", form_file, "--answers", short_answers,
            "--model", "stub-model", "--base-url", stub.base_url("cli"), "--show-prompts",
            "--out", home / "out", home=home,
        )  # fmt: skip
        assert done.code == 0, done.err
        yield Interview(stub, home, home / "out", done)
