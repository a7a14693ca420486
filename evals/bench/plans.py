"""The calls of an interview, word for word, so that another client can make the very same."""

import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from archpanel.domain import PanelError
from archpanel.evals.bench.journal import Entry
from archpanel.evals.bench.prompts import Body
from archpanel.evals.bench.timings import Timings


@dataclass(frozen=True)
class PlannedTurn:
    """One question and what is done with its answer."""

    question: Body
    beside: tuple[Body, ...]
    """What runs beside the next question; empty after the last answer."""


@dataclass(frozen=True)
class CallPlan:
    """All calls of one interview."""

    turns: tuple[PlannedTurn, ...]
    waves: tuple[tuple[Body, ...], ...]
    """After the last answer: calls of a wave run side by side, wave after wave."""

    @property
    def calls(self) -> int:
        """How many calls it has."""
        beside = sum(1 + len(turn.beside) for turn in self.turns)
        return beside + sum(map(len, self.waves))

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def read_plan(plain: dict[str, Any]) -> CallPlan:
    """Return a plan from its JSON form."""
    return CallPlan(
        tuple(PlannedTurn(turn["question"], tuple(turn["beside"])) for turn in plain["turns"]),
        tuple(tuple(wave) for wave in plain["waves"]),
    )


def plan_of(
    entries: Sequence[Entry],
    timings: Timings,
    answers: Sequence[str],
    rounds: int,
    debriefs: Callable[[Body], bool],
) -> CallPlan:
    """Return what one interview called, from the stub's log with bodies.

    Streamed calls are the questions; where nothing is streamed, because nobody watches, those
    without a JSON schema are. The others belong to the last answer that they repeat, or else to
    the answer before them, and the floor makes them as soon as it is given. After the last answer
    they are put into the best order there is, whatever order they came in: the last scores with
    all ballots, then each round of debrief.

    Args:
        entries: the log.
        timings: when the questions were complete, and answered.
        answers: what was said.
        rounds: how many rounds of debrief were to be held; each asks equally many seats.
        debriefs: tells whether a call is one of a debrief.

    Raises:
        PanelError: there are not as many questions as turns.
    """
    done = sorted((e for e in entries if e.status == 200), key=lambda e: e.start)
    asked = [e for e in done if e.streamed] or [e for e in done if not e.schema]
    if len(asked) != len(timings.turns):
        raise PanelError(
            f"{len(timings.turns)} questions were asked by {len(asked)} calls; the benchmark takes "
            "each streamed call for a question, or, without any, each call without a JSON schema."
        )
    questions = {e.number for e in asked}
    others = [e for e in done if e.number not in questions]
    about = [(_about(e, timings, answers), e) for e in others]
    last = len(asked) - 1
    turns = [
        PlannedTurn(_body(q), tuple(_body(e) for turn, e in about if turn == n < last))
        for n, q in enumerate(asked)
    ]
    bodies = [_body(e) for turn, e in about if turn == last]
    return CallPlan(tuple(turns), _waves(bodies, rounds, debriefs))


def _about(entry: Entry, timings: Timings, answers: Sequence[str]) -> int:
    """Return the index of the answer that a call belongs to; -1 before the first."""
    before = bisect_right([turn.answered for turn in timings.turns], entry.start) - 1
    sent = json.dumps(_body(entry), ensure_ascii=False)
    return max((n for n, said in enumerate(answers) if said in sent), default=before)


def _waves(
    bodies: Sequence[Body], rounds: int, debriefs: Callable[[Body], bool]
) -> tuple[tuple[Body, ...], ...]:
    ballots = tuple(body for body in bodies if not debriefs(body))
    moves = tuple(body for body in bodies if debriefs(body))
    many = -(-len(moves) // max(rounds, 1))  # rounded up
    return (ballots, *(moves[at : at + many] for at in range(0, len(moves), many or 1)))


def _body(entry: Entry) -> Body:
    if entry.body is None:
        raise PanelError("The stub recorded no bodies; start it with record=True.")
    return entry.body
