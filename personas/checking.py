"""What can be wrong with a persona: its text, its schema, and what lies beyond the schema."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from archpanel.domain import BadFile, Persona
from archpanel.files import MAX_PERSONA_FILE, parse_yaml, problems_in
from archpanel.personas.loading import broken_lines
from archpanel.personas.versions import stale

PRAISE = (
    "great answer",
    "good answer",
    "well done",
    "excellent",
    "perfect",
    "nice one",
    "love that",
)
"""The panel is realistic: it does not praise before the verdict."""


@dataclass(frozen=True)
class Finding:
    """One problem of a persona."""

    place: str
    """Such as `probes.2` or `concerns.token-economy`; "" for the text as a whole."""

    problem: str

    @property
    def field(self) -> str:
        """Return the persona's field that the place is in; "" for none of them."""
        first = self.place.partition(".")[0]
        return first if first in Persona.model_fields else ""


@dataclass(frozen=True)
class Checked:
    """A text of a persona, after it was checked."""

    persona: Persona | None
    """None where the text is none by its schema; else it may have findings all the same."""

    findings: tuple[Finding, ...]
    data: dict[str, Any] | None = None
    """What the text holds, where it can be read at all."""

    @property
    def passed(self) -> Persona | None:
        """Return the persona if nothing is wrong with it."""
        return None if self.findings else self.persona


def check_persona(persona: Persona, competencies: Collection[str]) -> list[str]:
    """Return problems, each as one line that begins with the persona's id.

    Args:
        persona: already valid by schema.
        competencies: ids that the role pack knows.
    """
    return [f"{persona.id}: {f.problem}" for f in beyond_schema(persona, competencies)]


def check_text(text: str, competencies: Collection[str]) -> Checked:
    """Check the text of a persona as a file of it is checked, and return all that is wrong."""
    if (size := len(text.encode("utf-8", "replace"))) > MAX_PERSONA_FILE:
        limit = MAX_PERSONA_FILE // 1024
        return _refused(f"The text has {size // 1024 + 1} KB; the most are {limit} KB.")
    try:
        data = parse_yaml(text, _TEXT)
    except BadFile as error:
        line = error.file.removeprefix(_TEXT).lstrip(":")
        return _refused(f"Line {line}: {error.problem}" if line else error.problem)
    return check_data(data, competencies)


def check_data(data: Any, competencies: Collection[str]) -> Checked:
    """Check what the text of a persona holds."""
    held = data if isinstance(data, dict) else None
    if found := problems_in(Persona, data):
        return Checked(None, tuple(Finding(place, problem) for place, problem in found), held)
    persona = Persona.model_validate(data)
    found = list(broken_lines(persona))
    findings = [Finding(*each) for each in found] + list(beyond_schema(persona, competencies))
    return Checked(persona, tuple(findings), held)


def beyond_schema(persona: Persona, competencies: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong with a persona that is valid by its schema."""
    for competency in persona.concerns:
        if competency not in competencies:
            near = get_close_matches(competency, competencies, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            problem = f"no competency is called {competency!r}.{hint}"
            yield Finding(f"concerns.{competency}", problem)
    for move, lines in persona.lead_ins:
        for number, line in enumerate(lines):
            place = f"lead_ins.{move}.{number}"
            if any(praise in line.lower() for praise in PRAISE):
                yield Finding(place, f"lead_ins.{move} praises: {line!r}")
            if "{" in line or "}" in line:
                yield Finding(place, f"lead_ins.{move} is text, no template: {line!r}")
    for problem in stale(persona):
        yield Finding("version", problem)


def _refused(problem: str) -> Checked:
    return Checked(None, (Finding("", problem),))


_TEXT = "the text"
