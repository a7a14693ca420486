"""What README and CONTRIBUTING name is there: paths, commands, targets of make."""

import importlib.util
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from archpanel.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "CONTRIBUTING.md")
GUIDES = ("docs/own-pack.md", "docs/evals.md", "docs/persona-lab.md", "docs/funnel.md")
"""Their commands are looked at; their files are the reader's own."""

MADE_BY_A_RUN = {"record.json", "report.md", "report.html", "versions.json", ".venv", ".env"}
PATH = re.compile(r"[\w.*<>-]+(?:/[\w.*<>-]+)*/?")
ENDINGS = (".py", ".yaml", ".yml", ".md", ".toml", ".json", ".jsonl", ".txt", ".j2")
TREE = "├└│─ \t"


def blocks(text: str) -> list[str]:
    return re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def spans(text: str) -> list[str]:
    prose = re.sub(r"^```[^\n]*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose)


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of every command line; `a|b` in a word stands for two commands."""
    lines = [
        line.strip().removeprefix("$ ") for block in blocks(text) for line in block.split("\n")
    ]
    for line in (*lines, *spans(text)):
        words = []
        for word in split(line):
            if word in {"|", ">", "<", "&&", ";", "#"} or word.startswith("#"):
                break
            words.append(word)
        if words and words[0] in {"archpanel", "make", "python", "python3"}:
            yield words


def split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # prose with an apostrophe
        return line.split()


def problem_with(words: list[str]) -> str:
    """Return what is wrong with a command, "" when it exists."""
    if words[0] == "archpanel":
        return archpanel_problem(words[1:])
    if words[0] == "make":
        targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
        unknown = [w for w in words[1:] if re.fullmatch("[a-z]+", w) and w not in targets]
        options = [w.partition("=")[2] for w in words if w.startswith("ARGS=")]
        if "rehearse" in words and options:
            return archpanel_problem(["rehearse", *split(options[0])])
        return f"no target {unknown}" if unknown else ""
    if words[1:2] == ["dev.py"]:
        known = set(re.findall(r'^        "([a-z]+)":', read("dev.py"), re.MULTILINE))
        unknown = [w for w in words[2:3] if re.fullmatch("[a-z]+", w) and w not in known]
        return f"dev.py has no {unknown}" if unknown else ""
    if words[1:2] == ["-m"]:
        module = words[2]
        ours = module.startswith("archpanel")
        return f"no module {module}" if ours and not importlib.util.find_spec(module) else ""
    return ""


def archpanel_problem(words: list[str]) -> str:
    command: object = typer.main.get_command(app)
    while words and (children := getattr(command, "commands", None)):
        names = words[0].split("|")
        if names[0].startswith("-"):
            return ""
        if unknown := [name for name in names if name not in children]:
            return f"no command {unknown}"
        command, words = children[names[0]], words[1:]
    options = {flag for p in getattr(command, "params", []) for flag in p.opts} | {"--help"}
    given = {word.partition("=")[0].strip("[]") for word in words if word.strip("[]")[:1] == "-"}
    unknown = sorted(given - options - {"-"})
    return f"no option {unknown}" if unknown else ""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named_paths(text: str) -> Iterator[str]:
    for span in spans(text):
        looks_like_one = span.endswith(ENDINGS) or span.endswith("/") or "/" in span
        if PATH.fullmatch(span) and looks_like_one and span[0] not in "*<":
            yield span
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target:
            yield target
    for block in blocks(text):
        if mapped(block.lstrip().split("\n")[0])[:1]:
            yield from (path for line in block.split("\n") for path in mapped(line))


def mapped(line: str) -> list[str]:
    """Return the paths in a line of a map (`agents/   HOW a seat thinks`), its first word first."""
    words = [word.rstrip(",;:") for word in line.strip(TREE).split()]
    paths = [w for w in words if PATH.fullmatch(w) and (w.endswith("/") or w.endswith(ENDINGS))]
    return paths if paths[:1] == words[:1] else []


def is_there(path: str) -> bool:
    """Find a path from the root or, for a branch of a map, a few folders below it."""
    if path.rstrip("/") in MADE_BY_A_RUN or path.startswith("out/"):
        return True
    pattern = re.sub(r"<[\w-]+>", "*", path).strip("/")
    elsewhere = pattern.removeprefix(".../")
    depths = ("", "*/", "*/*/", "*/*/*/") if "..." not in path else ("*/" * n for n in range(6))
    return any(next(ROOT.glob(f"{depth}{elsewhere}"), None) for depth in depths)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_is_named_exists(document: str) -> None:
    text = read(document)
    assert [path for path in named_paths(text) if not is_there(path)] == []


@pytest.mark.parametrize("document", [*DOCUMENTS, *GUIDES])
def test_every_command_that_is_shown_exists(document: str) -> None:
    shown = list(commands(read(document)))
    wrong = {" ".join(words): problem for words in shown if (problem := problem_with(words))}
    assert wrong == {}


def test_a_wrong_name_would_be_found() -> None:
    assert problem_with("archpanel rehearsal".split()) == "no command ['rehearsal']"
    assert problem_with("archpanel personas list|drop".split()) == "no command ['drop']"
    assert problem_with("archpanel rehearse --from home".split()) == "no option ['--from']"
    assert problem_with("make tests".split()) == "no target ['tests']"
    assert problem_with(["make", "rehearse", "ARGS=--forms demo"]) == "no option ['--forms']"
    assert problem_with("python dev.py tests".split()) == "dev.py has no ['tests']"
    assert problem_with("python -m archpanel.evals.krash".split())
    assert not is_there("agents/chairs.py")
    assert is_there("personas/<id>.yaml")
    assert mapped("├── agents/chair.py   who speaks   gates.py, x.md what it takes") == [
        "agents/chair.py",
        "gates.py",
        "x.md",
    ]
    assert mapped("We read agents/chair.py first") == []


def test_the_contributing_map_is_read() -> None:
    found = set(named_paths(read("CONTRIBUTING.md")))
    assert {"agents/gates.py", "personas/<id>.yaml", ".../ai-architect/policy.yaml"} <= found
