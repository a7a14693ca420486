"""Personas: who can sit on a panel, one by one, their versions, and what differs between these."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from archpanel.domain import Persona, UnknownName
from archpanel.personas import load_persona, persona_ids
from archpanel.rooms.house import House
from archpanel.rooms.illegible import Illegible
from archpanel.rooms.persona_texts import text_of
from archpanel.rooms.personas import OWN, Own, Version, competencies, shipped
from archpanel.rooms.rooms import NotYours
from archpanel.web.entering import Coach, TheHouse
from archpanel.web.templating import page

router = APIRouter(prefix="/personas")

Number = Annotated[int, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True)
class Bar:
    """One concern, as it is drawn."""

    name: str
    percent: str
    width: float
    """Of the longest, 0 to 100."""

    owned: bool


@dataclass(frozen=True)
class Card:
    """A persona, with where it comes from."""

    persona: Persona
    seat: str
    """What chooses it for a seat."""

    text: str = ""
    at: float = 0.0
    newest: int = 0
    """Number of the newest version; 0 for a shipped one."""

    @property
    def own(self) -> bool:
        """Tell whether the coach wrote it."""
        return self.newest > 0

    @property
    def concerns(self) -> list[str]:
        """Return what it cares about most."""
        ranked = sorted(self.persona.concerns.items(), key=lambda entry: -entry[1])
        return [competencies().get(name, name) for name, _ in ranked[:3]]


def card_of(house: House, coach: str, name: str, version: int | None = None) -> Card:
    """Return a coach's own persona, else the shipped one of this id.

    Raises:
        NotYours: there is neither, or not in this version.
        Illegible: this version of archpanel cannot read it.
    """
    try:
        own = house.personas.find(coach, name, version)
        return _card(own, house.personas.versions(coach, name)[0].number)
    except NotYours:
        if version is not None:
            raise
    try:
        return Card(shipped(name), name)
    except UnknownName:
        raise NotYours("persona") from None


@router.get("")
def list_personas(request: Request, house: TheHouse, who: Coach) -> Response:
    """Show who can sit on a panel: one's own, and those that are shipped."""
    request.state.who = who
    kept = house.personas.kept(who.account.id)
    values: dict[str, Any] = {
        "mine": [_card(each) for each in kept if isinstance(each, Own)],
        "illegible": [each for each in kept if isinstance(each, Illegible)],
        "shipped": [Card(load_persona(name), name) for name in persona_ids()],
    }
    return page(request, "personas.html", **values)


@router.get("/{name}")
def show_persona(
    request: Request, house: TheHouse, who: Coach, name: str, version: Number | None = None
) -> Response:
    """Show one persona as a person."""
    request.state.who = who
    card = card_of(house, who.account.id, name, version)
    return page(
        request,
        "persona.html",
        card=card,
        bars=_bars(card.persona),
        versions=_versions(house, who.account.id, card),
    )


@router.get("/{name}/yaml")
def download(house: TheHouse, who: Coach, name: str, version: Number | None = None) -> Response:
    """Give a persona as the file that `archpanel personas check` reads."""
    text, called = text_of(house.personas, who.account.id, name, version)
    named = f'attachment; filename="{called}.yaml"'
    return Response(text, headers={"Content-Disposition": named}, media_type="application/yaml")


@router.get("/{name}/diff")
def diff(
    request: Request,
    house: TheHouse,
    who: Coach,
    name: str,
    before: Annotated[Number | None, Query(alias="from")] = None,
    after: Annotated[Number | None, Query(alias="to")] = None,
) -> Response:
    """Show what differs between two versions; without a choice, what the newest changed."""
    request.state.who = who
    own = house.personas.find(who.account.id, name)
    new = after or own.persona.version
    old = before or max(1, new - 1)
    return page(
        request,
        "persona_diff.html",
        persona=own.persona,
        versions=house.personas.versions(who.account.id, name),
        before=old,
        after=new,
        difference=house.personas.diff(who.account.id, name, old, new),
    )


def _card(own: Own, newest: int = 0) -> Card:
    """Return an own persona; it is the newest version unless there is said to be another."""
    return Card(own.persona, own.seat, own.text, own.at, newest or own.persona.version)


def _versions(house: House, coach: str, card: Card) -> list[Version]:
    return house.personas.versions(coach, card.seat.removeprefix(OWN)) if card.own else []


def _bars(persona: Persona) -> list[Bar]:
    longest = max(persona.concerns.values())
    ranked = sorted(persona.concerns.items(), key=lambda entry: -entry[1])
    return [
        Bar(
            name=competencies().get(name, name),
            percent=f"{share * 100:.4g}",
            width=round(100 * share / longest, 2),
            owned=name in persona.owns,
        )
        for name, share in ranked
    ]
