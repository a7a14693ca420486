"""How many different minds voted. Pure; changes no decision, and is stated with each."""

from collections.abc import Sequence

from archpanel.domain import Ballot, Diversity, of_one_mind


def diversity(ballots: Sequence[Ballot]) -> Diversity | None:
    """Count the independent votes: seats that have a model in common count as one.

    None where the ballots do not say who read for them, as in older records.
    """
    voted = [ballot for ballot in ballots if ballot.models]
    if not voted:
        return None
    return Diversity(
        seats=len(voted),
        models=tuple(sorted({model for ballot in voted for model in ballot.models})),
        independent=len(of_one_mind(voted)),
    )
