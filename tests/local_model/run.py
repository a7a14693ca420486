"""A short panel on a small real model, over HTTP, from the command line to a verified record.

    .venv/bin/python tests/local_model/run.py .venv-local/bin/python

The model is far too small to interview anybody, and its words are not judged. What is looked at is
the wire: streams, JSON schemas, counts, and that a reply which cannot be used ends in an abstention
with a reason, never in a crash.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from checks import problems
from recorder import Exchange, recording
from serve import NAME

import archpanel as archpanel_package
from archpanel.packs import load_pack

ASKED = ("part-numbers-not-found", "retries-on-retries", "refund-exactly-once")
LONGEST_REPLY = 200
"""Tokens; see `recorder`."""

LONGEST = 540.0
"""Seconds for the whole interview."""

OUT_OF_TIME = 75
"""Exit code: nothing was found wrong, and nothing was shown to be right."""


WAITS = "No verdict for now"
"""What a panel says that has no quorum yet."""


class OutOfTime(Exception):
    """The model took too long."""


WAYS = {
    "ARCHPANEL_PATIENCE": "480",  # a reply may take a minute on a busy machine, and wait for others
    "ARCHPANEL_AT_ONCE": "1",
    "ARCHPANEL_TEMPERATURE": "0.8",  # without chance, so small a model repeats itself to the limit
    "PYTHONPATH": str(Path(archpanel_package.__file__).parents[1]),
    "NO_COLOR": "1",
    "COLUMNS": "100",
}


def main(local_python: str) -> int:
    """Hold the interview on the small model; return 1 if anything is not as it should be."""
    try:
        with serving(local_python) as port:
            wrong = hold(port, NAME)
    except OutOfTime as error:
        sys.stderr.write(f"local model: {error}\n")
        return OUT_OF_TIME
    for line in wrong:
        sys.stderr.write(f"local model: {line}\n")
    sys.stdout.write(f"local model: {'failed' if wrong else 'all is as it should be'}\n")
    return 1 if wrong else 0


def hold(port: int, model: str) -> list[str]:
    """Hold an interview on a server of the loopback, print its figures, return what is wrong.

    Raises:
        OutOfTime: it took longer than `LONGEST`.
    """
    began = time.monotonic()
    with TemporaryDirectory() as folder, recording(port, LONGEST_REPLY) as recorder:
        try:
            done = rehearse(Path(folder), recorder.base_url, model)
            if done.returncode and WAITS in done.stderr:  # none of its replies could be used
                done = finish(Path(folder))
        except subprocess.TimeoutExpired:
            answered = sum(x.status == 200 for x in recorder.exchanges)
            told = f"no verdict within {LONGEST:g} s, after {answered} answered requests"
            raise OutOfTime(f"{told}; this machine is too slow today") from None
        if done.returncode:
            return [f"rehearse ended with {done.returncode}: {tail(done)}"]
        record = json.loads(done.stdout)
        show(record, recorder.exchanges, time.monotonic() - began)
        wrong = problems(record, recorder.exchanges)
        checked = archpanel(Path(folder), "verify", str(Path(folder, "out", "record.json")))
        return [*wrong, *([f"verify refuses it: {tail(checked)}"] if checked.returncode else [])]


@contextmanager
def serving(python: str) -> Iterator[int]:
    """Run the model's server in a process of its own, and stop it whatever happens.

    Raises:
        SystemExit: it does not start; says why.
    """
    script = str(Path(__file__).with_name("serve.py"))
    with TemporaryDirectory() as folder, Path(folder, "log").open("w+b") as log:
        child = subprocess.Popen(
            [python, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        try:
            assert child.stdout is not None
            said = child.stdout.readline()
            if not said.strip().isdigit():
                child.wait(30)
                log.seek(0)
                lines = log.read().decode(errors="replace").strip().splitlines()
                raise SystemExit(f"The local model did not start: {lines[-1] if lines else '?'}")
            yield int(said)
        finally:
            child.kill()
            child.communicate()


def rehearse(folder: Path, base_url: str, model: str) -> subprocess.CompletedProcess[str]:
    """Interview a candidate who gives the bank's own adequate answers."""
    pack = load_pack("ai-architect")
    answers, form = folder / "answers.jsonl", folder / "form.yaml"
    said = ({"question_id": n, "text": pack.question(n).examples.adequate.text} for n in ASKED)
    answers.write_text("".join(json.dumps(line) + "\n" for line in said), encoding="utf-8")
    listed = "".join(f"  - {name}\n" for name in ASKED)
    form.write_text(f"id: short\nversion: 1\ntitle: Short\nquestions:\n{listed}", "utf-8")
    return archpanel(
        folder, "rehearse", "--model", model, "--base-url", base_url, "--turns", "3",
        "--form", str(form), "--answers", str(answers), "--out", str(folder / "out"), "--json",
    )  # fmt: skip


def finish(folder: Path) -> subprocess.CompletedProcess[str]:
    """Reach the verdict of a panel that waits, though nobody could vote: a hold."""
    return archpanel(
        folder, "resume", "--as-is", "--answers", str(folder / "answers.jsonl"),
        "--out", str(folder / "out"), "--json",
    )  # fmt: skip


def archpanel(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """Run a command with a home of its own, and none of the settings of this machine."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("ARCHPANEL_", "OPENAI_"))}
    env = kept | WAYS | {"ARCHPANEL_HOME": str(folder / "home")}
    command = [sys.executable, "-P", "-m", "archpanel.cli", *args]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=env, timeout=LONGEST
    )


def show(record: dict[str, Any], exchanges: Sequence[Exchange], seconds: float) -> None:
    """Print what it took."""
    calls = record["calls"]
    read = record["assessments"]
    figures = {
        "jobs": len(calls),
        "requests": len(exchanges),
        "repaired": sum(call["requests"] > 1 for call in calls),
        "without a result": sum(call["outcome"] != "ok" for call in calls),
        "readings": sum(not a["abstained"] for a in read),
        "abstentions": sum(bool(a["abstained"]) for a in read),
        "questions in its words": [q["wording"] for q in record["questions"]].count("engine"),
        "tokens in": sum(x.usage.get("prompt_tokens", 0) for x in exchanges),
        "of them cached": sum(cached(x) for x in exchanges),
        "longest prompt": max(x.usage.get("prompt_tokens", 0) for x in exchanges),
        "tokens out": sum(x.usage.get("completion_tokens", 0) for x in exchanges),
        "seconds": round(seconds),
        "verdict": record["verdict"]["decision"],
    }
    for name, value in figures.items():
        sys.stdout.write(f"{name:>32}  {value}\n")
    for reason in sorted({a["abstained"] for a in read if a["abstained"]}):
        sys.stdout.write(f"  abstained: {reason}\n")


def cached(exchange: Exchange) -> int:
    """Return how many tokens of a prompt were read from the server's cache."""
    return int((exchange.usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0)


def tail(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last lines that a command complained with."""
    return " | ".join((done.stderr or done.stdout).strip().splitlines()[-5:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
