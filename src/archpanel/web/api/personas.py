"""Personas: who can sit on a seat; for coaches also those that they wrote, wholly.

How a shipped persona asks, and what it never accepts, is told to nobody here.
"""

from archpanel.rooms.choosing import places_for
from archpanel.rooms.limits import WRITE
from archpanel.rooms.personas import Own
from archpanel.web.api.bodies import NewPersona, NextPersona
from archpanel.web.api.replies import OwnPersona, PersonaLine, PersonaList
from archpanel.web.api.routers import WRITING, new_router, problems
from archpanel.web.entering import Coach, TheHouse, Who

router = new_router("personas", "/personas")


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


def _own(own: Own) -> OwnPersona:
    return OwnPersona(
        seat=own.seat,
        name=own.persona.name,
        role=own.persona.role,
        version=own.persona.version,
        text=own.text,
        at=own.at,
    )
