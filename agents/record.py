"""Write the decision record: all that a stranger needs to recompute the verdict, sealed."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from archpanel.agents.chair import Proceedings
from archpanel.agents.clock import Clock, stamp, utc_now
from archpanel.agents.consensus import reach_verdict
from archpanel.agents.moves import finals, first_broken
from archpanel.agents.repeats import credits_again, mark_repeats
from archpanel.agents.said_of_models import contradiction
from archpanel.agents.setting import Setting
from archpanel.domain import (
    Assessment,
    Ballot,
    Call,
    DecisionRecord,
    FlagKept,
    Item,
    ItemKept,
    Move,
    Persona,
    PointKept,
    Question,
    Risk,
    RoleKept,
    RolePack,
)
from archpanel.domain.seal import seal

NEWEST: Literal[7] = 7
"""The format of records that are written now; see `DecisionRecord.record`."""


def keep_role(pack: RolePack) -> RoleKept:
    """Return the part of a role pack that decides."""
    return RoleKept(
        id=pack.id,
        version=pack.version,
        digest=pack.digest,
        name=pack.name,
        top=pack.top,
        axes=pack.axes,
        competencies=pack.competencies,
        policy=pack.policy,
    )


def keep_item(item: Item) -> ItemKept:
    """Return what a verdict needs to know of an item."""
    return ItemKept(
        id=item.id,
        title=item.title,
        digest=item.digest,
        competencies=item.competencies,
        points=tuple(
            PointKept(id=p.id, competency=p.competency, weight=p.weight, point=p.point)
            for p in item.key_points
        ),
        text=item.text.strip(),
    )


def keep_flags(
    assessments: tuple[Assessment, ...], flags: Mapping[str, Risk], questions: Iterable[Question]
) -> tuple[FlagKept, ...]:
    """Return the red flags that were heard or asked about."""
    asked = {q.target for q in questions if q.move == "cross-examine"}
    heard = sorted(asked.union(c.flag for a in assessments for c in a.concerns))
    return tuple(
        FlagKept(
            id=flag,
            competency=flags[flag].competency,
            concern=flags[flag].concern,
            flag=flags[flag].flag,
        )
        for flag in heard
    )


def write_record(
    *,
    session: str,
    software: str,
    setting: Setting,
    personas: tuple[Persona, ...],
    items: tuple[Item, ...],
    flags: Mapping[str, Risk],
    proceedings: Proceedings,
    sealed: tuple[Ballot, ...],
    moves: tuple[Move, ...],
    calls: tuple[Call, ...] = (),
    clock: Clock = utc_now,
) -> DecisionRecord:
    """Reach the verdict and put it with everything it rests on into a sealed record."""
    ballots = finals(sealed, moves, personas, setting)
    assessments = tuple(proceedings.assessments)
    unsealed = DecisionRecord(
        session=session,
        created=stamp(clock),
        software=software,
        brief=setting.brief,
        role=setting.role,
        personas=personas,
        items=tuple(keep_item(item) for item in items),
        flags=keep_flags(assessments, flags, proceedings.questions),
        questions=tuple(proceedings.questions),
        answers=tuple(proceedings.answers),
        assessments=assessments,
        sealed_ballots=sealed,
        moves=moves,
        ballots=ballots,
        verdict=reach_verdict(ballots, personas, setting),
        calls=calls,
        seal={},
    )
    unsealed = _by_its_rules(unsealed)
    return unsealed.model_copy(update={"seal": seal(parts_of(unsealed))})


def _by_its_rules(record: DecisionRecord) -> DecisionRecord:
    """Return a record of the newest format in the one whose rules the interview kept."""
    if (version := _format(record)) == NEWEST:
        return record
    answers = mark_repeats(record.questions, record.answers, loose=False)
    return record.model_copy(update={"record": version, "answers": answers})


def _format(record: DecisionRecord) -> Literal[4, 5, 6, 7]:
    """Return the newest format whose rules the interview kept: a session may outlive an upgrade.

    Args:
        record: one of the newest format.
    """
    ballots = record.sealed_ballots
    advisers = [(b.advice.model, b.models) for b in ballots if b.advice and b.advice.model]
    if not all(adviser in counted for adviser, counted in advisers):
        return 4
    if first_broken(record) or contradiction(record):
        return 5
    return 6 if credits_again(record.answers, record.assessments) else NEWEST


def parts_of(record: DecisionRecord) -> dict[str, Any]:
    """Return the record's parts as JSON, in order, without the seal."""
    return record.model_dump(mode="json", exclude={"seal"})
