"""A plan of what a table adds to the applications that are known: nothing is written here."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from archpanel.domain import BadRequest
from archpanel.funnel.application import (
    LONGEST_ROUND,
    STAGES,
    Application,
    Event,
    Stage,
    name_of,
    note_of,
    one_line,
)
from archpanel.funnel.sheet import Row, Sheet
from archpanel.funnel.state import oddities, standing, state_of

_SAID: dict[str, Stage] = {
    **{stage: stage for stage in STAGES},
    "": "applied",
    "application": "applied",
    "sent": "applied",
    "in process": "process",
    "screening": "process",
    "phone screen": "process",
    "interview": "round",
    "offered": "offer",
    "signed": "contract",
    "hired": "contract",
    "refused": "rejected",
    "rejection": "rejected",
    "withdrew": "withdrawn",
    "no answer": "ghosted",
    "no response": "ghosted",
    "no reply": "ghosted",
}
"""What a cell may say -> the stage that is meant."""


@dataclass(frozen=True)
class Addition:
    """What is added to one application."""

    known: str
    """Id of the application; "" for a new one."""

    application: Application
    """As it would be then, with an empty id where it is new."""

    added: tuple[Event, ...]


@dataclass(frozen=True)
class Plan:
    """What a table would add, and what of it cannot be used."""

    additions: tuple[Addition, ...]
    bad: tuple[tuple[int, str], ...]
    """Lines with what is wrong in each, in the order of the file."""

    left_out: tuple[str, ...]
    """Applications that have a bad row, and with `--partial` stay out as a whole."""

    torn: tuple[tuple[int, str], ...]
    """Lines that are good and stay out with their application, each with the reason."""

    repeated: tuple[int, ...]
    """Lines that say what is known already, or what a line before them says."""

    ignored: tuple[str, ...]
    """Headers of columns that mean nothing here."""


@dataclass
class _Group:
    """The rows of one application."""

    company: str
    role: str
    key: str
    source: str = ""
    applied: date | None = None
    entries: list[tuple[int, Event]] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    lost: tuple[int, ...] = ()
    """Lines that do not say in full whom they are about, and may be about this one."""

    @property
    def name(self) -> str:
        """Return company and role."""
        return f"{self.company}, {self.role}"

    @property
    def meant(self) -> set[tuple[str, str]]:
        """Return what a row without a company or a role can say to be about it."""
        return {(self.key, ""), ("", self.company.casefold())} - {("", "")}

    @property
    def wrong(self) -> tuple[int, ...]:
        """Return the lines because of which it stays out."""
        return tuple(sorted((*(line for line, _ in self.bad), *self.lost)))

    @property
    def torn(self) -> list[tuple[int, str]]:
        """Return its good lines with the reason why they stay out, none where it is taken."""
        bad = {line for line, _ in self.bad}
        good = dict.fromkeys(line for line, _ in self.entries if line not in bad)
        why = f"stays out with line {self.wrong[0]}, of {self.name}." if self.wrong else ""
        return [(line, why) for line in good] if why else []

    @property
    def first(self) -> int:
        """Return the first line that is about it."""
        return min(line for line, _ in (*self.entries, *self.bad))


def plan_import(
    sheet: Sheet, known: Sequence[Application], today: date, *, anyway: bool = False
) -> Plan:
    """Return what a table adds to the known applications.

    An application of which one row is bad is left out as a whole: a part of its rows would tell
    something else about it.

    Args:
        sheet: the table.
        known: all applications of the owner.
        today: nothing can have happened later.
        anyway: take orders that cannot be.
    """
    groups: dict[tuple[str, ...], _Group] = {}
    bad: list[tuple[int, str]] = list(sheet.bad)
    unsaid: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in sheet.rows:
        try:
            group = _group_of(row, groups)
        except BadRequest as error:
            bad.append((row.line, str(error)))
            unsaid[_meant(row)].append(row.line)
            continue
        _read(row, group, today)
    for group in groups.values():
        group.lost = tuple(line for about in group.meant for line in unsaid.get(about, ()))
    by_name: dict[tuple[str, ...], list[Application]] = {}
    for one in known:
        by_name.setdefault(_folded(one.company, one.role), []).append(one)
    additions, repeated = [], []
    for group in groups.values():
        mine = by_name.get(_folded(group.company, group.role), [])
        addition, again = _addition(group, mine, anyway)
        repeated += again
        if addition and addition.added and not group.wrong:
            additions.append(addition)
    left_out = tuple(group.name for group in groups.values() if group.wrong)
    bad += (each for group in groups.values() for each in group.bad)
    torn = sorted(each for group in groups.values() for each in group.torn)
    return Plan(
        tuple(additions),
        tuple(sorted(bad)),
        left_out,
        tuple(torn),
        tuple(repeated),
        sheet.ignored,
    )


def day_of(given: str, today: date) -> date:
    """Return a day as people write it: 2026-11-03, 2026/11/03 or 3.11.2026.

    Raises:
        BadRequest: it is none, could be two, or has not come yet.
    """
    said = given.strip()
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]*Z?)?", said, re.ASCII)
    dotted = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", said, re.ASCII)
    parts = iso.groups() if iso else dotted.groups()[::-1] if dotted else None
    try:
        day = date(*map(int, parts)) if parts else None
    except ValueError:
        day = None
    if day is None:
        two = "; 3/11 is two days, depending on who reads it" * bool(re.search(r"\d/\d", said))
        raise BadRequest(f"{said[:40]!r} is no day{two}. Write it as 2026-11-03 or 3.11.2026.")
    if day > today:
        raise BadRequest(f"{day} has not come yet; today is {today}. Note what has happened.")
    return day


def stage_of(given: str) -> Stage:
    """Return the stage that is meant.

    Raises:
        BadRequest: none is.
    """
    said = " ".join(re.sub(r"[\W_]+", " ", given.casefold()).split())
    if said in _SAID:
        return _SAID[said]
    raise BadRequest(f"{given[:40]!r} is no stage. Known: {', '.join(STAGES)}.")


def _folded(*texts: str) -> tuple[str, ...]:
    return tuple(text.casefold() for text in texts)


def _group_of(row: Row, groups: dict[tuple[str, ...], _Group]) -> _Group:
    """Return the rows of the same application, this one not yet among them."""
    company, role = name_of(row.cell("company"), "company"), name_of(row.cell("role"), "role")
    given = one_line(row.cell("application"), "application")
    key = (given.casefold(), *_folded(company, role))
    group = groups.setdefault(key, _Group(company, role, given.casefold()))
    group.source = group.source or one_line(row.cell("source"), "source")
    return group


def _meant(row: Row) -> tuple[str, str]:
    """Return whom a row without a company or a role may be about: a name of its own, or a company.

    Both may be empty: then it is about nobody.
    """
    given, company = (" ".join(row.cell(c).split()).casefold() for c in ("application", "company"))
    return given, "" if given else company


def _read(row: Row, group: _Group, today: date) -> None:
    """Add what a row says to its application: entries, or what is wrong with it."""
    try:
        entries = _entries(row, today)
        _check_once(entries, group)
    except BadRequest as error:
        group.bad.append((row.line, str(error)))
    else:
        group.entries += ((row.line, entry) for entry in entries)
        days = [entry.day for entry in entries if entry.stage == "applied"]
        group.applied = days[0] if days else group.applied


def _entries(row: Row, today: date) -> list[Event]:
    """Return the one or two things that a row says."""
    stage = stage_of(row.cell("stage"))
    kind, note = one_line(row.cell("round"), "round", LONGEST_ROUND), note_of(row.cell("note"))
    applied, when = row.cell("applied"), row.cell("date")
    if stage == "applied":
        if not (applied or when):
            raise BadRequest("No day; say when you applied in the column `applied` or `date`.")
        return [Event(0, "applied", day_of(applied or when, today), note=note)]
    if not when:
        raise BadRequest(f"Stage {stage}, but not when; give its day in the column `date`.")
    if kind and stage != "round":
        raise BadRequest(f"A round ({kind}) with stage {stage}; its stage would be `round`.")
    happened = Event(0, stage, day_of(when, today), kind, note)
    return [Event(0, "applied", day_of(applied, today)), happened] if applied else [happened]


def _check_once(entries: Sequence[Event], group: _Group) -> None:
    """Check that rows of one application agree on when it was."""
    for entry in entries:
        if entry.stage == "applied" and entry.day != (group.applied or entry.day):
            raise BadRequest(
                f"Another application to {group.company} as {group.role} is of {group.applied}, "
                f"this one of {entry.day}. If they are two, give each its own name in a column "
                "`application`."
            )


def _addition(
    group: _Group, mine: Sequence[Application], anyway: bool
) -> tuple[Addition | None, list[int]]:
    """Return what a group adds, and its lines that add nothing; what is wrong goes to the group."""
    if not group.entries:
        return None, []
    try:
        before = _known_one(group, mine)
    except BadRequest as error:
        group.bad.append((group.first, str(error)))
        return None, []
    old = before.events if before else ()
    fresh, again = _fresh(group.entries, old)
    events = tuple(event for _, event in fresh)
    if not anyway:
        lines = {event.n: line for line, event in fresh}
        group.bad += (
            (lines.get(odd.n, group.first), f"{why}. Mend the days, or import with --anyway.")
            for odd, why in oddities((*old, *events))
        )
    whole = before or Application("", group.company, group.role, group.source)
    after = replace(whole, events=(*old, *events))
    return Addition(before.id if before else "", after, events), again


def _fresh(
    entries: Sequence[tuple[int, Event]], old: Sequence[Event]
) -> tuple[list[tuple[int, Event]], list[int]]:
    """Number what is new behind what is known; return it, and the lines that say nothing new."""
    seen = {_content(event) for event in standing(old)}
    applied = {event.day for event in standing(old) if event.stage == "applied"}
    fresh: list[tuple[int, Event]] = []
    news: set[int] = set()
    for line, entry in entries:
        # A column `applied` repeats the day in every row, without the note of the row about it.
        is_known = entry.stage == "applied" and not entry.note and entry.day in applied
        if not is_known and _content(entry) not in seen:
            fresh.append((line, replace(entry, n=len(old) + len(fresh) + 1)))
            news.add(line)
        seen.add(_content(entry))
        applied |= {entry.day} if entry.stage == "applied" else set()
    lines = dict.fromkeys(line for line, _ in entries)
    return fresh, [line for line in lines if line not in news]


def _content(event: Event) -> tuple[object, ...]:
    return event.stage, event.day, event.round, event.note


def _known_one(group: _Group, mine: Sequence[Application]) -> Application | None:
    """Return which of those to the same company and role rows are about; None for a new one.

    Raises:
        BadRequest: they do not say when one applied, and that is not known.
    """
    if by_id := next((a for a in mine if a.id == group.key), None):
        return by_id
    if group.applied is not None:
        same = (a for a in mine if state_of(a.events).applied == group.applied)
        return next(same, None)
    if len(mine) == 1:
        return mine[0]
    which = f"which of {', '.join(a.id for a in mine)} is meant" if mine else "when you applied"
    raise BadRequest(
        f"No row tells {which} at {group.company} as {group.role}. Add a row with stage applied, "
        "or a column `applied`."
    )
