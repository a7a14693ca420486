"""Who is compared: personas and versions of them, put together into panels, each with one mind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import Brief, Persona

EMBEDDED = "embedded"
"""The mind of seats that no language model thinks for."""

MOST_SEATS = 7
"""A brief has no more; further personas read at a second table."""

FEWEST_SEATS = 3
"""A debrief among fewer is no panel's."""


@dataclass(frozen=True)
class Seating:
    """One panel of the comparison."""

    name: str
    seats: tuple[Persona, ...]
    mind: str = EMBEDDED
    """`EMBEDDED`, or the language model that thinks for all seats."""


def seat_all(
    personas: Sequence[Persona], around: Sequence[Persona], mind: str = EMBEDDED
) -> tuple[Seating, ...]:
    """Put personas at as few tables as possible, two versions of one persona never at the same.

    Tables differ in the versions alone: whoever has one version sits at each of them.

    Args:
        personas: whom to compare; the same id may come up more than once.
        around: who else sits there while a table has fewer than `FEWEST_SEATS`.
        mind: what thinks for them.
    """
    versions: dict[str, list[Persona]] = {}
    for persona in personas:
        versions.setdefault(persona.id, []).append(persona)
    tables = [
        [of_one[at] if len(of_one) > 1 else of_one[0]
         for of_one in versions.values() if at < len(of_one) or len(of_one) == 1]
        for at in range(max(map(len, versions.values()), default=0))
    ]  # fmt: skip
    parts = [
        table[at : at + MOST_SEATS] for table in tables for at in range(0, len(table), MOST_SEATS)
    ]
    filled = [_filled(part, around) for part in parts]
    return tuple(
        Seating(_name(number, len(filled)), tuple(table), mind)
        for number, table in enumerate(filled, start=1)
    )


def _filled(table: Sequence[Persona], around: Sequence[Persona]) -> list[Persona]:
    filled = list(table)
    for persona in around:
        if len(filled) < FEWEST_SEATS and persona.id not in {p.id for p in filled}:
            filled.append(persona)
    return filled


def _name(number: int, tables: int) -> str:
    return "everybody" if tables == 1 else f"table {number}"


def mind_of(brief: Brief, seat: str) -> str:
    """Return what thought for a seat of a session."""
    return brief.models.model_of(seat) if brief.models else brief.engine


Minded = tuple[Persona, str]
"""A persona with what thinks for it."""


def labels_of(found: Sequence[Minded]) -> dict[str, str]:
    """Return, by `key_of`, what each persona is called in the report.

    That is the id; with the version where an id comes up with several texts, with a number in the
    order given where those have one version too, and with the mind where there are several.
    """
    texts = {key_of(*each): each for each in found}
    minds = {mind for _, mind in texts.values()}
    whose = {(p.id, p.model_dump_json()) for p, _ in texts.values()}
    per_id = Counter(name for name, _ in whose)
    labels: dict[str, str] = {}
    for key, (persona, mind) in texts.items():
        label = persona.id if per_id[persona.id] == 1 else f"{persona.id} v{persona.version}"
        label = f"{label} on {mind}" if len(minds) > 1 else label
        labels[key] = _numbered(label, labels)
    return labels


def _numbered(label: str, labels: dict[str, str]) -> str:
    taken = set(labels.values())
    number = 2
    numbered = label
    while numbered in taken:
        numbered, number = f"{label} ({number})", number + 1
    return numbered


def key_of(persona: Persona, mind: str) -> str:
    """Return what tells a persona from every other text of it, and from itself on another mind."""
    return f"{mind}\n{persona.model_dump_json()}"
