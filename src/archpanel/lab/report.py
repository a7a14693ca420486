"""From all sittings to the report: every measure once, in the order in which a coach asks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from archpanel.evals.harness.figure import Figure
from archpanel.lab import on_answers, on_panels
from archpanel.lab.advising import advised
from archpanel.lab.agreement import Pair, pairs
from archpanel.lab.asking import asked_by
from archpanel.lab.coach import CoachRating
from archpanel.lab.grid import Grid, grid_of
from archpanel.lab.influence import influences, votes_of
from archpanel.lab.measured import FEWEST_INTERVIEWS
from archpanel.lab.moving import moved
from archpanel.lab.on_panels import NOTICEABLE
from archpanel.lab.reacting import Reaction, reacted, reactions_of
from archpanel.lab.seating import EMBEDDED, mind_of
from archpanel.lab.sections import LabReport, Section, shown
from archpanel.lab.sitting import Comparison, Sitting
from archpanel.lab.versions import Versions, versions


@dataclass(frozen=True)
class Asked:
    """What the report is to say of the comparison besides its figures."""

    material: str
    """What was judged, in words."""

    seed: int | None = None
    ratings: Sequence[CoachRating] = ()
    only: Sequence[str] = ()
    """Ids of the personas that were named; two of them are compared test by test."""

    origins: dict[str, str] = field(default_factory=dict)
    """Label -> the file that a persona came from."""


def build_report(comparison: Comparison, asked: Asked) -> LabReport:
    """Measure everything and put it into sections."""
    grid, reactions = grid_of(comparison), reactions_of(comparison)
    two = pairs(grid)
    tested = [
        versions(comparison, grid, reactions, *each) for each in to_test(comparison, asked.only)
    ]
    sections = [
        *_of_versions(tested),
        *_on_answers(comparison, grid, two, reactions, asked),
        *_on_panels(comparison),
    ]
    return LabReport(
        "Persona lab",
        _about(comparison, asked),
        tuple(_findings(sections, two, comparison)),
        tuple(sections),
        tuple(_limits(comparison, grid)),
    )


def to_test(comparison: Comparison, only: Sequence[str]) -> list[tuple[str, str]]:
    """Return which two personas are compared test by test: versions of one, or the two named."""
    labels = comparison.personas
    named = [label for label, persona in labels.items() if persona.id in only]
    same = [
        (one, other)
        for one, other in combinations(labels, 2)
        if labels[one].id == labels[other].id and labels[one] != labels[other]
    ]
    return same or ([(named[0], named[1])] if len(named) == 2 else [])


def _of_versions(tested: Sequence[Versions]) -> list[Section]:
    return [
        make(found, number)
        for number, found in enumerate(tested, start=1)
        for make in (on_panels.file_section, on_panels.tests_section)
    ]


def _on_answers(
    comparison: Comparison,
    grid: Grid,
    two: Sequence[Pair],
    reactions: dict[str, list[Reaction]],
    asked: Asked,
) -> list[Section]:
    made = [reacted(label, mine) for label, mine in reactions.items() if mine]
    found = [on_answers.severity_section(grid)]
    if len(grid.personas) > 1:
        found += [on_answers.matrix_section(grid, two), on_answers.pairs_section(grid, two)]
        found.append(on_answers.by_competency_section(grid))
    found.append(on_answers.levels_section(grid, comparison.sittings[0].record.role.top))
    found += [on_answers.wishes_section(made), on_answers.risks_section(made)]
    coach = on_answers.coach_section(comparison, asked.ratings)
    return [*found, *([coach] if coach else [])]


def _on_panels(comparison: Comparison) -> list[Section]:
    asked = asked_by(comparison)
    rounds = on_panels.rounds_section(asked)
    return [
        on_panels.mix_section(asked),
        *([rounds] if rounds else []),
        on_panels.advice_section([advised(comparison, label) for label in comparison.personas]),
        on_panels.moves_section([moved(comparison, label) for label in comparison.personas]),
        on_panels.influence_section(influences(comparison)),
        on_panels.panels_section(comparison, votes_of(comparison)),
        on_panels.verdicts_section(comparison),
    ]


def _about(comparison: Comparison, asked: Asked) -> tuple[tuple[str, str], ...]:
    answers = {s.interview: len(s.record.answers) for s in comparison.sittings}
    interviews = f"{len(answers)} interview{'' if len(answers) == 1 else 's'}"
    sitting = comparison.sittings[0].record
    minds = {mind_of(s.record.brief, p.id) for s in comparison.sittings for p in s.record.personas}
    seed = (("Seed", str(asked.seed)),) if asked.seed is not None else ()
    return (
        ("Personas", ", ".join(_named(comparison, label, asked) for label in comparison.personas)),
        ("Panels", "; ".join(dict.fromkeys(_panel(comparison, s) for s in comparison.sittings))),
        ("Material", f"{asked.material}: {interviews}, {sum(answers.values())} answers"),
        *seed,
        ("Role", f"{sitting.role.name}, version {sitting.role.version}; world "
                 f"{sitting.brief.world or 'any'}, level {sitting.brief.level}"),
        ("Read by", ", ".join(sorted(minds))),
        ("Written by", f"archpanel {sitting.software}"),
    )  # fmt: skip


def _named(comparison: Comparison, label: str, asked: Asked) -> str:
    persona, origin = comparison.personas[label], asked.origins.get(label, "")
    told = f"{persona.name}, version {persona.version}, {persona.severity}"
    return f"{label} ({told}{f'; {origin}' if origin else ''})"


def _panel(comparison: Comparison, sitting: Sitting) -> str:
    """Return a panel with who sits on it, where its name does not say so."""
    seats = sitting.record.brief.seats
    if sitting.panel == ", ".join(seats):
        return sitting.panel
    return f"{sitting.panel} ({', '.join(comparison.label(sitting, seat) for seat in seats)})"


def _findings(
    sections: Sequence[Section], two: Sequence[Pair], comparison: Comparison
) -> list[str]:
    told = [_strict(next(s for s in sections if s.id == "severity"))]
    for group in on_answers.alike(two):
        *most, last = sorted(group)
        names = f"{', '.join(most)} and {last}"
        told.append(
            f"{names} gave the same level to at least 99 % of answers, two by two: as judges of "
            "answers they are one. Whether they ask, weigh and object differently is told below."
        )
    told += [_risks(next(s for s in sections if s.id == "risks"))]
    panels = next(s for s in sections if s.id == "panels")
    for row in panels.rows:
        votes = row[5]
        if isinstance(votes, Figure) and votes.value is not None:
            seats = str(row[1]).count(",") + 1
            told.append(
                f"The {seats} seats of the panel {row[0]!r} err together: as judges of single "
                f"answers they count as {shown(votes)} independent ones."
            )
    deeds = [s for s in sections if s.id.startswith("tests")]
    deed = [f"{s.title}. {s.lead.split(' Paired')[0]}" for s in deeds]
    return [line for line in (*deed, *told) if line]


def _risks(section: Section) -> str:
    """Say who suspects most and least, where their intervals lie apart."""
    found = [
        (figure.value, figure, str(row[0]))
        for row in section.rows
        if isinstance(figure := row[2], Figure) and figure.value is not None
    ]
    if len(found) < 2:
        return ""
    found.sort(key=lambda each: each[0])
    (_, least, careless), (_, most, wary) = found[0], found[-1]
    if (most.low or 0.0) <= (least.high or 0.0):
        return ""
    return (
        f"{wary} suspects most risks, {shown(most)} per answer; {careless} fewest, {shown(least)}."
    )


def _strict(section: Section) -> str:
    """Say who is strict and who mild, of those whose whole interval is noticeable."""
    strict, mild = [], []
    if all(isinstance(row[1], Figure) and row[1].value is None for row in section.rows):
        return f"Too few interviews to say who is strict; {FEWEST_INTERVIEWS} are needed."
    for row in section.rows:
        figure = row[1]
        if not isinstance(figure, Figure) or figure.low is None or figure.high is None:
            continue
        told = f"{row[0]} {shown(figure)}"
        strict += [told] if figure.low > NOTICEABLE else []
        mild += [told] if figure.high < -NOTICEABLE else []
    parts = [f"Stricter than the others: {', '.join(strict)}."] if strict else []
    parts += [f"Milder: {', '.join(mild)}."] if mild else []
    return " ".join(parts) or (
        "No persona is for certain stricter or milder than the others by as much as "
        f"{NOTICEABLE} levels, the smallest step of the scale."
    )


def _by_anchors(sitting: Sitting) -> bool:
    brief = sitting.record.brief
    return brief.purpose == "review" and brief.engine == EMBEDDED


def _limits(comparison: Comparison, grid: Grid) -> list[str]:
    told = [
        "Intervals resample interviews, since answers of one interview are not independent. They "
        "say how far these figures would move with other interviews of the same kind, and "
        "nothing of interviews of another kind."
    ]
    minds = {s.record.brief.engine for s in comparison.sittings}
    if EMBEDDED in minds:
        told.append(
            "The embedded engine reads an answer once and alike for all personas. They differ in "
            "what they credit by halves and how sure they must be (their severity), in which "
            "risks they hear, what they would ask again, and how they weigh it. Personas of one "
            "severity therefore give nearly the same levels; a language model (--model) reads for "
            "each persona on its own."
        )
    if any(_by_anchors(sitting) for sitting in comparison.sittings):
        told.append(
            "The embedded engine reads a transcript by the role's anchors alone: severity, risks "
            "and follow-ups play no part there, so its personas give the same levels. Zeros on "
            "transcripts say nothing about them; compare on --bank or --candidates, or by a "
            "--model."
        )
    if any(s.truth for s in comparison.sittings):
        told.append(
            "Answers drawn from the bank were written beside the key points that they are read "
            "for, so that levels are more even and agreement is higher than on people's answers."
        )
    if any(s.held and s.script for s in comparison.sittings):
        told.append("A scripted candidate passes where the script has no answer.")
    return told
