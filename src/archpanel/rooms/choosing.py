"""An interview as somebody chose it, on the page or by the API: checked, then opened."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal

from archpanel.domain import BadRequest, Brief, PanelError, Paper, Persona, escaped
from archpanel.opening import ModelWishes, Wishes, check_models, make_brief
from archpanel.papers import paper_of
from archpanel.personas import load_persona, persona_ids
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.personas import PACK
from archpanel.sessions.forking import Along, alone

_LOG = logging.getLogger(__name__)

Mind = Literal["embedded", "llm"]
"""Who can be chosen to read: the embedded engine, or the language model of the settings."""

ASKING = 45.0
"""Seconds that the models have to say one word before the interview: slow servers load them."""

LONGEST_FILE_NAME = 255
"""Characters; of a longer name the end is kept, which says what the file is."""


class ModelsAway(PanelError):
    """The language models that were chosen cannot be asked; nothing was opened."""

    def __init__(self) -> None:
        """Say what a candidate can do; what is wrong names settings, and is in the log."""
        super().__init__(
            "The language model cannot be asked right now, so nothing was opened. Try again in a "
            "few minutes, or choose the embedded engine. Whoever runs this server finds the reason "
            "in its log."
        )


@dataclass(frozen=True)
class Chosen:
    """What somebody chose for an interview."""

    world: str
    view: str
    level: str
    turns: int
    seats: tuple[str, ...]
    """As `places_for` names them."""

    rounds: tuple[str, ...] = ()
    surprise: bool = False
    mind: Mind = "embedded"
    candidate: str = ""
    """Whom a coach wants to sit before the panel; "" for who chooses."""

    jd: Paper | None = None
    cv: Paper | None = None


@dataclass(frozen=True)
class Place:
    """Somebody who can be chosen for a seat."""

    seat: str
    persona: Persona

    @property
    def own(self) -> bool:
        """Tell whether a coach wrote it."""
        return self.seat != self.persona.id


@dataclass(frozen=True)
class Drawn:
    """How a session of a programme draws its questions, and what is noted when it is opened."""

    seed: int
    seen: tuple[str, ...]
    """Questions and surprises that are not asked again while there are others."""

    along: Along


def open_chosen(
    house: House, account: Account, chosen: Chosen, model: str, drawn: Drawn | None = None
) -> str:
    """Open an interview as it was chosen, and have the panel begin; return the session's id.

    Args:
        house: where.
        account: who chose.
        chosen: what they chose.
        model: language model that may be chosen here; "" where there is none.
        drawn: for a session of a programme.

    Raises:
        NotYours: a candidate or a persona was named that is not theirs.
        ModelsAway: a language model was chosen that cannot be asked.
        PanelError: what was chosen does not fit together; see `make_brief`.
    """
    coach, sits = who_sits(house, account, chosen.candidate)
    seated = house.personas.seats(coach, chosen.seats)
    seed = drawn.seed if drawn else house.rooms.sat_in(sits)
    brief = make_brief(_wishes(chosen, seated, model, seed))
    if drawn is not None:
        brief = brief.model_copy(update={"seen": drawn.seen})
    _check_models(house, brief)
    return house.open(brief, seated, coach, sits, drawn.along if drawn else alone)


def _wishes(chosen: Chosen, seated: tuple[Persona, ...], model: str, seed: int) -> Wishes:
    """Return it as a brief is made from; another seed draws other questions."""
    if chosen.mind == "llm" and not model:
        raise BadRequest("No language model is set up on this server; choose the embedded engine.")
    return Wishes(
        world=chosen.world,
        view=chosen.view,
        rounds=chosen.rounds,
        seats="",
        turns=chosen.turns,
        level=chosen.level,
        surprise=chosen.surprise,
        form="",
        pack=PACK,
        seed=seed,
        models=ModelWishes(model=model if chosen.mind == "llm" else ""),
        embedded=chosen.mind != "llm",
        jd=chosen.jd,
        cv=chosen.cv,
        personas=seated,
    )


def _check_models(house: House, brief: Brief) -> None:
    """Ask the models for one word, in the panel's loop: who sits for an hour is to be heard."""
    if brief.models is None:
        return
    try:
        told = house.host.ask(check_models(brief), ASKING)
    except TimeoutError:
        _LOG.warning("archpanel: no word from %s within %g s", _where(brief), ASKING)
        raise ModelsAway from None
    except PanelError as error:
        _LOG.warning("archpanel: %s", escaped(str(error)))
        raise ModelsAway from None
    for line in told:
        _LOG.warning("archpanel: %s", escaped(line))


def _where(brief: Brief) -> str:
    return escaped((brief.models.base_url if brief.models else "") or "OpenAI's own servers")


def places_for(house: House, account: Account) -> list[Place]:
    """Return whom somebody can choose: those that are shipped, and their coach's own."""
    coach = account.coach if account.kind == "candidate" else account.id
    own = [Place(each.seat, each.persona) for each in house.personas.all(coach)]
    return [*(Place(name, load_persona(name)) for name in persona_ids()), *own]


def with_seat(seats: Sequence[str], seat: str) -> tuple[str, ...]:
    """Return seats of which one is taken by somebody: the last, unless they have one already."""
    return tuple(seats) if seat in seats else (*seats[:-1], seat)


def who_sits(house: House, account: Account, candidate: str) -> tuple[str, str]:
    """Return who looks on and who answers, as ids of accounts.

    Raises:
        NotYours: a candidate was named whom the coach has not invited.
    """
    if account.kind == "candidate":
        return account.coach, account.id
    if not candidate:
        return account.id, account.id
    return account.id, house.candidate(account, candidate).id


def pasted_paper(pasted: str, name: str) -> Paper | None:
    """Return a paper of what was pasted; None where nothing was.

    Raises:
        BadFile: it is longer than a paper may be.
    """
    text = pasted.strip()
    return paper_of(Path(name), text.encode("utf-8", "replace")) if text else None


def uploaded_paper(given: str, raw: bytes, name: str) -> Paper:
    """Return a paper of a file that was sent; the folder in its name is not looked at.

    Args:
        given: what the file is called where it comes from.
        raw: what it holds.
        name: what it is called if it has no name.

    Raises:
        BadFile: it cannot be read; see `papers.read_paper`.
    """
    called = PurePath(given.replace("\\", "/")).name
    return paper_of(Path(called[-LONGEST_FILE_NAME:] or name), raw)
