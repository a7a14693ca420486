"""A comparison of the lab from what is wanted to its report; the embedded engine reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from archpanel import __version__
from archpanel.domain import Brief, Persona
from archpanel.domain.brief import Purpose
from archpanel.lab.bank_mix import bank_candidates, mixed_interviews, rounds_for
from archpanel.lab.coach import CoachRating
from archpanel.lab.holding import Room
from archpanel.lab.html import to_body, to_html
from archpanel.lab.markdown import to_markdown
from archpanel.lab.material import from_record
from archpanel.lab.report import Asked, build_report
from archpanel.lab.seating import Seating, seat_all
from archpanel.lab.sections import LabReport, as_json
from archpanel.lab.sitting import Hearing, Material, compare_sittings, count_sittings, sit
from archpanel.opening import Wishes, make_brief, make_engines, read_limits
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids, seat_panel
from archpanel.rooms.lab_wishes import LabWish
from archpanel.rooms.labs import BODY
from archpanel.rooms.personas import PACK
from archpanel.rooms.ratings import Rating
from archpanel.sessions import Sessions
from archpanel.sessions.storable import to_json

CORE = ("startup_cto", "enterprise_architect", "security_reviewer")
"""Who sits with a persona that would sit alone, and at a table of their own beside all."""

SEED = 1
"""Of what is drawn from the bank: two comparisons of as many interviews are on the same ones."""

Told = Callable[[int, int], None]
"""Takes how many sittings are done, and how many there are."""


@dataclass(frozen=True)
class LabRuns:
    """What comparisons are made of."""

    sessions: Sessions

    async def texts(
        self, wish: LabWish, ratings: Mapping[str, Rating], told: Told
    ) -> dict[str, str]:
        """Compare, and return the report in each format, and as sections of a page.

        Raises:
            PanelError: an interview cannot be read anew, or was erased meanwhile.
        """
        report = await self.report(wish, ratings, told)
        return {
            BODY: str(to_body(report)),
            "html": to_html(report),
            "md": to_markdown(report),
            "json": to_json(as_json(report)),
        }

    async def report(self, wish: LabWish, ratings: Mapping[str, Rating], told: Told) -> LabReport:
        """Compare, and return the report; see `texts`."""
        material, seatings = self._material(wish), _seatings(wish)
        done, total = 0, count_sittings(material, seatings)

        def one_done() -> None:
            nonlocal done
            done += 1
            told(done, total)

        told(0, total)
        pack = load_pack(PACK)
        room = Room(pack, make_engines, read_limits(), __version__)
        sittings = await sit(material, seatings, Hearing(room, _briefs(wish), one_done))
        told(total, total)
        return build_report(compare_sittings(sittings), _asked(wish, ratings))

    def _material(self, wish: LabWish) -> Material:
        pack = load_pack(PACK)
        records = [from_record(s, self.sessions.record(s)) for s in wish.sessions]
        drawn = mixed_interviews(pack, wish.bank, SEED, wish.world) if wish.bank else ()
        return Material((*records, *drawn), bank_candidates(pack, wish.candidates, SEED))


def _seatings(wish: LabWish) -> tuple[Seating, ...]:
    if not wish.reads_anew:
        return ()
    core = seat_panel(CORE)
    if wish.who:
        return seat_all(wish.who, core)
    everybody = [load_persona(name) for name in persona_ids()]
    return (Seating("core", core), *seat_all(everybody, core))


def _briefs(wish: LabWish) -> Callable[[Seating, Purpose, int], Brief]:
    pack = load_pack(PACK)

    def brief_for(seating: Seating, purpose: Purpose, number: int) -> Brief:
        rounds = rounds_for(pack, "", number) if wish.candidates else ()
        return make_brief(_wishes(wish.world, seating.seats, rounds), purpose)

    return brief_for


def _wishes(world: str, seats: tuple[Persona, ...], rounds: tuple[str, ...]) -> Wishes:
    """Return the settings of a panel: no model reads, whatever this machine is set up for."""
    plain: dict[str, Any] = {"view": "", "seats": "", "turns": None, "level": "", "form": ""}
    return Wishes(
        world=world, rounds=rounds, surprise=False, pack=PACK, seed=SEED,
        embedded=True, personas=seats, **plain,
    )  # fmt: skip


def _asked(wish: LabWish, ratings: Mapping[str, Rating]) -> Asked:
    parts = [
        (len(wish.sessions), "finished interviews"),
        (wish.candidates, "candidates who answer from the bank's examples"),
        (wish.bank, "interviews drawn from the bank's example answers"),
    ]
    own = [
        CoachRating(session, rating.levels, rating.recommendation)
        for session, rating in ratings.items()
        if session in wish.sessions and rating.recommendation is not None
    ]
    return Asked(
        ", ".join(f"{n} {what}" for n, what in parts if n),
        seed=SEED if wish.bank or wish.candidates else None,
        ratings=own,
        only=tuple(persona.id for persona in wish.who),
    )
