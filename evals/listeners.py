"""Seats that are played for joint questioning: who hears a planted claim is set."""

from dataclasses import dataclass
from typing import Any

from archpanel.domain import ANY
from archpanel.evals.actors import (
    MET,
    PARTLY,
    Messages,
    Schema,
    assessed,
    filled,
    honest,
    job_of,
    said,
    user_text,
)

_MOST_WORDS = 38


@dataclass(frozen=True)
class Listener:
    """One seat's model: it does its jobs as they are meant, and hears the claim or does not."""

    claim: str
    """The planted words, as an answer holds them."""

    competency: str
    """What the claim is about; it is heard as a risk that no question foresaw."""

    hears: bool

    def __call__(self, messages: Messages, schema: Schema | None) -> str:
        """Do a job."""
        text = user_text(messages)
        if job_of(messages) == "ASSESS" and self.hears and self.claim in said(text)[-1]:
            form = assessed(text, met=MET, partly=PARTLY)
            return filled({**form, "flags": [self._flag()]}, schema)
        return honest(messages, schema)

    def _flag(self) -> dict[str, Any]:
        quote = " ".join(self.claim.split()[:_MOST_WORDS])
        name = f"{ANY}/{self.competency}"
        return {"flag": name, "withdrawn": False, "quote": quote, "sure": "certain"}
