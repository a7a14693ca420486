"""What an engine's advice may do to a ballot. Pure.

Levels are computed from what was heard, and the recommendation follows from the levels. An engine
that looks at its seat's whole evidence may put other quotes in front, and may recommend one step
more cautiously if it names a competency that is below the bar. It can raise nothing: a model that
obeys the candidate gains the candidate nothing here.
"""

from collections.abc import Collection, Mapping

from archpanel.agents.setting import Setting
from archpanel.domain import Advice, Level, Recommendation

CAUTION: tuple[Recommendation, ...] = ("strong_hire", "hire", "no_hire", "strong_no_hire")
"""From one to the next a recommendation becomes more cautious."""


def heeded(
    computed: Recommendation,
    advice: Advice | None,
    levels: Mapping[str, Level | None],
    setting: Setting,
) -> Recommendation:
    """Return the recommendation that counts.

    Args:
        computed: what follows from the seat's levels.
        advice: what its engine proposes.
        levels: the seat's levels.
        setting: brief and role, for the bars.
    """
    if advice is None or computed not in CAUTION[:-1]:
        return computed
    more_cautious = CAUTION[CAUTION.index(computed) + 1]
    grounds = below_the_bar(levels, setting).intersection(advice.because)
    return more_cautious if grounds and advice.recommendation == more_cautious else computed


def below_the_bar(levels: Mapping[str, Level | None], setting: Setting) -> set[str]:
    """Return the competencies that a seat judged to be below the bar of their axis."""
    return {
        competency
        for axis in setting.role.axes
        for competency in setting.on_axis(axis)
        if (level := levels.get(competency)) is not None and level < setting.bar(axis)
    }


def put_in_front(
    computed: tuple[str, ...], advice: Advice | None, cited: Collection[str]
) -> tuple[str, ...]:
    """Return the quotes that the ballot puts in front: the engine's, as far as they are its own."""
    if advice is None:
        return computed
    return tuple(dict.fromkeys(i for i in advice.strongest if i in cited)) or computed
