"""What a language model wrote about a finished interview, beside its record."""

from typing import Literal

from pydantic import Field

from archpanel.domain.base import Record

LONGEST_COACHING = 2_400
"""Characters; the prompt asks for at most 180 words."""


class Note(Record):
    """A note for people. No rule reads it, and no verdict rests on it."""

    kind: Literal["coaching"]
    text: str = Field(min_length=1, max_length=LONGEST_COACHING)
    model: str
    """The model that wrote it, as the endpoint names it."""

    prompt: str
    """`id@version#digest` of the prompt."""

    created: str
