"""What is measured: anything that holds an interview against an OpenAI-compatible address."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Protocol

from archpanel.domain import PanelError
from archpanel.evals.bench.prompts import Body
from archpanel.evals.bench.replies import by_name
from archpanel.evals.bench.timings import Timings

OURS = "archpanel.evals.bench.adapter:make_product"
"""The product of this repository."""

SEATS = 3
"""Who scores and votes in every interview of the benchmark."""


class Product(Protocol):
    """One product, made once per process and then used for several interviews.

    It calls, for N answers, 3 seats and R rounds of debrief: a streamed question per answer; a
    score with a JSON schema per seat and answer; a ballot per seat; and 3 calls per round, or fewer
    where nothing may move a seat. In a
    crowd nothing needs to be streamed; all calls but the questions have a JSON schema then.
    """

    def script(self, rounds: int) -> str:
        """Return which `Reply` makes the stub lead this product through so many rounds of debrief.

        A dotted name, `package.module:name`. It must answer the same to the same prompt. "" stands
        for made-up answers that fit the schema.
        """
        ...

    def debriefs(self, sent: Body) -> bool:
        """Tell whether a request of this product is one of a debrief."""
        ...

    def crowd(self) -> None:
        """Prepare for many interviews side by side, in which nobody sits at a terminal."""
        ...

    async def interview(
        self, base_url: str, key: str, answers: Sequence[str], think: float
    ) -> Timings:
        """Hold one interview, up to its verdict; several may run side by side in one event loop.

        Args:
            base_url: the API; the same for all interviews of a process.
            key: its key; the stub has a cache for each.
            answers: what the candidate says, one after the other; as many questions are asked.
            think: seconds between a complete question and its answer.
        """
        ...

    async def close(self) -> None:
        """End connections, and remove what was written."""
        ...


def load_product(dotted: str = OURS) -> Product:
    """Make a product.

    Raises:
        PanelError: it is not there.
    """
    if dotted == OURS and not find_spec(OURS.partition(":")[0]):
        raise PanelError(
            "This version has nothing to measure: its panel cannot call models yet (there is no "
            "evals/bench/adapter.py). `--product package.module:name` measures something else."
        )
    make: Callable[[], Product] = by_name(dotted)
    return make()
