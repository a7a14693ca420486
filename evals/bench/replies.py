"""What the stub says, unless a demo or a test gives it a part to play."""

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from random import Random
from typing import Any
from zlib import crc32

from archpanel.domain import PanelError
from archpanel.evals.bench.schemas import Schema, example, sentence

Messages = Sequence[Mapping[str, Any]]
Reply = Callable[[Messages, Schema | None], str]
"""What a model answers to messages; with a schema, JSON that fits it."""

QUESTION_WORDS = 38
"""About 43 tokens: a question of usual length."""


def made_up(messages: Messages, schema: Schema | None) -> str:
    """Answer at random, but the same to the same prompt."""
    draw = Random(crc32(json.dumps([messages, schema], sort_keys=True).encode()))
    if schema is None:
        return sentence(QUESTION_WORDS, draw).replace(".", "?")
    return json.dumps(example(schema, draw))


def by_name(dotted: str) -> Any:
    """Return what `package.module:name` names.

    Raises:
        PanelError: there is no such module or name.
    """
    module, _, name = dotted.partition(":")
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise PanelError(
            f"{dotted!r} cannot be loaded: {error}. It must be written as package.module:name."
        ) from None
