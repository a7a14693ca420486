"""Applications as a table of comma-separated values: one row for each thing that happened."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archpanel.domain import BadFile, canonical, escaped
from archpanel.files import read_text
from archpanel.funnel.application import Application
from archpanel.funnel.state import standing

COLUMNS = ("application", "company", "role", "source", "applied", "stage", "date", "round", "note")
EXPORTED = tuple(name for name in COLUMNS if name != "applied")
"""Written columns; the day of an application is the date of its row with stage `applied`."""

_CALLED = {
    "application": ("application id", "id", "key", "no", "number"),
    "company": ("firm", "employer", "organisation", "organization", "company name"),
    "role": ("position", "title", "job", "job title", "role title"),
    "source": ("channel", "via", "found via", "found on", "where"),
    "applied": ("applied on", "applied at", "date applied", "application date", "applied date"),
    "stage": ("status", "state", "step", "outcome"),
    "date": ("on", "when", "day", "stage date", "status date", "date of stage"),
    "round": ("interview", "round kind", "interview kind", "kind of round"),
    "note": ("notes", "comment", "comments", "remark", "remarks"),
}
MEANS = {name: column for column in COLUMNS for name in (column, *_CALLED[column])}
"""What a header may say -> the column that is meant."""

SEPARATORS = (",", ";", "\t", "|")
LARGEST, MOST_ROWS, LONGEST_CELL = 2 * 1024 * 1024, 5000, 10_000
"""Bytes of a file; rows; characters of a cell. A search has some hundred rows."""

_FORMULA = re.compile("'*[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]")
_QUOTED_FORMULA = re.compile(f"'{_FORMULA.pattern}")
"""What a spreadsheet takes for a formula, full-width signs included; and the same made harmless."""


@dataclass(frozen=True)
class Row:
    """One row as it is written, its cells by column."""

    line: int
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        """Return a cell, "" where the sheet has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Sheet:
    """A table that was read, with what of it cannot be read as a row."""

    name: str
    rows: tuple[Row, ...]
    bad: tuple[tuple[int, str], ...]
    """Lines that are no rows, each with the reason."""

    ignored: tuple[str, ...]
    """Headers of columns that mean nothing here."""


def read_sheet(path: Path) -> Sheet:
    """Read a table from a file: UTF-8, parted by commas, semicolons, tabs or bars.

    Raises:
        BadFile: the file is none that can be read; see `parse_sheet`.
    """
    return parse_sheet(read_text(path, LARGEST), str(path))


def parse_sheet(text: str, name: str) -> Sheet:
    """Read a table.

    Raises:
        BadFile: no header with company and role, a header twice, a quotation mark that is not
            closed, or more than `MOST_ROWS` rows; with the line.
    """
    separator, text, skipped = _separator(text)
    records = _records(text, separator, name, skipped)
    if not records:
        raise BadFile(name, f"is empty; its first line should name columns: {', '.join(COLUMNS)}.")
    (line, header), rest = records[0], records[1:]
    columns, ignored = _columns(header, f"{name}:{line}")
    rows, bad = [], []
    for at, cells in rest:
        if problem := _misfit(cells, header):
            bad.append((at, problem))
        else:
            rows.append(Row(at, _cells(columns, cells)))
    return Sheet(name, tuple(rows), tuple(bad), ignored)


def to_csv(applications: Sequence[Application]) -> str:
    """Return applications as a table that `parse_sheet` reads and a spreadsheet opens safely.

    A cell that a spreadsheet would compute begins with an apostrophe; reading takes it off again.
    What was struck, job descriptions and links to rehearsals are not in it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(EXPORTED)
    for a in applications:
        for e in standing(a.events):
            row = (a.id, a.company, a.role, a.source, e.stage, e.day.isoformat(), e.round, e.note)
            writer.writerow(map(_harmless, row))
    return out.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _plain(cell: str) -> str:
    kept = canonical(cell)
    return canonical(kept[1:]) if _QUOTED_FORMULA.match(kept) else kept


def _separator(text: str) -> tuple[str, str, int]:
    """Return what parts the cells, the text behind a line `sep=`, and how many lines that took.

    It is the sign by which the header has the most columns that are known.
    """
    first, _, rest = text.partition("\n")
    if found := re.fullmatch(r"\s*\"?sep=(.)\"?\s*", first, re.IGNORECASE):
        return found[1], rest, 1
    header = next((line for line in text.split("\n") if line.strip()), "")
    known = {sign: sum(_key(c) in MEANS for c in header.split(sign)) for sign in SEPARATORS}
    return max(SEPARATORS, key=lambda sign: known[sign]), text, 0


def _records(text: str, separator: str, name: str, skipped: int) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[tuple[int, list[str]]] = []
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, cells))
            line = skipped + reader.line_num + 1
            if len(found) > MOST_ROWS + 1:
                raise BadFile(f"{name}:{line - 1}", f"has more than {MOST_ROWS} rows; part it.")
    except csv.Error as error:
        raise BadFile(
            f"{name}:{line}",
            f"cannot be read from here on ({error}). A text that holds quotation marks is put in "
            "quotation marks, and each of its own is written twice.",
        ) from None
    return found


def _columns(header: Sequence[str], where: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the column of each place, "" for one that means nothing, and the names of those."""
    columns = [MEANS.get(_key(cell), "") for cell in header]
    named = [column for column in columns if column]
    if twice := [column for column in named if named.count(column) > 1]:
        both = ", ".join(repr(c) for c in header if MEANS.get(_key(c)) == twice[0])
        raise BadFile(where, f"has more than one column for {twice[0]}: {both}; rename one.")
    if lacking := [column for column in ("company", "role") if column not in named]:
        found = ", ".join(escaped(repr(cell.strip()[:40])) for cell in header[:12])
        raise BadFile(
            where,
            f"has no column {' and no column '.join(lacking)}; it has {found}. Known columns: "
            f"{', '.join(COLUMNS)}.",
        )
    ignored = (" ".join(canonical(c).split())[:40] for c in header if _key(c) not in MEANS)
    return columns, tuple(name for name in ignored if name)


def _misfit(cells: Sequence[str], header: Sequence[str]) -> str:
    if any(cell.strip() for cell in cells[len(header) :]):
        return (
            f"has {len(cells)} cells, and the header {len(header)}. Put a text that holds the "
            "separator in quotation marks."
        )
    if (long := max(map(len, cells))) > LONGEST_CELL:
        return f"has a cell of {long:,} characters; at most {LONGEST_CELL:,} are read."
    return ""


def _cells(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {column: _plain(cell) for column, cell in zip(columns, cells, strict=False) if column}


def _key(header: str) -> str:
    """Return a header without capitals, quotation marks and the signs people part words with."""
    return " ".join(re.sub(r"[\W_]+", " ", canonical(header).casefold()).split())
