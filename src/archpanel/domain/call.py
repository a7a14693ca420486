"""One request to a language model: what it was for, and what it took."""

from typing import Literal

from pydantic import Field

from archpanel.domain.base import Record
from archpanel.domain.text import canonical

Job = Literal["ask", "clarify", "assess", "ballot", "debrief", "coaching"]
"""What a seat asks a model to do; one request does one job."""

Count = int | None

LONGEST_CURRENCY = 8
"""Characters: `USD`, or what a user calls it."""


LONGEST_MODEL = 120
"""Characters of a model's name."""


def model_name(told: object) -> str:
    """Return a model's name as it may be kept, whatever a server told; "" for none."""
    return canonical(str(told or "")[:LONGEST_MODEL].replace("\n", " ")).strip()


class Call(Record):
    """What one job took, with all that was tried again within it. Holds no word of anybody."""

    job: Job
    seat: str
    about: str = ""
    """Id of the question or answer that it was about; empty for a ballot or the debrief."""

    model: str
    """The model that answered, as the endpoint names it."""

    prompt: str = ""
    """`id@version#digest` of each prompt that says what the job is, and of the repair's where one
    was asked for. The panel's page goes with every job; older records name it alone."""

    requests: int = Field(ge=0)
    """How many requests led to what was answered, retries and the repair included."""

    input: Count = Field(default=None, ge=0)
    """Tokens of the prompts that were answered, cached ones included."""

    cached: Count = Field(default=None, ge=0)
    output: Count = Field(default=None, ge=0)
    money: float | None = Field(default=None, ge=0)
    """By the prices that are configured; None without a price or a count."""

    currency: str = Field(default="", max_length=LONGEST_CURRENCY)
    """Of the money, as the prices name it; empty without any, and in older records."""

    estimated: bool = False
    """True where the endpoint counted nothing, or what cannot be, and tokens are estimated from the
    characters."""

    seconds: float = Field(ge=0)
    paced: float = Field(default=0.0, ge=0)
    """Of the seconds: spent waiting for the pace that is set for requests. Nobody's patience."""

    outcome: str = "ok"
    """`ok`, or why there is no result: the same words that an abstention gives."""
