"""Exit codes are those that `--help` lists: 2 for what there is not, 1 for what fails."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize(
    "command",
    [
        "rehearse --world mars",
        "rehearse --view from-above",
        "rehearse --round foo",
        "rehearse --level boss",
        "rehearse --form nothing",
        "rehearse --seats nobody",
        "rehearse --seats ,",
        "rehearse --turns 0",
        "rehearse --turns many",
        "rehearse --pack nowhere",
        "rehearse --colour red",
        "report --format pdf",
        "replay last",
        "replay last --from 0",
        "personas show nobody",
        "packs show nothing",
        "review interview.md --world mars",
        "dance",
    ],
)
def test_what_there_is_not_is_wrong_usage(run: Run, command: str) -> None:
    done = run(*command.split())
    assert (done.code, done.out) == (2, "")
    assert done.err


@pytest.mark.parametrize(
    "command",
    [
        "report last",
        "resume 2020",
        "erase 2020 --yes",
        "replay last --from 1 --answer x",
        "verify nowhere.json",
        "review nowhere.md",
        "rehearse --answers nowhere.jsonl",
        "rehearse --form nowhere.yaml",
    ],
)
def test_what_is_not_on_this_machine_could_not_be_done(run: Run, command: str) -> None:
    done = run(*command.split())
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1


def test_help_lists_the_exit_codes(run: Run) -> None:
    told = " ".join(run("--help").out.split())
    for part in ("0 done", "1 could not be done", "2 wrong usage", "3 input ended", "130 inter"):
        assert part in told


def test_help_begins_with_what_a_newcomer_wants(run: Run) -> None:
    told = run("--help").out
    listed = told[told.index("Commands") :].replace("│", " ").split("\n")[1:]
    assert listed[0].split()[0] == "rehearse"
