"""What a candidate is told beside a question: facts about the interview, never about the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import Brief, Question, RolePack


@dataclass(frozen=True)
class Guidance:
    """What stands around one question."""

    opening: str = ""
    """What the pack tells candidates when a round begins; empty in the middle of one."""

    round: str = ""
    """The round's name; empty for a surprise, which belongs to none."""

    minutes: int = 0
    """How long an answer usually takes; 0 for a follow-up or a surprise, which have no measure."""


def guidance_for(
    question: Question, before: Sequence[Question], brief: Brief, pack: RolePack
) -> Guidance:
    """Return what to tell beside a question.

    Args:
        question: what is asked.
        before: the questions that were asked earlier.
        brief: the session's settings. A form picks single questions out of many rounds, so none of
            them begins there.
        pack: the role pack.
    """
    begins = brief.form is None and all(asked.round != question.round for asked in before)
    openings = (r.opening for r in pack.rounds if r.id == question.round and begins)
    minutes = (q.minutes for q in pack.questions if q.id == question.item and question.is_opening)
    names = (r.name for r in pack.rounds if r.id == question.round)
    return Guidance(next(openings, ""), next(names, ""), next(minutes, 0))
