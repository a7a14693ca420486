"""Interviews side by side; what can be compared is parted from what only stands beside it.

A level can be compared where it rests on the same questions: both interviews followed one form, or
the questions of the bank that were opened about the competency are the same. Pack and engine have
to be the same as well: another pack has another scale, another engine another ear.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archpanel.domain import BadRequest, DecisionRecord
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.rooms import Room

FEWEST, MOST = 2, 4
"""Interviews beside each other: more would not fit on a page."""


@dataclass(frozen=True)
class Row:
    """One value of each interview, in the order in which they were named."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class Fact:
    """One setting of each interview."""

    name: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Tell whether not all are the same."""
        return len(set(self.values)) > 1


@dataclass(frozen=True)
class Comparison:
    """Interviews side by side."""

    records: tuple[DecisionRecord, ...]
    facts: tuple[Fact, ...]
    one_form: bool
    """Whether all followed the same form."""

    apart: str
    """Why no level can be compared; "" where some may be."""

    axes: tuple[Row, ...]
    other_axes: tuple[Row, ...]
    levels: tuple[Row, ...]
    other_levels: tuple[Row, ...]
    """Rows that can be compared, and (`other_`) those that rest on different questions."""

    shared: tuple[tuple[str, tuple[str, ...]], ...]
    """Title of a bank question that all were asked, and its turn in each interview."""


_FACTS: tuple[tuple[str, Callable[[DecisionRecord], str]], ...] = (
    ("Role", lambda record: f"{record.role.name}, version {record.role.version}"),
    ("World", lambda record: record.brief.world),
    ("View", lambda record: record.brief.view),
    ("Level sought", lambda record: record.brief.level),
    ("Form", lambda record: _form(record) or "none, the chair chose"),
    ("Panel", lambda record: ", ".join(f"{p.name} v{p.version}" for p in record.personas)),
    ("Engine", lambda record: record.brief.engine),
)


def chosen_rooms(house: House, coach: Account, sessions: Sequence[str]) -> list[Room]:
    """Return the rooms of interviews that a coach wants side by side, each once.

    Raises:
        NotYours: one of them is not theirs.
        BadRequest: they are fewer than `FEWEST`, or more than `MOST`.
    """
    rooms = [house.rooms.find(coach, session) for session in dict.fromkeys(sessions)]
    if not FEWEST <= len(rooms) <= MOST:
        raise BadRequest(f"Choose {FEWEST} to {MOST} interviews to compare.")
    return rooms


def names_in(house: House, coach: Account, rooms: Sequence[Room]) -> list[str]:
    """Return who sat in each room, as their coach knows them."""
    known = {account.id: account.name for account in house.accounts.candidates(coach.id)}
    known[coach.id] = coach.name or "Myself"
    return [known.get(room.candidate, "Terminal" if room.of_the_terminal else "Closed account")
            for room in rooms]  # fmt: skip


def side_by_side(records: Sequence[DecisionRecord]) -> Comparison:
    """Return two or more interviews side by side."""
    apart, one_form = _apart(records), _one_form(records)
    names = {c.id: c.name for record in records for c in record.role.competencies}
    alike = [c for c in names if not apart and (one_form or _same_questions(records, c))]
    axes = dict.fromkeys(result.axis for record in records for result in record.verdict.axes)
    whole = [a for a in axes if not apart and _whole(records, a, alike)]
    return Comparison(
        records=tuple(records),
        facts=tuple(Fact(name, tuple(tell(r) for r in records)) for name, tell in _FACTS),
        one_form=one_form,
        apart=apart,
        axes=tuple(_axis(records, axis) for axis in axes if axis in whole),
        other_axes=tuple(_axis(records, axis) for axis in axes if axis not in whole),
        levels=_levels(records, names, alike),
        other_levels=_levels(records, names, [c for c in names if c not in alike]),
        shared=_shared(records),
    )


def _apart(records: Sequence[DecisionRecord]) -> str:
    if len({record.role.digest for record in records}) > 1:
        return "They used different role packs, or versions of one: their levels differ in meaning."
    if len({_reader(record) for record in records}) > 1:
        return "Different engines read them, and one hears more than another."
    return ""


def _reader(record: DecisionRecord) -> str:
    models = record.brief.models
    return f"{record.brief.engine} {models.model_dump_json() if models else ''}"


def _one_form(records: Sequence[DecisionRecord]) -> bool:
    return len({_form(record) for record in records}) == 1 and bool(_form(records[0]))


def _form(record: DecisionRecord) -> str:
    form = record.brief.form
    return f"{form.id}, version {form.version}" if form else ""


def _same_questions(records: Sequence[DecisionRecord], competency: str) -> bool:
    opened = [_opened(record, competency) for record in records]
    return bool(opened[0]) and all(one == opened[0] for one in opened)


def _opened(record: DecisionRecord, competency: str) -> frozenset[tuple[str, str]]:
    """Return which questions of the bank were opened about a competency, down to their wording."""
    return frozenset(
        (question.item, question.item_digest)
        for question in record.questions
        if question.is_opening and competency in question.competencies
    )


def _whole(records: Sequence[DecisionRecord], axis: str, alike: Sequence[str]) -> bool:
    """Tell whether all that counts for an axis can be compared, and counts as much in each."""
    counted = {
        c.id
        for record in records
        for c in record.role.competencies
        if c.axis == axis and record.verdict.levels.get(c.id) is not None
    }
    weighed = {(record.brief.world, record.brief.view) for record in records}
    return bool(counted) and counted <= set(alike) and len(weighed) == 1


def _axis(records: Sequence[DecisionRecord], axis: str) -> Row:
    by_record = [{result.axis: result.level for result in r.verdict.axes} for r in records]
    return Row(axis, tuple(levels.get(axis) for levels in by_record))


def _levels(
    records: Sequence[DecisionRecord], names: dict[str, str], wanted: Sequence[str]
) -> tuple[Row, ...]:
    rows = [Row(names[c], tuple(r.verdict.levels.get(c) for r in records)) for c in wanted]
    return tuple(row for row in rows if any(value is not None for value in row.values))


def _shared(records: Sequence[DecisionRecord]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    turns = [
        {(q.item, q.item_digest): q.id for q in record.questions if q.is_opening}
        for record in records
    ]
    titles = {item.id: item.title for item in records[0].items}
    everywhere = [key for key in turns[0] if all(key in asked for asked in turns)]
    return tuple(
        (titles.get(key[0], key[0]), tuple(asked[key] for asked in turns)) for key in everywhere
    )
