"""What a quote of a reviewed interview is put in front for: one sentence is no proof of ten things.

Every reading counts towards the levels, by its weight. Here it is only about what a report shows.
"""

from collections import defaultdict
from collections.abc import Sequence

from archpanel.domain import Assessment

MOST = 2
"""A quote stands for at most this many competencies, those it says most about."""


def foremost(assessments: Sequence[Assessment]) -> frozenset[tuple[str, str]]:
    """Return pairs of evidence and competency for which a quote is put in front."""
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for assessment in assessments:
        for read in assessment.anchored:
            for evidence in read.evidence:
                weights[evidence][read.competency] += read.weight
    return frozenset(
        (evidence, competency)
        for evidence, by_competency in weights.items()
        for competency in sorted(by_competency, key=lambda c: (-by_competency[c], c))[:MOST]
    )


def speaks_for(assessment: Assessment, evidence: str, competency: str, top: int) -> bool:
    """Tell whether a quote was read as more than the middle of the scale.

    Args:
        assessment: one seat's reading by anchors.
        evidence: id of the quote.
        competency: for which one; "" for the one that the quote says most about.
        top: the highest level of the scale.
    """
    read = [a for a in assessment.anchored if evidence in a.evidence]
    mine = [a for a in read if a.competency == competency] or read
    return max(mine, key=lambda a: a.weight).level > (1 + top) / 2
