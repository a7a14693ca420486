"""What weighs most in a world and was not asked about."""

from archpanel.domain import DecisionRecord


def not_asked(record: DecisionRecord) -> tuple[str, ...]:
    """Return the competencies of the highest importance that no question was about.

    A reviewed interview was held by others: what it left out is not for this panel to excuse.
    """
    brief = record.brief
    if brief.purpose == "review":
        return ()
    asked = {competency for q in record.questions for competency in q.competencies}
    weights = {c.id: c.importance_for(brief.world, brief.view) for c in record.role.competencies}
    most = max(weights.values(), default=0)
    return tuple(
        c.name
        for c in record.role.competencies
        if most and weights[c.id] == most and c.id not in asked
    )
