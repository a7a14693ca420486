"""Sections about what personas make of the same answers: levels, agreement, risks, wishes."""

from collections.abc import Sequence

from archpanel.evals.harness.figure import Figure
from archpanel.lab.agreement import Pair, together
from archpanel.lab.coach import CoachRating, with_coaches
from archpanel.lab.grid import Grid
from archpanel.lab.reacting import Reacted
from archpanel.lab.sections import Cell, Chart, Section, count, counted
from archpanel.lab.severity import drift, mean_level, severity, spread
from archpanel.lab.sitting import Comparison

QUARTER = 0.25
"""Levels that a plot of severity shows on either side at least."""


ALIKE = 0.99
"""Share of the same levels from which on two personas are called one judge of answers."""


def severity_section(grid: Grid) -> Section:
    """Return who is strict, who uses the scale, and who changes on the way; strictest first."""
    rows = [
        (
            name,
            severity(grid, name),
            mean_level(grid, name),
            spread(grid, name),
            drift(grid, name),
            count(int((grid.column(name) > 0).sum())),
        )
        for name in grid.personas
    ]
    rows.sort(key=lambda row: -(row[1].value or 0.0))
    return Section(
        "severity",
        "How strict they are",
        "Levels that each persona gave below (+) or above (-) the mean of all others on the same "
        "answers; in brackets the 95 % interval over interviews. An interval that holds 0: nobody "
        "can say that this persona is strict or mild. Spread is the standard deviation of its "
        "levels. Late less early: how much stricter it is in the second half of an interview.",
        ("persona", "stricter by", "mean level", "spread", "late less early", "judgements"),
        tuple(rows),
        chart=Chart(
            "dots",
            "How many levels each persona is stricter than the others, with 95 % intervals",
            "levels stricter than the mean of the others",
            ("stricter by",),
            least=(-QUARTER, QUARTER),
        ),
    )


def by_competency_section(grid: Grid) -> Section:
    """Return severity by competency: rows are competencies, columns personas."""
    rows: list[tuple[Cell, ...]] = [
        (competency, *(severity(grid, name, competency) for name in grid.personas))
        for competency in grid.competencies
    ]
    return Section(
        "severity-by-competency",
        "How strict they are, by competency",
        "As above, for each competency alone. There are many numbers here: by chance alone one "
        "interval in twenty leaves 0 out.",
        ("competency", *grid.personas),
        tuple(rows),
        chart=Chart(
            "heat",
            "Levels stricter than the others, by competency and persona",
            "levels stricter than the mean of the others",
            grid.personas,
            diverging=True,
            least=(-1.0, 1.0),
        ),
    )


def levels_section(grid: Grid, top: int) -> Section:
    """Return the mean levels given, up to `top`: rows are competencies, columns personas."""
    rows: list[tuple[Cell, ...]] = [
        (competency, *(mean_level(grid, name, competency) for name in grid.personas))
        for competency in grid.competencies
    ]
    return Section(
        "levels",
        "The levels they give",
        "Mean level by competency. A low row is a weak spot of the candidates (or of the bank), "
        "not of a persona; compare along a row.",
        ("competency", *grid.personas),
        tuple(rows),
        chart=Chart(
            "heat",
            "Mean level by competency and persona",
            "level",
            grid.personas,
            least=(1.0, float(top)),
        ),
    )


def matrix_section(grid: Grid, pairs: Sequence[Pair]) -> Section:
    """Return on how many judgements every two personas gave the same level."""
    same = {(p.first, p.second): p.same for p in pairs} | {
        (p.second, p.first): p.same for p in pairs
    }
    rows: list[tuple[Cell, ...]] = [
        (one, *(same[one, other] if one != other else "" for other in grid.personas))
        for one in grid.personas
    ]
    return Section(
        "agreement",
        "Who agrees with whom",
        "Share of judgements on which two personas gave the very same level. 100 % everywhere "
        "means that two personas are one judge with two voices.",
        ("persona", *grid.personas),
        tuple(rows),
        chart=Chart(
            "heat",
            "Share of judgements on which two personas gave the same level",
            "share of the same levels",
            grid.personas,
            least=(0.0, 1.0),
        ),
    )


def pairs_section(grid: Grid, pairs: Sequence[Pair]) -> Section:
    """Return every pair in numbers, and all together."""
    rows: list[tuple[Cell, ...]] = [
        (f"{p.first} and {p.second}", p.difference, p.icc, p.alpha, count(p.same.n)) for p in pairs
    ]
    if len(grid.personas) > 2:
        every = together(grid)
        rows.append(("all together", "", "", every, count(every.n)))
    return Section(
        "pairs",
        "Agreement in numbers",
        "Mean difference (first less second, in levels); ICC(A,1), how alike single judgements "
        "are when strictness counts; Krippendorff's alpha (1 perfect, 0 chance).",
        ("who", "difference", "ICC(A,1)", "alpha", "judgements"),
        tuple(rows),
    )


def wishes_section(reacted: Sequence[Reacted]) -> Section:
    """Return what each persona would follow up on the same answers."""
    rows = [
        (r.persona, r.wants, counted(r.triggers, 4), counted(r.topics), count(r.answers))
        for r in reacted
    ]
    return Section(
        "follow-ups",
        "What they would ask again",
        "On the same answers: how often a persona bids to follow up, what triggers it, and about "
        "which competencies. The chair grants a turn to the strongest bid only, so a bid is a "
        "wish, not a question.",
        ("persona", "would follow up", "triggered by", "about", "answers"),
        tuple(rows),
    )


def risks_section(reacted: Sequence[Reacted]) -> Section:
    """Return the red flags and concerns that each persona raised on the same answers."""
    rows = [
        (r.persona, r.raised, r.suspected, count(r.blocking), counted(r.concerns), count(r.answers))
        for r in reacted
    ]
    return Section(
        "risks",
        "The risks they hear",
        "Concerns per answer that are held against the candidate at once, and those that would "
        "only be asked about. A blocking one stops a hire by itself. A persona hears the serious "
        "risks of its own concerns, and every blocking one.",
        ("persona", "held against", "only suspected", "blocking", "about", "answers"),
        tuple(rows),
    )


def coach_section(comparison: Comparison, ratings: Sequence[CoachRating]) -> Section | None:
    """Return how far each persona agrees with the coaches; None without ratings."""
    if not ratings:
        return None
    rows = [
        (w.persona, w.difference, w.icc, w.same, count(w.difference.n), count(w.interviews))
        for w in with_coaches(comparison, ratings)
    ]
    return Section(
        "coach",
        "Beside the coach",
        "Each persona's ballot before the debrief against the coach's levels. Above 0 the persona "
        "is stricter than the coach. Same side: both would hire, both would not, or both are "
        "undecided.",
        ("persona", "stricter by", "ICC(A,1)", "same side", "levels", "interviews"),
        tuple(rows),
    )


def alike(pairs: Sequence[Pair]) -> list[set[str]]:
    """Return groups of personas who gave the same level to (nearly) every answer they shared."""
    groups: list[set[str]] = []
    for pair in pairs:
        if pair.same.value is None or pair.same.value < ALIKE:
            continue
        mine = [g for g in groups if g & {pair.first, pair.second}]
        groups = [g for g in groups if g not in mine]
        groups.append({pair.first, pair.second}.union(*mine))
    return groups


def figure_of(section: Section, row: str, column: str) -> Figure | None:
    """Return the figure in a table's cell; None where there is none."""
    at = section.columns.index(column)
    cell = next((cells[at] for cells in section.rows if cells[0] == row), None)
    return cell if isinstance(cell, Figure) else None
