"""One panel over one interview, and the plan of which panel hears which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from archpanel.domain import BadRequest, Brief, DecisionRecord, Persona
from archpanel.domain.brief import Purpose
from archpanel.lab.holding import Room, hold_interview, read_interview
from archpanel.lab.material import Interview, Script, check_bank, from_record, read_by
from archpanel.lab.seating import Seating, key_of, labels_of, mind_of

BriefFor = Callable[[Seating, Purpose, int], Brief]
"""Fixes the settings of a panel for the n-th interview that it holds (from 0; 0 also for what it
reads); given by the layer above, which knows options and settings."""


@dataclass(frozen=True)
class Sitting:
    """One panel over one interview, and what it came to."""

    interview: str
    panel: str
    record: DecisionRecord
    held: bool
    """Whether this panel asked the questions; else it read what others had asked."""

    shared: bool = True
    """Whether every panel was to read these answers; False for an interview that each held anew."""

    truth: Mapping[tuple[str, str], float] | None = None
    """(answer, competency) -> the level it was written to, where that is known."""

    script: str = ""
    """The script that was played, where each panel held its own interview with it."""

    @property
    def material(self) -> str:
        """What was put before the panel: the same for what is compared pair by pair."""
        return self.script or self.interview


@dataclass(frozen=True)
class Comparison:
    """All sittings, and what each persona is called."""

    sittings: tuple[Sitting, ...]
    labels: Mapping[str, str]
    """`key_of` a persona -> its label."""

    personas: Mapping[str, Persona]
    """Label -> the persona, in the order in which they are shown."""

    def label(self, sitting: Sitting, seat: str) -> str:
        """Return what the persona on a seat of a sitting is called."""
        persona = next(p for p in sitting.record.personas if p.id == seat)
        return self.labels[key_of(persona, mind_of(sitting.record.brief, seat))]


def compare_sittings(sittings: Sequence[Sitting]) -> Comparison:
    """Name everybody who sat; in the order of first coming."""
    found = [
        (persona, mind_of(sitting.record.brief, persona.id))
        for sitting in sittings
        for persona in sitting.record.personas
    ]
    labels = labels_of(found)
    personas = {labels[key_of(*each)]: each[0] for each in found}
    return Comparison(tuple(sittings), labels, personas)


@dataclass(frozen=True)
class Material:
    """What is judged."""

    interviews: tuple[Interview, ...] = ()
    scripts: tuple[Script, ...] = ()


@dataclass(frozen=True)
class Hearing:
    """How panels hear."""

    room: Room
    brief_for: BriefFor
    told: Callable[[], None] = lambda: None
    """Called after each sitting."""


def count_sittings(material: Material, seatings: Sequence[Seating]) -> int:
    """Return how many sittings `sit` will tell of."""
    once = len(material.interviews) + len(material.scripts)
    again = len(material.scripts) * max(len(seatings) - 1, 0)
    return once * len(seatings) + again if seatings else once


async def sit(material: Material, seatings: Sequence[Seating], hearing: Hearing) -> list[Sitting]:
    """Let every panel judge all material.

    Each script is played to each panel, which holds its own interview; the first panel's is then
    read by all others as well, so that there are answers that everybody read.

    Args:
        material: what is judged.
        seatings: the panels; none of them: finished records are taken as they are.
        hearing: what they sit in.

    Raises:
        BadRequest: nothing to judge with, or a record that cannot be read anew.
    """
    if not seatings:
        return [_as_it_was(interview) for interview in material.interviews]
    made: list[Sitting] = []
    fixed = list(material.interviews)
    for number, script in enumerate(material.scripts):
        held = [await _hold(script, seating, hearing, number) for seating in seatings]
        made += [_first(sitting, n) for n, sitting in enumerate(held)]
        fixed.append(from_record(script.id, held[0].record))
    own = {script.id: seatings[0].name for script in material.scripts}
    for interview in fixed:
        check_bank(interview, hearing.room.pack)
        for seating in seatings:
            if own.get(interview.id) != seating.name:
                made.append(await _read(interview, seating, hearing))
    return made


def _as_it_was(interview: Interview) -> Sitting:
    if interview.held is None:
        raise BadRequest(
            f"{interview.id} was judged by nobody yet: name who is to read it, by --persona or "
            "--seats."
        )
    panel = ", ".join(interview.held.brief.seats)
    return Sitting(interview.id, panel, interview.held, held=interview.from_bank)


def _first(sitting: Sitting, number: int) -> Sitting:
    """Only the first panel's interview is put before the others."""
    if number == 0:
        return sitting
    named = f"{sitting.interview}, held by {sitting.panel}"
    return replace(sitting, interview=named, shared=False)


async def _hold(script: Script, seating: Seating, hearing: Hearing, number: int) -> Sitting:
    brief = hearing.brief_for(seating, "rehearsal", number)
    record = await hold_interview(script, brief, seating.seats, hearing.room)
    hearing.told()
    return Sitting(script.id, seating.name, record, held=True, script=script.id)


async def _read(interview: Interview, seating: Seating, hearing: Hearing) -> Sitting:
    brief = hearing.brief_for(seating, "rehearsal" if interview.from_bank else "review", 0)
    if interview.held is not None:
        brief = _as_agreed(interview.held.brief, brief)
    elif interview.from_bank:  # nobody follows a form: the questions are there already
        brief = brief.model_copy(update={"form": None, "turns": len(interview.questions)})
    heard = read_by(interview, brief.seats)
    record = await read_interview(heard, brief, seating.seats, hearing.room)
    hearing.told()
    return Sitting(interview.id, seating.name, record, held=False, truth=interview.truth or None)


def _as_agreed(then: Brief, now: Brief) -> Brief:
    """Return the settings of a finished interview, with other seats and another mind."""
    changed = {"seats": now.seats, "engine": now.engine, "models": now.models, "later": ()}
    return then.model_copy(update=changed)
