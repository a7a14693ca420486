"""What one may study of a round: its competencies and most of its questions. Pure.

A third of each round's questions is held back, and all surprises: rehearsals would measure how well
one has read otherwise. Which third is decided by the ids alone, so it is the same on every machine
and stays the same when another question is added or one is reworded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from archpanel.domain import BankQuestion, Competency, RolePack, Round

HELD_BACK = 1 / 3
"""Share of all ids whose digest lies below; of 16 questions five or six on average."""

DIFFICULTIES = ("warm-up", "core", "stretch")


@dataclass(frozen=True)
class Sheet:
    """Study material of one round."""

    round: Round
    competencies: tuple[Competency, ...]
    """What the round gives evidence for, the most important first."""

    questions: tuple[BankQuestion, ...]
    """From easy to hard."""

    held_back: int


def is_held_back(question: str) -> bool:
    """Tell whether a question, by its id, is kept out of study material."""
    return int(sha256(f"study/{question}".encode()).hexdigest(), 16) / 16**64 < HELD_BACK


def sheet(pack: RolePack, round_id: str, worlds: Sequence[str] = ()) -> Sheet:
    """Return what may be studied of a round.

    Args:
        pack: the role.
        round_id: which round.
        worlds: those whose questions are wanted; none means all.

    Raises:
        UnknownName: the pack has no such round.
    """
    chosen = pack.round(round_id)
    wanted = worlds or [world.id for world in pack.worlds]
    asked = [
        q for q in pack.questions if q.round == chosen.id and set(q.worlds).intersection(wanted)
    ]
    shown = [q for q in asked if not is_held_back(q.id)]
    return Sheet(
        chosen,
        tuple(sorted(_measured(pack, chosen), key=lambda c: -_importance(c, chosen, wanted))),
        tuple(sorted(shown, key=lambda q: (DIFFICULTIES.index(q.difficulty), q.id))),
        len(asked) - len(shown),
    )


def _measured(pack: RolePack, chosen: Round) -> list[Competency]:
    return [pack.competency(name) for name in chosen.competencies]


def _importance(competency: Competency, chosen: Round, worlds: Sequence[str]) -> int:
    return max(competency.importance_for(w, v) for w in worlds for v in chosen.views)
