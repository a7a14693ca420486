"""One short call to each model: whether it can be asked is known before the first question."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from archpanel.agents.engine import EngineError
from archpanel.agents.llm.caller import Caller
from archpanel.agents.llm.endpoint import Endpoint
from archpanel.agents.llm.probing import Listed, Probe
from archpanel.agents.llm.request import Request, UnfitReply

COLOURS = ("red", "green", "blue")
SCHEMA = {
    "type": "object",
    "properties": {"colour": {"type": "string", "enum": list(COLOURS)}},
    "required": ["colour"],
    "additionalProperties": False,
}
"""As small as a strict one can be."""

SCHEMA_NAME = "colour"
WORDS = "Name a colour."

LONGEST = 300
"""Tokens of a reply; a model that thinks before it answers has some room."""

MOST_SHOWN = 12
"""Models that are named where none is like the one that was asked for."""


@dataclass(frozen=True)
class Tried:
    """What became of one model's trial."""

    model: str
    error: EngineError | None = None
    """Why it cannot be asked."""

    hint: str = ""
    """What the server has instead."""

    form: str = ""
    """What is wrong with its form, though it answers."""


def trial(model: str, words: str = WORDS, *, formed: bool = True) -> Request:
    """Return a request that costs next to nothing."""
    schema, name = (SCHEMA, SCHEMA_NAME) if formed else (None, "")
    return Request("trial", "", model, "", (words,), schema, name, LONGEST)


async def try_models(
    caller: Caller, models: Iterable[str], watch: Callable[[Request], None] | None = None
) -> list[Tried]:
    """Ask each model once, side by side; tried again as any call."""
    return list(await asyncio.gather(*(_try(caller, model, watch) for model in models)))


async def _try(caller: Caller, model: str, watch: Callable[[Request], None] | None) -> Tried:
    request = trial(model)
    if watch is not None:
        watch(request)
    try:
        reply = await caller.call(request)
    except UnfitReply:  # it answered; whoever thinks for too long about a colour is no typo
        return Tried(model)
    except EngineError as error:
        return Tried(model, error)
    return Tried(model, form=form_problem(reply.text))


def form_problem(text: str) -> str:
    """Return why a reply is not of the schema, or "" for one that is."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return "not honoured, the reply is no JSON"
    fits = isinstance(said, dict) and set(said) == {"colour"} and said["colour"] in COLOURS
    return "" if fits else "JSON came, and not of the schema"


async def named_instead(endpoint: Endpoint, model: str) -> str:
    """Return the names on a server's list that are like one which it does not have, or ""."""
    probe = Probe(endpoint)
    try:
        listed, _ = await probe.models()
    finally:
        await probe.close()
    return nearest(model, listed) if listed and not is_listed(model, listed) else ""


def is_listed(model: str, listed: Sequence[Listed]) -> bool:
    """Tell whether a model is on a server's list."""
    return model in [known.id for known in listed]


def nearest(name: str, listed: Sequence[Listed]) -> str:
    """Return the names on a server's list that are like this one, or else all."""
    names = [known.id for known in listed]
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    told = f"Nearest: {', '.join(near)}" if near else f"It has: {', '.join(names[:MOST_SHOWN])}"
    return f"{told}."
