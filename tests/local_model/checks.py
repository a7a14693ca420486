"""What must hold for an interview over the wire, whatever the model said."""

from collections.abc import Sequence
from typing import Any

from recorder import Exchange

UNANSWERED = 0
"""Status of a request that was given up before the server had answered."""

WORD = 20
"""Characters that may well be one token."""


def problems(record: dict[str, Any], exchanges: Sequence[Exchange]) -> list[str]:
    """Return what does not hold, in words."""
    return [
        words
        for holds, words in (
            *_wire(exchanges),
            *_seats(record),
            *_counts(record, exchanges),
            (bool(record["verdict"]["decision"]), "there is no verdict"),
        )
        if not holds
    ]


def _wire(exchanges: Sequence[Exchange]) -> list[tuple[bool, str]]:
    spoken = [x for x in exchanges if x.streamed]
    whole = [x for x in exchanges if x.status == 200 and not x.hung_up]
    refused = sorted({x.status for x in exchanges} - {UNANSWERED, 200})
    return [
        (not refused, f"the server refused requests: {refused}"),
        (bool(spoken), "no question was streamed"),
        (
            all(x.pieces > 1 or len(x.text) < WORD for x in whole if x.streamed),
            "a question came in one piece",
        ),
        (any(x.schema == "assess" for x in whole), "no reading was asked for by a schema"),
        (
            all(x.text.lstrip().startswith("{") for x in whole if x.schema),
            "a reply to a schema is no JSON object: the server does not honour schemas",
        ),
    ]


def _seats(record: dict[str, Any]) -> list[tuple[bool, str]]:
    seats = [persona["id"] for persona in record["personas"]]
    kept = {(a["answer_id"], a["persona"]): a for a in record["assessments"]}
    wanted = [(a["id"], seat) for a in record["answers"] for seat in seats]
    mute = [a["id"] for a in kept.values() if a["kind"] == "unread" and not a["abstained"]]
    return [
        (len(record["answers"]) == 3, f"{len(record['answers'])} answers, not 3"),
        (not set(wanted) - set(kept), f"no reading by {sorted(set(wanted) - set(kept))}"),
        (not mute, f"abstained without a reason: {mute}"),
        ({b["persona"] for b in record["ballots"]} == set(seats), "a seat has no ballot"),
    ]


def _counts(record: dict[str, Any], exchanges: Sequence[Exchange]) -> list[tuple[bool, str]]:
    calls = record["calls"]
    # An estimate stands for what a server could not count, as it was cut short: it may be higher.
    counted = sum(call["input"] or 0 for call in calls if not call["estimated"])
    sent = sum(x.usage.get("prompt_tokens", 0) for x in exchanges)
    over = [c["job"] for c in calls if c["requests"] > 2]
    return [
        (bool(calls), "no call is on record"),
        (
            all(x.usage for x in exchanges if x.status == 200 and not x.hung_up),
            "tokens of a call were not counted",
        ),
        (0 < counted <= sent, f"{counted} tokens on record, {sent} over the wire"),
        (not over, f"asked more than twice for one job: {over}"),
    ]
