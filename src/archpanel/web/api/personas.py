"""Personas: who can sit on a seat; for coaches also those that they wrote, in each version.

How a shipped persona asks, and what it never accepts, is told to coaches alone, as YAML.
"""

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from archpanel.rooms.choosing import places_for
from archpanel.rooms.limits import WRITE
from archpanel.rooms.persona_texts import text_of
from archpanel.rooms.personas import Own
from archpanel.web.api.bodies import NewPersona, NextPersona
from archpanel.web.api.replies import (
    FieldChange,
    OwnPersona,
    PersonaChanges,
    PersonaLine,
    PersonaList,
    PersonaVersion,
    PersonaVersions,
)
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.entering import Coach, TheHouse, Who

router = new_router("personas", "/personas")

MOST = 1_000_000
"""The highest number of a version that can be asked for."""

Number = Annotated[int, Path(ge=1, le=MOST, description="Number of the version.")]
Older = Annotated[
    int | None,
    Query(alias="from", ge=1, le=MOST, description="Without it, the one before `to`."),
]
Newer = Annotated[int | None, Query(alias="to", ge=1, le=MOST, description="Else the newest.")]
Wanted = Annotated[int | None, Query(ge=1, le=MOST, description="Else the newest.")]


@router.get("")
def list_personas(house: TheHouse, who: Who) -> PersonaList:
    """Return whom you can choose for a seat."""
    return PersonaList(
        personas=[
            PersonaLine(seat=each.seat, name=each.persona.name, role=each.persona.role)
            for each in places_for(house, who.account)
        ]
    )


@router.post("", status_code=201, responses=problems(*WRITING))
def save_persona(house: TheHouse, who: Coach, persona: NewPersona) -> OwnPersona:
    """Save the first version of a persona; sent twice, it is one."""
    house.gate.check(WRITE, who.account.id)
    return _own(house.personas.save_new(who.account.id, persona.text))


@router.get("/{persona}")
def show_persona(house: TheHouse, who: Coach, persona: str) -> OwnPersona:
    """Return the newest version of a persona that you wrote."""
    return _own(house.personas.find(who.account.id, persona))


@router.put("/{persona}", responses=problems(*WRITING))
def save_next_version(
    house: TheHouse, who: Coach, persona: str, version: NextPersona
) -> OwnPersona:
    """Save the next version, unless another one came first."""
    house.gate.check(WRITE, who.account.id)
    return _own(house.personas.save_next(who.account.id, persona, version.text, version.base))


@router.get("/{persona}/versions")
def list_versions(house: TheHouse, who: Coach, persona: str) -> PersonaVersions:
    """Return which versions there are of a persona that you wrote."""
    kept = house.personas.versions(who.account.id, persona)
    return PersonaVersions(versions=[PersonaVersion.model_validate(each) for each in kept])


@router.get("/{persona}/versions/{version}")
def show_version(house: TheHouse, who: Coach, persona: str, version: Number) -> OwnPersona:
    """Return one version of a persona that you wrote. To go back to it, save its text as next."""
    return _own(house.personas.find(who.account.id, persona, version))


@router.get("/{persona}/changes")
def show_changes(
    house: TheHouse, who: Coach, persona: str, before: Older = None, after: Newer = None
) -> PersonaChanges:
    """Return what differs between two versions; without a choice, what the newest changed."""
    coach = who.account.id
    new = after or house.personas.versions(coach, persona)[0].number
    old = before or max(1, new - 1)
    found = house.personas.diff(coach, persona, old, new)
    fields = [FieldChange(field=f, before=was, after=now) for f, was, now in found.fields]
    return PersonaChanges(before=old, after=new, fields=fields, lines=list(found.lines))


@router.get(
    "/{persona}/yaml",
    responses={200: {"content": {"application/yaml": {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def show_yaml(house: TheHouse, who: Coach, persona: str, version: Wanted = None) -> Response:
    """Return the file of a persona, shipped or your own, as `archpanel personas check` reads it.

    An own one that this version of archpanel cannot read any more comes as it was written.
    """
    text, _ = text_of(house.personas, who.account.id, persona, version)
    return Response(text, media_type="application/yaml")


def _own(own: Own) -> OwnPersona:
    return OwnPersona(
        seat=own.seat,
        name=own.persona.name,
        role=own.persona.role,
        version=own.persona.version,
        text=own.text,
        at=own.at,
    )
