"""Write the decision record: all that a stranger needs to recompute the verdict, sealed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from archpanel.agents.chair import Protocol
from archpanel.agents.consensus import reach_verdict
from archpanel.agents.debrief import move_ballot
from archpanel.agents.voting import Setting
from archpanel.domain import (
    Assessment,
    Ballot,
    DecisionRecord,
    FlagKept,
    Item,
    ItemKept,
    Move,
    Persona,
    PointKept,
    Risk,
    RoleKept,
    RolePack,
    digest,
)
from archpanel.domain.seal import seal


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
        digest=digest(item.model_dump(mode="json")),
        competencies=item.competencies,
        points=tuple(
            PointKept(id=p.id, competency=p.competency, weight=p.weight, point=p.point)
            for p in item.key_points
        ),
    )


def keep_flags(
    assessments: tuple[Assessment, ...], flags: Mapping[str, Risk]
) -> tuple[FlagKept, ...]:
    """Return the red flags that were heard."""
    heard = sorted({c.flag for a in assessments for c in a.concerns})
    return tuple(
        FlagKept(
            id=flag,
            competency=flags[flag].competency,
            concern=flags[flag].concern,
            flag=flags[flag].flag,
        )
        for flag in heard
    )


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


def write_record(
    *,
    session: str,
    software: str,
    setting: Setting,
    personas: tuple[Persona, ...],
    items: tuple[Item, ...],
    flags: Mapping[str, Risk],
    protocol: Protocol,
    sealed: tuple[Ballot, ...],
    moves: tuple[Move, ...],
) -> DecisionRecord:
    """Reach the verdict and put it with everything it rests on into a sealed record."""
    ballots = finals(sealed, moves, personas, setting)
    assessments = tuple(protocol.assessments)
    unsealed = DecisionRecord(
        session=session,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        software=software,
        brief=setting.brief,
        role=setting.role,
        personas=personas,
        items=tuple(keep_item(item) for item in items),
        flags=keep_flags(assessments, flags),
        questions=tuple(protocol.questions),
        answers=tuple(protocol.answers),
        assessments=assessments,
        sealed_ballots=sealed,
        moves=moves,
        ballots=ballots,
        verdict=reach_verdict(ballots, personas, setting),
        seal={},
    )
    return unsealed.model_copy(update={"seal": seal(parts_of(unsealed))})


def parts_of(record: DecisionRecord) -> dict[str, Any]:
    """Return the record's parts as JSON, in order, without the seal."""
    return record.model_dump(mode="json", exclude={"seal"})
