"""What is said of a programme in sentences, the same on a terminal and on a page. Pure."""

from collections.abc import Sequence

from archpanel.domain import Persona, RolePack
from archpanel.programme.choosing import Choice
from archpanel.programme.coverage_map import Cell, CoverageMap
from archpanel.programme.overview import Line, Overview
from archpanel.programme.readiness import Readiness
from archpanel.programme.trends import Trend
from archpanel.programme.variants import ROUND, SEAT, SURPRISE, VIEW, WITH, WORLD, Sitting, Variant
from archpanel.report.wording import DECISIONS, capital

READY = {
    "met": "the bar is met",
    "not met": "the bar is not met",
    "open": "too close to the bar to say",
    "not rehearsed": "not rehearsed yet",
    "unrated": "cannot be told until all sessions here are rated",
}
"""What is said of a world and view as a whole."""

TOO_LITTLE = "too little was heard to say"
"""What is said instead where a depth has no interval yet."""

LIMITS = (
    "Rehearsals are short, and verdicts judge what was said in them; nothing here foresees an "
    "offer."
)
PRACTICE = "The embedded engine judged: practice levels."


def limits(*, practice: bool) -> str:
    """Return what none of this shows."""
    return f"{LIMITS} {PRACTICE}" if practice else LIMITS


def counted(many: int, what: str) -> str:
    """Return a number with its noun."""
    return f"{many} {what}{'' if many == 1 else 's'}"


def reasons(choice: Choice) -> list[str]:
    """Return why a session is the next one."""
    told = [f"it adds {counted(choice.new, 'pair')} that no session has held yet"]
    if choice.weak > 0:
        told.append("its rounds ask for what you are weak in or never showed")
    if choice.spaced >= 1:
        told.append("its rounds were never held, or not for six weeks")
    elif choice.spaced > 0:
        told.append("its rounds were left alone for a while")
    return told


def interval(trend: Trend | None, top: int) -> str:
    """Return the interval of where one stands of late, as far as it lies on the scale."""
    if trend is None or trend.low is None or trend.high is None:
        return "-"
    return f"{max(trend.low, 1.0):.1f} to {min(trend.high, float(top)):.1f}"


def label(variant: Variant, pack: RolePack) -> str:
    """Return a variant as people write it. Seats keep their ids: a name tells no role."""
    named = {
        **{Variant(WORLD, one.id): one.name for one in pack.worlds},
        **{Variant(VIEW, one.id): one.name for one in pack.views},
        **{Variant(ROUND, one.id): one.name for one in pack.rounds},
    }
    if variant in named:
        return named[variant]
    if variant.factor == SURPRISE:
        return "With a surprise" if variant.name == WITH else "Without a surprise"
    return variant.name if variant.factor == SEAT else capital(variant.name)


def place_name(world: str, view: str, pack: RolePack) -> str:
    """Return a world and view as people write them."""
    return f"{label(Variant(WORLD, world), pack)}, {label(Variant(VIEW, view), pack)}"


def sitting_line(sitting: Sitting, pack: RolePack) -> str:
    """Return in one line where a session takes place, at which level, and if with a surprise."""
    where = place_name(sitting.world, sitting.view, pack)
    return f"{where}, {sitting.level}" + f", {WITH}" * sitting.surprise


def rounds_line(sitting: Sitting, pack: RolePack) -> str:
    """Return the rounds of a session."""
    return ", ".join(pack.round(name).name for name in sitting.rounds)


def seats_line(sitting: Sitting, personas: Sequence[Persona]) -> str:
    """Return who sits on a panel, each with the seat that tables and options know them by."""
    names = {persona.id: persona.name for persona in personas}
    return ", ".join(f"{names[seat]} ({seat})" for seat in sitting.seats)


def coverage_line(found: CoverageMap) -> str:
    """Return how far the pairs have come."""
    held, planned, nowhere = (found.total(state) for state in ("held", "planned", "open"))
    told = f"{held} of {held + planned + nowhere} pairs of variants met"
    told += f", {planned} still planned" if planned else ""
    return told + (f", {nowhere} in no session" if nowhere else "")


def decision(name: str) -> str:
    """Return a decision as people write it."""
    return DECISIONS.get(name, name)


def ready(one: Readiness) -> str:
    """Return what is said of a world and view as a whole."""
    if one.state == "open" and all(axis.state == "met" for axis in one.axes):
        return "both depths are above the bar, but a gate failed of late"
    if one.state == "open" and not all(_has_interval(axis.trend) for axis in one.axes):
        return TOO_LITTLE
    return READY[one.state]


def _has_interval(trend: Trend | None) -> bool:
    return trend is not None and trend.low is not None


def ready_line(one: Readiness, pack: RolePack) -> str:
    """Return the statement about one world and view, without its evidence."""
    return f"{place_name(one.world, one.view, pack)}, {one.level}: {ready(one)}."


def head_line(found: Overview) -> str:
    """Return how far the programme has come."""
    held, planned = len(found.held), len(found.places)
    return f"{held} of {planned} sessions held, {coverage_line(found.coverage)}. {streak(found)}"


def bar_line(found: Overview) -> str:
    """Return which bars stand beside competencies: worlds shift them, and sessions are of each."""
    return f"Bars here are those of {found.level}, before what a world adds or takes away."


def streak(found: Overview) -> str:
    """Return for how long one has kept at it."""
    if not found.held:
        return "Nothing is held yet."
    if not found.running:
        last = found.held[-1].day
        return f"The last session was on {last}: long ago, by the rhythm of the plan."
    if found.running == 1:
        return f"The last one was on {found.held[-1].day}."
    return f"{counted(found.running, 'session')} running without a long gap."


def curve_told(line: Line, top: int) -> str:
    """Return where one competency stands, and whether it rises."""
    sure = interval(line.trend, top)
    told = f"{line.trend.mean:.2f}" + (f" ({sure})" if sure != "-" else "")
    return f"{told}, {line.trend.direction}"


def pair_told(cell: Cell, pack: RolePack) -> str:
    """Return one pair with the sessions that hold it."""
    named = f"{label(cell.row, pack)} with {label(cell.column, pack)}"
    parts = [
        f"{state} in {', '.join(map(str, places))}"
        for state, places in (("held", cell.held), ("planned", cell.planned))
        if places
    ]
    return f"{named}: {', '.join(parts) or 'in no session'}"
