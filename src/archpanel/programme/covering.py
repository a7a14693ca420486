"""Chooses sessions such that every pair of variants meets, and as many triples as fit. Pure.

Exact minimal covering arrays are hard to find, so this searches: sessions are added one by one,
each the best that can be found beside those before, and then every one is chosen anew beside all
others, until no choice is better. The outcome is checked by `proof`, which knows nothing of this.
Source: the greedy construction follows AETG (Cohen, Dalal, Fredman, Patton 1997).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import ceil, prod
from random import Random

from archpanel.programme.variants import (
    FACTORS,
    Meeting,
    Sitting,
    Space,
    Variant,
    kind_of,
    meetings,
    met_in,
)

MOST_ROUNDS = 4
"""Rounds in one session; with more a session is no rehearsal of any of them."""

PAIR = 10_000.0
"""What a new pair is worth in new triples: no number of triples pays for one."""

FITTING = 2.0
"""What a triple is worth more where all of its kind fit into so many sessions."""

AIM = 20.0
"""What a variant that is fully aimed at is worth in new triples; half aimed at, a quarter of it.

For six kinds of firm and one weak spot no round then comes more often than the one that fits best;
with 4 one did for each. It costs 23 of 763 triples on average, and never a pair.
"""

STARTS, SWEEPS = 2, 6
"""Tries for each new session; rounds of choosing anew, if choices still get better."""

KICKS, ATTEMPTS = 12, 3
"""Sessions thrown over, and searches from other beginnings, where a pair is still missing."""

Aims = Mapping[Variant, float]
"""How much a variant is aimed at, 0 (not) to 1; what is not named counts 0."""


@dataclass
class Search:
    """One search: what sessions hold, as bits of numbers, which makes comparing them quick."""

    space: Space
    rounds: int
    sessions: int
    """How many there are in the end, those that were held included."""

    aims: Aims
    draw: Random
    _bits: tuple[dict[Meeting, int], dict[Meeting, int]] = field(init=False)
    _fitting: int = field(init=False)
    _known: dict[Sitting, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Number the pairs and triples, and list what may be chosen."""
        pairs, triples = meetings(self.space, 2), meetings(self.space, 3)
        self._kinds = Counter(map(kind_of, triples))
        self._bits = (
            {pair: 1 << n for n, pair in enumerate(pairs)},
            {triple: 1 << n for n, triple in enumerate(triples)},
        )
        self._fitting = sum(bit for triple, bit in self._bits[1].items() if self._fits(triple))
        self._settings = list(self.space.settings(self.rounds))
        self._panels = self.space.panels()

    def _fits(self, triple: Meeting) -> bool:
        """Tell whether so many sessions might hold all triples of these factors."""
        kind = kind_of(triple)
        most = prod(self.space.most(factor, self.rounds) for factor in kind)
        return self._kinds[kind] <= self.sessions * most

    def holds(self, sitting: Sitting) -> tuple[int, int]:
        """Return the pairs and triples of a session as bits; what the space lacks is not there."""
        if sitting not in self._known:
            pairs, triples = (
                sum({bits.get(meeting, 0) for meeting in met_in(sitting, size)})
                for size, bits in zip((2, 3), self._bits, strict=True)
            )
            self._known[sitting] = pairs, triples
        return self._known[sitting]

    def all_of(self, sittings: Iterable[Sitting]) -> tuple[int, int]:
        """Return what sessions hold together."""
        pairs = triples = 0
        for sitting in sittings:
            more = self.holds(sitting)
            pairs, triples = pairs | more[0], triples | more[1]
        return pairs, triples

    def missing(self, sittings: Iterable[Sitting]) -> int:
        """Return how many pairs sessions do not hold."""
        return len(self._bits[0]) - self.all_of(sittings)[0].bit_count()

    def worth(self, sitting: Sitting, held: tuple[int, int]) -> float:
        """Return what a session is worth beside what others hold already."""
        pairs, triples = self.holds(sitting)
        new = triples & ~held[1]
        worth = PAIR * (pairs & ~held[0]).bit_count() + new.bit_count()
        worth += FITTING * (new & self._fitting).bit_count()
        return worth + AIM * sum(self.aims.get(v, 0.0) ** 2 for v in sitting.variants if self.aims)

    def best_beside(self, others: Sequence[Sitting], start: Sitting | None = None) -> Sitting:
        """Return the best session beside others; with a start one that is at least as good."""
        held = self.all_of(others)
        starts = [start] if start else [self._any() for _ in range(STARTS)]
        return max((self._climbed(one, held) for one in starts), key=lambda s: self.worth(s, held))

    def kicked(self, sittings: Sequence[Sitting]) -> list[Sitting]:
        """Return sessions of which two are any others.

        Where each is the best beside the others, no choice of a single one leads on.
        """
        out = set(self.draw.sample(range(len(sittings)), min(2, len(sittings))))
        return [self._any() if n in out else one for n, one in enumerate(sittings)]

    def _any(self) -> Sitting:
        return replace(self.draw.choice(self._settings), seats=self.draw.choice(self._panels))

    def _climbed(self, sitting: Sitting, held: tuple[int, int]) -> Sitting:
        """Choose the setting for the seats and the seats for the setting, while that helps."""
        while True:
            same_seats = (replace(one, seats=sitting.seats) for one in self._settings)
            better = self._best(sitting, same_seats, held)
            seated = self._best(better, (replace(better, seats=p) for p in self._panels), held)
            if seated == sitting:
                return sitting
            sitting = seated

    def _best(self, now: Sitting, others: Iterable[Sitting], held: tuple[int, int]) -> Sitting:
        best, most = now, self.worth(now, held)
        for other in others:
            if (worth := self.worth(other, held)) > most:
                best, most = other, worth
        return best


def cover(
    space: Space,
    sessions: int,
    *,
    held: Sequence[Sitting] = (),
    aims: Aims | None = None,
    seed: int = 0,
    rounds: int | None = None,
    tell: Callable[[str], None] = lambda what: None,
) -> tuple[Sitting, ...]:
    """Return sessions that hold every pair together with those that were held already.

    Args:
        space: what there is to choose from.
        sessions: how many to choose, 1 or more.
        held: sessions of the programme that are over; they count as they were.
        aims: variants that should come more often, once every pair is there.
        seed: decides between equally good sessions.
        rounds: rounds in each session; else as few as hold every pair, at most `MOST_ROUNDS`.
        tell: is told what is tried.

    Returns:
        Sessions in no order. Where no choice holds every pair, those that miss the fewest.
    """
    tried: list[tuple[int, tuple[Sitting, ...]]] = []
    for each, attempt in _attempts(space, sessions + len(held), rounds):
        tell(f"{each} rounds a session")
        draw = Random(f"{seed}/{attempt}")
        search = Search(space, each, sessions + len(held), aims or {}, draw)
        found = _search(search, sessions, held)
        tried.append((search.missing([*held, *found]), found))
        if not tried[-1][0]:
            break
    return min(tried, key=lambda one: one[0])[1]


def _attempts(space: Space, sessions: int, rounds: int | None) -> Iterator[tuple[int, int]]:
    """Yield how many rounds a session is to have, and which try it is; none that cannot do."""
    wanted = (rounds,) if rounds else range(1, MOST_ROUNDS + 1)
    able = [each for each in wanted if least_sessions(space, each) <= sessions]
    yield from product(able or wanted[-1:], range(ATTEMPTS))


def least_sessions(space: Space, rounds: int) -> int:
    """Return how many sessions no choice can do without, if every pair is to meet."""
    counted = Counter(map(kind_of, meetings(space, 2)))
    each = {name: space.most(name, rounds) for name in FACTORS}
    return max(ceil(many / (each[f] * each[g])) for (f, g), many in counted.items())


def _search(search: Search, sessions: int, held: Sequence[Sitting]) -> tuple[Sitting, ...]:
    chosen: list[Sitting] = []
    for _ in range(sessions):
        chosen.append(search.best_beside([*held, *chosen]))
    best = _swept(search, chosen, held)
    for _ in range(KICKS):
        missing = search.missing([*held, *best])
        if not missing:
            break
        other = _swept(search, search.kicked(best), held)
        if search.missing([*held, *other]) <= missing:
            best = other
    return tuple(best)


def _swept(search: Search, given: Sequence[Sitting], held: Sequence[Sitting]) -> list[Sitting]:
    """Choose each session anew beside all others, until no choice is better."""
    chosen = list(given)
    for _ in range(SWEEPS):
        before = list(chosen)
        for n in range(len(chosen)):
            others = [*held, *chosen[:n], *chosen[n + 1 :]]
            chosen[n] = search.best_beside(others, chosen[n])
        if chosen == before:
            break
    return chosen
