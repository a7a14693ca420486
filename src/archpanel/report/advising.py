"""What a seat's model advised for its ballot, beside what the rules computed."""

from archpanel.domain import Ballot, DecisionRecord
from archpanel.report.model import Advised


def advised(record: DecisionRecord, ballot: Ballot, computed: str) -> Advised | None:
    """Return the advice on a sealed ballot; None where there was none.

    Args:
        record: names competencies.
        ballot: the sealed one.
        computed: the recommendation that follows from its levels; "" where nobody computed it.
    """
    if (advice := ballot.advice) is None:
        return None
    names = {competency.id: competency.name for competency in record.role.competencies}
    because = ", ".join(names.get(c, c) for c in advice.because)
    wanted, vote = _plain(advice.recommendation), _plain(ballot.recommendation)
    said = f"{advice.model or 'The model'} advised {wanted}"
    said += f", naming {because}" if because else ""
    return Advised(
        model=advice.model,
        told=f"{said}; {_fate(wanted, vote, _plain(computed))}",
        note=" ".join(advice.note.split()),
    )


def _fate(wanted: str, vote: str, computed: str) -> str:
    if not computed:
        return f"the vote is {vote}."
    if wanted == computed:
        return f"the rules computed {computed} as well."
    if wanted == vote:
        return f"the rules computed {computed}. Heeded: the vote is {vote}."
    return (
        f"not heeded, since advice can only make more cautious what the rules computed: {computed}."
    )


def _plain(recommendation: str) -> str:
    return recommendation.replace("_", " ")
