"""What can be wrong with a persona beyond its schema."""

from collections.abc import Collection
from difflib import get_close_matches

from archpanel.domain import Persona
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


def check_persona(persona: Persona, competencies: Collection[str]) -> list[str]:
    """Return problems, each as one line that begins with the persona's id.

    Args:
        persona: already valid by schema.
        competencies: ids that the role pack knows.
    """
    problems = []
    for competency in persona.concerns:
        if competency not in competencies:
            near = get_close_matches(competency, competencies, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            problems.append(f"{persona.id}: no competency is called {competency!r}.{hint}")
    for move, lines in persona.lead_ins:
        for line in lines:
            if any(praise in line.lower() for praise in PRAISE):
                problems.append(f"{persona.id}: lead_ins.{move} praises: {line!r}")
            if "{" in line or "}" in line:
                problems.append(f"{persona.id}: lead_ins.{move} is text, no template: {line!r}")
    problems += [f"{persona.id}: {problem}" for problem in stale(persona)]
    return problems
