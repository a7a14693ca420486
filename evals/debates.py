"""Interviews put together from key points, read and debated by seats that are played.

What each answer makes is known, so the level that a competency deserves follows from the panel's
own arithmetic on a reading without error. The seats' readings then err as `evals/debaters.py` has
them err, through the real prompts, forms and checks of quotes.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archpanel.agents.agenda import Agenda
from archpanel.agents.engine import EngineError
from archpanel.agents.gates import disputed, levels_on
from archpanel.agents.llm.request import Request
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import Assessment, Ballot, Move, RolePack
from archpanel.evals.borderline import read_one
from archpanel.evals.debaters import MADE_UP, Crowd, Debater, Lean, plain
from archpanel.evals.deliberations import Arm, Hearing, cast, deliberate
from archpanel.evals.harness.task import Setup
from archpanel.evals.panel_runs import CORE_SEATS
from archpanel.evals.played import Play, PlayedCaller, Theatre, by_seat, on_stage

CREWS: Mapping[str, tuple[float, ...]] = {
    "able": (0.95, 0.95, 0.95),
    "mixed": (0.95, 0.8, 0.65),
    "weak": (0.65, 0.65, 0.65),
}
"""Competence of the seats, which draw who gets which. Settings: from nearly right to little better
than chance, and a panel of unequals."""

PLANTED: Mapping[str, tuple[Lean, ...]] = {
    "nobody": (),
    "one lenient": ("lenient",),
    "one stern": ("stern",),
    "two lenient": ("lenient", "lenient"),
}
"""Who leans. Two lenient seats are wrong about the same points: they can vouch for each other."""

ANSWERS = 5
SHARES = (0.2, 0.5, 0.8)
"""Of its key points, how many the answers of an interview make."""

SAYS = "I would say this:"
NOTHING = "I have never built such a thing, and I would have to ask somebody who has."


def answers_for(pack: RolePack, name: str, share: float) -> dict[str, str]:
    """Draw questions, and for each an answer that makes some of its key points, a line each."""
    lot = random.Random(name)
    answers = {}
    for item in lot.sample(list(pack.questions), ANSWERS):
        made = [point.point for point in item.key_points if lot.random() < share]
        lines = [f"{SAYS} {plain(point)}" for point in made]
        answers[item.id] = "\n".join(lines or [NOTHING])
    return answers


def points_made(pack: RolePack, answers: Mapping[str, str]) -> frozenset[str]:
    """Return the key points that such answers make, each in one line."""
    asked = (point for name in answers for point in pack.question(name).key_points)
    said = "\n".join(answers.values())
    return frozenset(plain(p.point) for p in asked if f"{SAYS} {plain(p.point)}" in said)


@dataclass(frozen=True)
class Debate:
    """An interview that three played seats have voted on."""

    hearing: Hearing
    truth: Mapping[str, float]
    """Competency -> the level that it deserves."""

    owners: Mapping[str, str]
    """Competency -> the seat that owns it."""

    seats: Mapping[str, Debater]
    caller: PlayedCaller
    invented: tuple[int, int]
    """How often a seat quoted what nobody said, and how often it was credited for that."""

    async def moves(self, arm: Arm, *, free: bool) -> list[Move]:
        """Return the moves of one round; see `deliberate`."""
        self.caller.play = _play(self.seats, arm)
        return await deliberate(self.hearing, arm, free=free)

    def minorities(self, ballots: Sequence[Ballot]) -> list[tuple[str, str]]:
        """Return (seat, competency) of who stands alone, away from two others who agree."""
        spread = self.hearing.setting.policy.spread
        found = []
        for competency in self.truth:
            of = {b.persona: level for b in ballots
                  if (level := b.levels.get(competency)) is not None}  # fmt: skip
            for seat, own in of.items():
                others = [level for other, level in of.items() if other != seat]
                alone = all(abs(own - level) > spread for level in others)
                if len(others) > 1 and alone and not disputed(others, spread):
                    found.append((seat, competency))
        return found


async def open_debate(theatre: Theatre, name: str, share: float, crew: str, who: str) -> Debate:
    """Let three seats read an interview and vote.

    Args:
        theatre: the role, and where played models sit.
        name: of the interview; its draws follow from it.
        share: of the key points that its answers make.
        crew: one of `CREWS`.
        who: one of `PLANTED`.
    """
    answers = answers_for(theatre.pack, name, share)
    setting = Setting(theatre.brief, keep_role(theatre.pack))
    agenda = Agenda((), (), theatre.seated(), setting)
    owners = {c.id: agenda.owner_of(c.id).id for c in setting.role.competencies}
    crowd = Crowd(name, points_made(theatre.pack, answers), tuple(theatre.seats), owners)
    caller = PlayedCaller()
    setup = on_stage(theatre, caller)
    caller.play = _play({seat: Debater(crowd, 1.0) for seat in theatre.seats}, "vote")
    perfect = cast(setup, setting, theatre.seated(), await _read(setup, theatre, answers))
    seats = _drawn(crowd, crew, who)
    claims: list[str] = []
    caller.play = _noting(_play(seats, "vote"), claims)
    hearing = cast(setup, setting, theatre.seated(), await _read(setup, theatre, answers))
    # The first core seat is of even severity, and nothing that it reads is half made.
    deserved = {c: at for c, at in perfect.ballots[0].levels.items() if at is not None}
    judged = {c: at for c, at in deserved.items() if levels_on(hearing.ballots, c)}
    quotes = [e.quote for made in hearing.assessments for e in made.evidence]
    invented = sum(map(_made_up, claims)), sum(map(_made_up, quotes))
    return Debate(hearing, judged, owners, seats, caller, invented)


async def _read(setup: Setup, theatre: Theatre, answers: Mapping[str, str]) -> list[Assessment]:
    made: list[Assessment] = []
    for question, text in answers.items():
        made += await read_one(setup, theatre.brief, question, text)
    return made


def _drawn(crowd: Crowd, crew: str, who: str) -> dict[str, Debater]:
    """Draw who has which competence, and who leans."""
    lot = random.Random(f"{crowd.name}/{crew}/{who}")
    competences = lot.sample(CREWS[crew], len(CORE_SEATS))
    leans: list[Lean] = [*PLANTED[who]]
    leans += [""] * (len(CORE_SEATS) - len(leans))
    lot.shuffle(leans)
    return {
        seat: Debater(crowd, competence, lean)
        for seat, competence, lean in zip(crowd.seats, competences, leans, strict=True)
    }


def _play(seats: Mapping[str, Debater], arm: Arm) -> Play:
    return by_seat({seat: Debater(d.crowd, d.competence, d.lean, arm) for seat, d in seats.items()})


def _noting(play: Play, claims: list[str]) -> Play:
    """Keep what is replied, as it is before anything is checked."""

    def reply(request: Request) -> str | EngineError:
        said = play(request)
        claims.append(said if isinstance(said, str) else "")
        return said

    return reply


def _made_up(text: str) -> int:
    return text.count(MADE_UP)
