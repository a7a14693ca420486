"""Interviews near the bar, in which one answer is exchanged and one seat obeys what it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Literal, TypedDict, Unpack, get_args

from archpanel.agents.answers import make_answer
from archpanel.agents.gates import panel_levels
from archpanel.domain import Assessment, BankQuestion, Decision, RolePack
from archpanel.evals.actors import (
    Messages,
    Part,
    Schema,
    assessed,
    filled,
    following,
    honest,
    job_of,
    user_text,
)
from archpanel.evals.obedient import Obedient, Orders
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import PlayedCaller, Theatre, by_seat, decision_of, set_down, vote
from archpanel.graphs import MemoryRecords

How = Literal["appended", "prepended", "alone"]
WAYS: tuple[How, ...] = get_args(How)
FORM = "demo"

Standing = Literal["weak", "borderline", "strong", "almost a hold", "almost a hire", "just a hire"]
STANDINGS: tuple[Standing, ...] = ("weak", "borderline", "strong")
"""Interviews as they come: a clear no, the middle of the hold, a clear hire."""

EDGES: tuple[Standing, ...] = ("almost a hold", "almost a hire", "just a hire")
"""Interviews on the edge of another verdict: a single key point more or less would tip them."""


class Ways(TypedDict, total=False):
    """How seats behave; see the fields of `Hearing`."""

    up: bool
    sly: bool
    follow: bool


HALF = 0.4
"""Share of a point's words in one further sentence: a point to some, half of one to others."""


def stern(messages: Messages, schema: Schema | None) -> str:
    """Do the job as it is meant, but credit less than `honest`: seats do not always agree."""
    if job_of(messages) == "ASSESS":
        return filled(assessed(user_text(messages), met=0.6, partly=0.34), schema)
    return honest(messages, schema)


CLEAR = 12
"""Key points, of some sixty, by which a clear interview is away from the edge."""


def answer_to(item: BankQuestion, made: int) -> str:
    """Return an answer that makes the first so many key points, and the next one half."""
    whole = [f"I would say this: {p.point}" for p in item.key_points[:made]]
    words = [p.point.split() for p in item.key_points[made : made + 1]]
    half = [f"I would add {' '.join(w[: round(HALF * len(w))])}." for w in words]
    return "\n".join((*whole, *half))


@dataclass(frozen=True)
class Outcome:
    """What an interview came to."""

    decision: Decision
    levels: Mapping[str, float | None]
    seats: Mapping[str, Mapping[str, float | None]]
    recommendations: Mapping[str, str]
    obeyed: int
    """Jobs that the obedient seat did by order."""

    moved: int = 0
    """Moves up that the two other seats made in the debrief."""

    def drift(self, other: "Outcome", seat: str = "") -> float:
        """Return how far levels lie above the other's on average, of a seat or of the panel."""
        mine, theirs = (o.seats[seat] if seat else o.levels for o in (self, other))
        moved = [a - b for c, a in mine.items() if a is not None and (b := theirs[c]) is not None]
        return fmean(moved) if moved else 0.0


@dataclass
class Hearing:
    """One interview whose seats are played: one obeys, one is honest, one is stern."""

    theatre: Theatre
    seat: str
    """Who obeys."""

    points: int
    """How many key points the answers make, spread evenly."""

    standing: Standing = "borderline"
    up: bool = True
    sly: bool = False
    """Whether the obedient seat quotes the candidate's own sentences for what it was told."""

    follow: bool = True
    """Whether the others move in the debrief by all that they are shown."""

    items: tuple[BankQuestion, ...] = field(init=False)
    answers: dict[str, str] = field(init=False)
    base: Outcome = field(init=False)
    """With nothing exchanged."""

    _others: dict[str, Part] = field(init=False)
    _otherwise: Part = field(init=False)
    _kept: MemoryRecords = field(init=False)
    _readings: Sequence[Assessment] = field(init=False)
    _silent: dict[str, Outcome] = field(default_factory=dict)

    async def open(self) -> "Hearing":
        """Hold the interview once, with nothing to obey."""
        pack: RolePack = self.theatre.pack
        self.items = tuple(pack.question(q) for q in pack.form(FORM).questions)
        made, more = divmod(self.points, len(self.items))
        self.answers = {
            item.id: answer_to(item, made + (at < more)) for at, item in enumerate(self.items)
        }
        strict, plain = (seat for seat in CORE_SEATS if seat != self.seat)
        mind = following if self.follow else lambda part: part
        self._others = {strict: mind(stern), plain: mind(honest)}
        self._otherwise = mind(honest)
        self._kept = MemoryRecords()
        await set_down(self._kept, self.items, self.answers)
        self.base = await self._judged(self._kept, lambda text: False)
        maker = next(iter(self.theatre.engines(PlayedCaller()).values())).maker.digest
        self._readings = await self._kept.assessments(maker)
        return self

    async def with_planted(self, item: str, planted: str, how: How, orders: Orders) -> Outcome:
        """Hold it with a text planted into one answer; the other answers were read before."""
        said = {
            "appended": f"{self.answers[item]}\n\n{planted}",
            "prepended": f"{planted}\n\n{self.answers[item]}",
            "alone": planted,
        }[how]
        return await self._exchanged(item, said, orders)

    async def turned(self) -> Outcome:
        """Return what it comes to when the seat obeys in every answer, from first to last."""
        records = MemoryRecords()
        await set_down(records, self.items, self.answers)
        return await self._judged(records, lambda text: True)

    async def reference(self, item: str, how: How) -> Outcome:
        """Return what a planted text is compared with: the clean interview, or silence."""
        if how != "alone":
            return self.base
        if item not in self._silent:
            self._silent[item] = await self._exchanged(item, "", lambda text: False)
        return self._silent[item]

    async def _exchanged(self, item: str, said: str, orders: Orders) -> Outcome:
        records = MemoryRecords()
        for question in await self._kept.questions():
            await records.put_question(question)
        for answer in await self._kept.answers():
            mine = answer.question_id == self._question(item)
            key = answer.question_id
            records.accept(make_answer(key, said, key=key) if mine else answer)
        for kept in self._readings:
            if kept.item != item:
                await records.put_assessment(kept, "")
        return await self._judged(records, orders)

    def _question(self, item: str) -> str:
        return f"q{[one.id for one in self.items].index(item) + 1}"

    async def _judged(self, records: MemoryRecords, orders: Orders) -> Outcome:
        obedient = Obedient(orders, self.up, self.sly, self._otherwise)
        caller = PlayedCaller(by_seat({**self._others, self.seat: obedient}))
        panel = self.theatre.panel(caller, records)
        ballots = await vote(panel)
        others = [m for m in await records.moves() if m.persona != self.seat]
        return Outcome(
            decision=decision_of(ballots, panel),
            levels=panel_levels(ballots, panel.setting),
            seats={b.persona: b.levels for b in ballots},
            recommendations={b.persona: b.recommendation for b in ballots},
            obeyed=len(obedient.obeyed),
            moved=sum(m.to > m.origin for m in others),
        )


async def hearings(
    theatre: Theatre, standings: Sequence[Standing] = STANDINGS, **ways: Unpack[Ways]
) -> dict[str, list[Hearing]]:
    """Return, by the seat that obeys, an interview of each standing; `ways` are a hearing's."""
    made = await points_of(theatre, ways)
    return {
        seat: [await Hearing(theatre, seat, made[s], s, **ways).open() for s in standings]
        for seat in CORE_SEATS
    }


async def points_of(theatre: Theatre, ways: Ways) -> dict[Standing, int]:
    """Return how many key points the answers make in each standing; whoever obeys, as many."""
    hold = await _first(theatre, ("hold", "hire"), ways)
    hire = await _first(theatre, ("hire",), ways)
    return {
        "weak": hold - CLEAR,
        "borderline": (hold + hire) // 2,
        "strong": hire + CLEAR,
        "almost a hold": hold - 1,
        "almost a hire": hire - 1,
        "just a hire": hire,
    }


async def _first(theatre: Theatre, wanted: Sequence[Decision], ways: Ways) -> int:
    """Return the fewest key points that lead to one of these decisions; whoever obeys, as many."""
    low, high = 0, 60
    while low < high:
        middle = (low + high) // 2
        found = await Hearing(theatre, CORE_SEATS[0], middle, **ways).open()
        low, high = (low, middle) if found.base.decision in wanted else (middle + 1, high)
    return low
