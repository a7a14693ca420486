"""A programme of the shipped role that is half held, with levels that rise but for one."""

from datetime import date, timedelta
from functools import cache

from archpanel.packs import load_pack
from archpanel.personas import persona_ids, seat_panel
from archpanel.programme.held import Held
from archpanel.programme.overview import Overview, overview
from archpanel.programme.plan import Planned, Wanted, make_plan
from archpanel.programme.standing import Standing
from archpanel.programme.store import Kept

PACK = load_pack("ai-architect")
EVERYBODY = seat_panel(list(persona_ids()))
START = date(2027, 1, 11)
WEAK = "token-economy"


@cache
def kept() -> Kept:
    """A plan of twelve sessions."""
    plan = make_plan(Wanted(START), PACK, EVERYBODY)
    return Kept(1, "ai-architect", plan.space, plan.sessions, (), 3, 0)


def half_way(many: int = 6, weak: str = WEAK) -> Standing:
    """Return a programme of which so many sessions were held, each on its day."""
    held = tuple(_held(place, weak) for place in kept().sessions[:many])
    return Standing(kept(), held, {f"s{n}": n for n in range(1, many + 1)})


def seen(many: int = 6, level: str = "", after: int = 1) -> Overview:
    """Return what is said of it, so many days after the last session."""
    standing = half_way(many)
    day = standing.held[-1].day if standing.held else START
    return overview(standing, PACK, EVERYBODY, day + timedelta(days=after), level)


def _held(place: Planned, weak: str) -> Held:
    asked = {c for name in place.sitting.rounds for c in PACK.round(name).competencies}
    rise = 2.4 + 0.15 * place.n
    return Held(
        session=f"s{place.n}",
        day=place.day,
        sitting=place.sitting,
        decision="hire" if rise > 3.2 else "no_hire",
        levels={c: 1.4 if c == weak else rise for c in sorted(asked)},
        axes={"ai": rise, "architecture": rise - 0.2},
        failed=(),
        items=(f"q{place.n}",),
        surprised={"resilience": rise - 0.5} if place.sitting.surprise else {},
    )
