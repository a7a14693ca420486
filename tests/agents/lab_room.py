"""A lab on the small pack: scripted engines, three seats, answers whose marks decide."""

import asyncio
from collections.abc import Callable, Sequence

from own_words import own_words

from archpanel.agents.answers import make_answer
from archpanel.domain import Brief, PackRef, Question
from archpanel.domain.brief import Purpose
from archpanel.evals.small_pack import small_pack
from archpanel.lab.holding import Room
from archpanel.lab.material import Interview, Script, ask_plainly
from archpanel.lab.seating import Seating
from archpanel.lab.sitting import Comparison, Hearing, Material, compare_sittings, sit
from archpanel.testing import ScriptedEngine

SAID = (
    "I would say this first of all. [p0] Then I would say that as well. [p1]",
    "I would half say this, more or less. [p0?] Then I would say that. [p1]",
    "I would say this only. [p2?]",
)

Compare = Callable[..., Comparison]


def brief_for(seating: Seating, purpose: Purpose, number: int) -> Brief:
    role = small_pack()
    return Brief.model_validate(
        {
            "pack": PackRef(id=role.id, version=role.version, digest=role.digest),
            "world": "startup",
            "view": "any",
            "rounds": ["plain"],
            "seats": [p.id for p in seating.seats],
            "turns": 8,
            "level": "senior",
            "engine": "scripted",
            "purpose": purpose,
        }
    )


def interview(name: str, shift: int = 0, said: Sequence[str] = SAID) -> Interview:
    """Six answers about the six questions, the same for all who read them."""
    pack = small_pack()
    questions = tuple(ask_plainly(item, n) for n, item in enumerate(pack.questions, start=1))
    answers = tuple(
        make_answer(q.id, own_words(said[(n + shift) % len(said)], q.id), key=q.id)
        for n, q in enumerate(questions)
    )
    truth = {(a.id, c): 3.0 for a in answers for c in ("alpha", "beta", "gamma", "delta")}
    return Interview(name, "bank", questions, answers, truth)


def script(name: str) -> Script:
    def anew() -> Callable[[Question], str]:
        return lambda question: own_words(SAID[question.number % len(SAID)], question.id)

    return Script(name, anew)


def run(
    seatings: Sequence[Seating],
    interviews: Sequence[Interview] = (),
    scripts: Sequence[Script] = (),
) -> Comparison:
    """Let panels sit over material."""
    room = Room(small_pack(), lambda *_: ScriptedEngine(), software="test")
    material = Material(tuple(interviews), tuple(scripts))
    return compare_sittings(asyncio.run(sit(material, seatings, Hearing(room, brief_for))))
