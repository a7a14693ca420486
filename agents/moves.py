"""The debrief's moves on record: where they lead, and whether the rules allowed each. Pure."""

from collections.abc import Iterator

from archpanel.agents.debrief import divergences, move_ballot, refuse
from archpanel.agents.gates import levels_on
from archpanel.agents.setting import Setting
from archpanel.domain import Ballot, DecisionRecord, Move, Persona


def finals(
    sealed: tuple[Ballot, ...],
    moves: tuple[Move, ...],
    personas: tuple[Persona, ...],
    setting: Setting,
) -> tuple[Ballot, ...]:
    """Return every seat's final ballot."""
    by_id = {p.id: p for p in personas}
    return tuple(
        move_ballot(b, [m for m in moves if m.persona == b.persona], by_id[b.persona], setting)
        for b in sealed
    )


def first_broken(record: DecisionRecord) -> tuple[str, str] | None:
    """Return the first move that the rules of the record's format forbid: where, and why."""
    return next(_broken(record, Setting(record.brief, record.role)), None)


def _broken(record: DecisionRecord, setting: Setting) -> Iterator[tuple[str, str]]:
    evidence = {e.id: e for a in record.assessments for e in a.evidence}
    ballots = {b.persona: b for b in record.sealed_ballots}
    stands = {(b.persona, c): level for b in record.sealed_ballots for c, level in b.levels.items()}
    moved: set[tuple[int, str, str]] = set()
    for index, move in enumerate(record.moves):
        where = f"moves/{index}"
        mover = (move.round, move.persona, move.competency)
        if move.persona not in ballots:
            yield f"{where}/persona", "has no ballot"
        if mover in moved or (moved and move.round < max(moved)[0]):
            yield f"{where}/round", "holds a move of this seat, or is out of order"
        if move.round > setting.policy.debrief_rounds:
            yield f"{where}/round", "was not held"
        before = _before(record, move.round, setting)
        if move.competency not in divergences(before, setting):
            yield f"{where}/competency", "was not in dispute"
        if move.origin != stands.get((move.persona, move.competency)):
            yield f"{where}/origin", "is not where the seat stood"
        others = [b for b in before if b.persona != move.persona]
        peers = levels_on(others, move.competency) if record.record >= 6 else None
        mine, heard = ballots[move.persona], record.assessments
        if why := refuse(move, mine, evidence, heard, setting, peers):
            yield where, why
        stands[move.persona, move.competency] = move.to
        moved.add(mover)


def _before(record: DecisionRecord, number: int, setting: Setting) -> tuple[Ballot, ...]:
    """Return the ballots as they stood before a round of the debrief."""
    before = tuple(move for move in record.moves if move.round < number)
    return finals(record.sealed_ballots, before, record.personas, setting)
