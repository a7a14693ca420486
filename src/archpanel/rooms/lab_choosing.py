"""What a coach may choose for a comparison in the lab, checked when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from archpanel.domain import BadRequest, PanelError, Persona, UnknownName
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.lab_wishes import LabWish
from archpanel.rooms.personas import OWN, PACK, shipped
from archpanel.rooms.rooms import NotYours

MOST_WHO = 7
"""Personas in one comparison: as many as sit at one table; versions of one sit at two."""

MOST_INTERVIEWS = 24
"""Of each kind of material: with seven personas on two tables they take a minute or two."""

VERSION = "@"
"""Parts an own persona's id from the number of one of its versions: `own:my_cto@2`."""


@dataclass(frozen=True)
class LabChosen:
    """What somebody chose, as it was typed."""

    who: Sequence[str] = ()
    """Personas: shipped ones by id, one's own as `own:ID` or `own:ID@VERSION`. Nobody: all shipped
    ones; of finished interviews alone, who sat in them."""

    sessions: Sequence[str] = ()
    bank: int = 0
    candidates: int = 0
    world: str = "startup"


def wish_of(house: House, coach: Account, chosen: LabChosen) -> LabWish:
    """Return what somebody chose, if it can be compared and is theirs.

    Raises:
        NotYours: a session or a persona is not theirs.
        UnknownName: no shipped persona or world has this name.
        BadRequest: there is nothing to compare on, too much of it, or a verdict that the coach may
            not see yet.
    """
    _check_amounts(chosen)
    return LabWish(
        _personas(house, coach, chosen.who),
        _sessions(house, coach, chosen.sessions),
        chosen.bank,
        chosen.candidates,
        _world(chosen.world),
    )


def _check_amounts(chosen: LabChosen) -> None:
    amounts = (len(set(chosen.sessions)), chosen.bank, chosen.candidates)
    if not any(amounts):
        raise BadRequest("There is nothing to compare on: choose interviews, or some of the bank.")
    if any(not 0 <= amount <= MOST_INTERVIEWS for amount in amounts):
        raise BadRequest(f"Of each kind of material there may be 0 to {MOST_INTERVIEWS}.")
    if len(set(chosen.who)) > MOST_WHO:
        raise BadRequest(f"Choose at most {MOST_WHO} personas.")


def _world(name: str) -> str:
    known = [world.id for world in load_pack(PACK).worlds]
    if name not in known:
        raise UnknownName("world", name, known)
    return name


def _personas(house: House, coach: Account, names: Sequence[str]) -> tuple[Persona, ...]:
    found = [_persona(house, coach, name) for name in dict.fromkeys(names)]
    return tuple(p for at, p in enumerate(found) if p not in found[:at])


def _persona(house: House, coach: Account, name: str) -> Persona:
    if not name.startswith(OWN):
        return shipped(name)
    id_, _, version = name.removeprefix(OWN).partition(VERSION)
    if version and not (version.isascii() and version.isdigit() and len(version) < 7):
        raise NotYours("persona")
    return house.personas.find(coach.id, id_, int(version) if version else None).persona


def _sessions(house: House, coach: Account, names: Sequence[str]) -> tuple[str, ...]:
    rooms = [house.rooms.find(coach, name) for name in dict.fromkeys(names)]
    if any(room.status != "finished" for room in rooms):
        raise BadRequest("Only finished interviews can be compared.")
    visible = house.ratings.visible(coach, rooms)
    if waiting := [room.session for room in rooms if room.session not in visible]:
        raise BadRequest(
            f"Rate {', '.join(waiting)} first, or waive that: a comparison shows its verdict."
        )
    return tuple(room.session for room in rooms)


@dataclass(frozen=True)
class Choice:
    """One persona that can be chosen."""

    name: str
    """By which it is chosen."""

    persona: Persona
    own: bool


def choices(house: House, coach: Account) -> list[Choice]:
    """Return whom a coach can choose: the newest of their own, and those that are shipped."""
    own = [Choice(each.seat, each.persona, True) for each in house.personas.all(coach.id)]
    return [*own, *(Choice(name, load_persona(name), False) for name in persona_ids())]


def version_choices(house: House, coach: Account, most: int = 12) -> list[Choice]:
    """Return earlier versions of a coach's own personas, of each the newest `most`."""
    found: list[Choice] = []
    for own in house.personas.all(coach.id):
        for version in house.personas.versions(coach.id, own.persona.id)[:most]:
            try:
                kept = house.personas.find(coach.id, own.persona.id, version.number)
            except PanelError:  # this archpanel cannot read it; the list of personas says so
                continue
            found.append(Choice(f"{own.seat}{VERSION}{version.number}", kept.persona, True))
    return found
