"""Two products to try the benchmark itself on: one as good as the floor, one as most are.

    archpanel bench --product archpanel.evals.bench.specimens:bare
    archpanel bench --product archpanel.evals.bench.specimens:naive --check

`bare` shows what the ratios are when nothing differs; `naive` that the targets can be missed.
"""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

from archpanel.evals.bench.floor import Floor, ask, call
from archpanel.evals.bench.plans import CallPlan, PlannedTurn
from archpanel.evals.bench.product import SEATS, Product
from archpanel.evals.bench.prompts import Body
from archpanel.evals.bench.schemas import sentence
from archpanel.evals.bench.timings import Timings, Watch

NAMES = ("cto", "architect", "security")[:SEATS]
PREFIX = "\n".join(sentence(12, Random(number)) for number in range(92))
"""Stands before everything else: rubric, personas and tasks, over 1,152 tokens."""

MARK = {"prompt_cache_breakpoint": {"mode": "explicit"}}
EXPLICIT = {"mode": "explicit"}
STRING, LEVEL = {"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 5}


class Bare(Floor):
    """The floor once more, with prompts of its own."""

    def __init__(self) -> None:
        """Plan nothing yet: the answers tell how long the interview is."""
        super().__init__(CallPlan((), ()))
        self._rounds = 0

    def script(self, rounds: int) -> str:
        """Any answer will do; note how many rounds to hold."""
        self._rounds = rounds
        return ""

    def debriefs(self, sent: Body) -> bool:
        """Tell it by the form that is asked for."""
        return bool(sent.get("response_format") == _MOVE)

    async def interview(
        self, base_url: str, key: str, answers: Sequence[str], think: float
    ) -> Timings:
        """Plan the calls and make them."""
        self._plan = sample_plan(answers, self._rounds)
        return await super().interview(base_url, key, answers, think)


class Naive(Bare):
    """Reads every answer before it asks on, one seat after the other, and streams for nobody."""

    async def interview(
        self, base_url: str, key: str, answers: Sequence[str], think: float
    ) -> Timings:
        """Make the calls of the same plan, one after the other."""
        plan, watch = sample_plan(answers, self._rounds), Watch()
        client = self._client(base_url, key)
        for turn in plan.turns:
            await ask(client, turn.question, Watch())
            watch.complete()
            await asyncio.sleep(think)
            watch.answered()
            for body in turn.beside:
                await call(client, body)
        for body in (body for wave in plan.waves for body in wave):
            await call(client, body)
        return watch.decided()


def bare() -> Product:
    """Return the floor as a product."""
    return Bare()


def naive() -> Product:
    """Return the deliberately naive product."""
    return Naive()


def sample_plan(answers: Sequence[str], rounds: int) -> CallPlan:
    """Return an interview whose prompts share one static prefix and mark what can be cached.

    The asker sees the whole transcript, scorers the answer alone, voters a table of evidence.
    """
    turns, before, newest = [], "", ""
    for number, answer in enumerate(answers, 1):
        question = f"Question {number}: {sentence(30, Random(-number))}"
        asked = _body(before, newest, f"Ask question {number}.", NAMES[number % SEATS])
        asked |= {"stream": True, "stream_options": {"include_usage": True}}
        before, newest = before + newest, f"\n{question}\n{answer}"
        scores = tuple(_body("", newest, "Score.", name, _SCORE) for name in NAMES)
        turns.append(PlannedTurn(asked, scores))
    last = turns.pop()
    turns.append(PlannedTurn(last.question, ()))
    table = "\n".join(f"{number}: {answer[:60]}" for number, answer in enumerate(answers, 1))
    ballots = tuple(_body("", table, "Vote.", name, _BALLOT) for name in NAMES)
    debriefs = tuple(
        tuple(_body("", table, f"Round {number}.", name, _MOVE) for name in NAMES)
        for number in range(1, rounds + 1)
    )
    return CallPlan(tuple(turns), (last.beside + ballots, *debriefs))


def _body(
    before: str, newest: str, job: str, seat: str, schema: dict[str, Any] | None = None
) -> Body:
    said = [_part(before)] * bool(before) + [_part(newest, MARK)] * bool(newest)
    messages = [
        {"role": "system", "content": [_part(PREFIX, MARK)]},
        {"role": "user", "content": [*said, _part(f"\n{job} You are {seat}.")]},
    ]
    body: Body = {"model": "stub", "messages": messages, "prompt_cache_options": EXPLICIT}
    return body if schema is None else {**body, "response_format": schema}


def _part(text: str, mark: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "text", "text": text, **(mark or {})}


def _format(name: str, **fields: Any) -> dict[str, Any]:
    schema = {
        "type": "object", "properties": fields, "required": list(fields),
        "additionalProperties": False,
    }  # fmt: skip
    shape = {"name": name, "strict": True, "schema": schema}
    return {"type": "json_schema", "json_schema": shape}


_SCORE = _format("score", level=LEVEL, evidence=STRING, gap=STRING)
_BALLOT = _format("ballot", hire={"type": "boolean"}, level=LEVEL, reason=STRING)
_MOVE = _format("move", level=LEVEL, reason=STRING)
