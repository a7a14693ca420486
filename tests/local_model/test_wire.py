"""The interview that `make test-local-model` holds, here on a model that is played."""

from typing import Any

import checks
import pytest
import run
from recorder import Exchange

from archpanel.evals.bench.stub import with_stub

Interview = tuple[dict[str, Any], list[Exchange]]


@pytest.fixture(scope="module")
def held() -> Interview:
    """Record and exchanges of an interview, in which nothing was wrong."""
    kept: list[Interview] = []
    with pytest.MonkeyPatch.context() as patch, with_stub() as stub:
        patch.setattr(run, "show", lambda record, exchanges, _: kept.append((record, exchanges)))
        assert run.hold(stub.port, "stub") == []
    return kept[0]


def test_each_seat_is_heard_or_says_why_not(held: Interview) -> None:
    record, _ = held
    assert len(record["assessments"]) == 9
    assert record["verdict"]["decision"] == "hold"  # made-up words prove nothing


def test_figures_are_printed(held: Interview, capsys: pytest.CaptureFixture[str]) -> None:
    run.show(*held, 1.0)
    printed = capsys.readouterr().out
    assert "abstentions" in printed
    assert "tokens in" in printed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"pieces": 1}, "a question came in one piece"),
        ({"status": 500}, r"the server refused requests: \[500\]"),
        ({"usage": {}}, "tokens of a call were not counted"),
        ({"schema": "assess", "text": "Well."}, "does not honour schemas"),
    ],
)
def test_what_is_wrong_on_the_wire_is_told(
    held: Interview, change: dict[str, Any], told: str
) -> None:
    record, exchanges = held
    spoken = next(x for x in exchanges if x.streamed)
    bad = Exchange(**{**vars(spoken), **change})
    with pytest.raises(AssertionError, match=told):
        assert checks.problems(record, [*exchanges, bad]) == []


def test_tokens_that_nobody_sent_are_told(held: Interview) -> None:
    record, exchanges = held
    sent = sum(x.usage["prompt_tokens"] for x in exchanges)
    more = {**record, "calls": [*record["calls"], {**record["calls"][0], "input": sent}]}
    assert [line.rpartition(", ")[2] for line in checks.problems(more, exchanges)] == [
        f"{sent} over the wire"
    ]


def test_a_question_that_was_cut_short_is_no_fault(held: Interview) -> None:
    record, exchanges = held
    spoken = next(x for x in exchanges if x.streamed)
    cut = Exchange(**{**vars(spoken), "hung_up": True, "usage": {}, "pieces": 1})
    guessed = {**record["calls"][0], "input": 10**6, "estimated": True}
    heard = {**record, "calls": [*record["calls"], guessed]}
    assert checks.problems(heard, [*exchanges, cut]) == []


def test_a_silent_abstention_is_told(held: Interview) -> None:
    record, exchanges = held
    mute = {**record["assessments"][0], "kind": "unread", "abstained": ""}
    silent = {**record, "assessments": [mute, *record["assessments"][1:]]}
    assert checks.problems(silent, exchanges) == [f"abstained without a reason: ['{mute['id']}']"]
