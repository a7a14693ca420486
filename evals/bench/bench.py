"""Product and floor on one stub server: who runs when, and what the server noted."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from archpanel.domain import PanelError
from archpanel.evals.bench.answers import scripted_answers
from archpanel.evals.bench.journal import Entry
from archpanel.evals.bench.plans import CallPlan, plan_of
from archpanel.evals.bench.product import OURS, Product, load_product
from archpanel.evals.bench.runs import Run, Task, hold_apart
from archpanel.evals.bench.stub import Stub
from archpanel.evals.bench.timings import Timings

_ASTRAY = (
    "The script was to lead the product through {} rounds of debrief; by its calls after the last "
    "answer there were {}. See `Product.script`."
)


@dataclass(frozen=True)
class Load:
    """How hard the scenarios are; the defaults are those of the targets."""

    answers: int = 4
    first_token: float = 0.3
    per_token: float = 0.008
    think: float = 1.0
    idle: float = 6.0
    """Seconds to think that outlast the SDK's keep-alive of five."""

    apart: float = 0.05
    """Seconds to the first token where caches are counted, and where many interviews run at once:
    calls that run side by side do not see each other's prefix."""

    pause: float = 0.3
    """Seconds to think there, and where calls are recorded: those of the answer before are over."""

    sizes: tuple[int, ...] = (4, 8, 16, 32)
    """Answers, for what grows with them; the targets of cost are for 8 and 32."""

    middle: int = 8
    """Answers where processor time is compared with the floor's."""

    repeats: int = 3
    """Interviews per run there."""

    crowd: int = 100
    """Interviews at once."""

    imports: int = 7
    """Rounds of imports."""


@dataclass(frozen=True)
class Measured:
    """A run, and its calls as the server saw them."""

    run: Run
    entries: tuple[Entry, ...]

    @property
    def timings(self) -> Timings:
        """The first interview's."""
        return self.run.timings[0]

    @property
    def calls(self) -> int:
        """How many calls were answered."""
        return sum(entry.status == 200 for entry in self.entries)

    @property
    def cpu_per_call(self) -> float:
        """Seconds of processor time per call."""
        return self.run.cpu / self.calls


Pair = tuple[Measured, Measured]
"""The product and the floor, in the same round."""


@dataclass
class Bench:
    """Everything the scenarios share."""

    stub: Stub
    product: str = OURS
    rounds: int = 5
    """How often product and floor alternate."""

    load: Load = field(default_factory=Load)
    hold: Callable[[Task], Run] = hold_apart
    tell: Callable[[str], None] = lambda what: None
    """Is told what is done next."""

    _plans: dict[tuple[int, int, bool, float], CallPlan] = field(default_factory=dict)
    _pairs: dict[tuple[Any, ...], list[Pair]] = field(default_factory=dict)
    _runs: int = 0

    def __post_init__(self) -> None:
        """Make the product once, for what it has to say about scripts.

        Raises:
            PanelError: it is not there.
        """
        self._sample: Product = load_product(self.product)

    def behave(self, debriefs: int, **manners: Any) -> None:
        """Set the server's manners, and let it lead to so many rounds of debrief."""
        plain = {"first_token": 0.0, "per_token": 0.0, "record": False}
        self.stub.config(**{**plain, **manners}, replies=self._sample.script(debriefs))

    def ours(self, answers: int, debriefs: int, **task: Any) -> Measured:
        """Let the product run."""
        return self._measure(Task(self.product, "", "", answers, rounds=debriefs, **task))

    def floor(self, answers: int, debriefs: int, **task: Any) -> Measured:
        """Let the floor make the calls that the product makes."""
        plan = self._plans[answers, debriefs, _nobody(task), task.get("think", 0.0)]
        return self._measure(
            replace(Task("floor", "", "", answers, rounds=debriefs, **task), plan=plan)
        )

    def plan(
        self,
        answers: int,
        debriefs: int,
        *,
        nobody: bool = False,
        think: float = 0.0,
        manners: Mapping[str, float] | None = None,
    ) -> CallPlan:
        """Record what the product calls; it changes the server's manners the first time.

        With `nobody` as it calls where nobody watches, and nothing needs to be streamed. With time
        to think it is recorded under the manners that are measured: what is asked next, and how
        long the question is, may depend on which scores are in.
        """
        name = answers, debriefs, nobody, think
        if name not in self._plans:
            measured = (manners or {}) if think else {"first_token": self.load.apart}
            self.behave(debriefs, record=True, **measured)
            pause = think or self.load.pause
            seen = self.ours(answers, debriefs, think=pause, warmups=0, nobody=nobody)
            said = scripted_answers(answers)
            plan = plan_of(seen.entries, seen.timings, said, debriefs, self._sample.debriefs)
            if len(plan.waves) != 1 + debriefs:
                raise PanelError(_ASTRAY.format(debriefs, len(plan.waves) - 1))
            self._plans[name] = plan
        return self._plans[name]

    def pairs(
        self, name: str, answers: int, debriefs: int, manners: dict[str, float], **task: Any
    ) -> list[Pair]:
        """Let both run in every round, in turns; the same question is measured once."""
        asked = (answers, debriefs, *sorted({**manners, **task}.items()))
        if asked not in self._pairs:
            think = task.get("think", 0.0)
            self.plan(answers, debriefs, nobody=_nobody(task), think=think, manners=manners)
            self.behave(debriefs, **manners)
            self._pairs[asked] = [
                self._pair(number, name, answers, debriefs, task) for number in range(self.rounds)
            ]
        return self._pairs[asked]

    def _pair(
        self, number: int, name: str, answers: int, debriefs: int, task: dict[str, Any]
    ) -> Pair:
        self.tell(f"{name}, round {number + 1} of {self.rounds}")
        if number % 2:
            floor = self.floor(answers, debriefs, **task)
            return self.ours(answers, debriefs, **task), floor
        return self.ours(answers, debriefs, **task), self.floor(answers, debriefs, **task)

    def _measure(self, task: Task) -> Measured:
        self._runs += 1
        job = f"run-{self._runs}"
        run = self.hold(replace(task, base_url=self.stub.base_url(job), key=f"key-of-{job}"))
        return Measured(run, tuple(self._calls_of(job, run)))

    def _calls_of(self, job: str, run: Run) -> list[Entry]:
        """Return the calls that belong to the measure; waits a moment for those under way."""
        seen: list[Entry] = []
        for _ in range(50):
            seen = [entry for entry in self.stub.log(job) if entry.start >= run.began]
            if all(entry.end for entry in seen):
                break
            time.sleep(0.02)
        return seen


def _nobody(task: Mapping[str, Any]) -> bool:
    """Tell whether nobody sits at a terminal in a run."""
    return bool(task.get("nobody") or task.get("at_once"))
