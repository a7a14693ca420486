"""A seat's wish to follow up, computed from what it just heard and what it cares about. Pure."""

from collections.abc import Mapping, Sequence

from archpanel.domain import Bid, Concerned, Finding, Item, Persona, Question, Risk

CHALLENGE = {"blocking": 1.0, "serious": 0.8}
"""A risk that stands unchallenged outweighs any missing point."""

UNOWNED = 0.5
"""Share of a challenge's urgency for a seat with no concern for the matter; concern adds the rest,
and with half of its attention a seat is as urgent as can be."""

SUSPECTED = 0.75
"""A risk that only seems to be there is asked about after one that was heard."""

UNSAID = 0.8
"""Worth of probing a point not said at all; what is half said comes out more surely on a probe.
It counts by how much likelier it is that the point was not said than that it was (confidence c of
the reading: c - (1 - c)): whoever is asked for what they have just said feels unheard."""

ANY_SEAT = 0.4
OWN_MATTER = 3.0
"""A missing point is worth this much to any seat, and more by its share of attention: with a fifth
of it a point is worth 0.4 + 3 * 0.2 = 1, its whole weight."""

LEAST_BID = 0.05
"""Below this a seat keeps silent: it would probe for the sake of probing."""


def bid_of(
    persona: Persona,
    question: Question,
    item: Item,
    findings: Sequence[Finding],
    concerns: Sequence[Concerned],
    flags: Mapping[str, Risk],
) -> Bid | None:
    """Return the seat's strongest wish: challenge a risk it owns, else probe a missing point."""
    return _challenge(persona, concerns, flags) or _probe(persona, question, item, findings)


def _challenge(
    persona: Persona, concerns: Sequence[Concerned], flags: Mapping[str, Risk]
) -> Bid | None:
    open_ones = [c for c in concerns if c.state in ("raised", "suspected")]
    open_ones.sort(key=lambda c: (-_urgency(persona, c), c.flag))
    if not open_ones:
        return None
    first = open_ones[0]
    return Bid(
        strength=round(_urgency(persona, first), 3),
        move="cross-examine",
        target=first.flag,
        reason=f"risk heard in {first.competency}: {flags[first.flag].flag}",
    )


def _urgency(persona: Persona, concern: Concerned) -> float:
    own = persona.concern_for((concern.competency,))
    doubt = SUSPECTED if concern.state == "suspected" else 1.0
    return min(1.0, CHALLENGE[concern.concern] * (UNOWNED + min(1 - UNOWNED, own)) * doubt)


def _probe(
    persona: Persona, question: Question, item: Item, findings: Sequence[Finding]
) -> Bid | None:
    if question.move == "probe":
        return None
    heaviest = sum(point.weight for point in item.key_points)
    missing = [f for f in findings if f.state != "met"]
    missing.sort(key=lambda f: (-_worth(persona, f, heaviest), f.point))
    if not missing or (strength := _worth(persona, missing[0], heaviest)) < LEAST_BID:
        return None
    heard = "only half said" if missing[0].state == "partly" else "not said yet"
    return Bid(
        strength=round(strength, 3),
        move="probe",
        target=missing[0].point,
        reason=f"{missing[0].competency}: {heard}",
    )


def _worth(persona: Persona, finding: Finding, heaviest: int) -> float:
    own = persona.concern_for((finding.competency,))
    unsaid = UNSAID * max(0.0, 2 * finding.confidence - 1)
    half = 1.0 if finding.state == "partly" else unsaid
    return min(1.0, half * (finding.weight / heaviest) * (ANY_SEAT + OWN_MATTER * own))
