"""One drill made ready, and kept when it was read; for every way in."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from archpanel.agents.call_log import CallLog
from archpanel.agents.clock import today
from archpanel.domain import Answer, Assessment, Brief, Persona, Question
from archpanel.opening.briefs import Wishes, make_brief
from archpanel.opening.doors import make_engines, read_limits
from archpanel.opening.model_wishes import ModelWishes
from archpanel.opening.practising import PracticeDesk
from archpanel.programme.drilling import Drilling, Outcome, brief_line, outcome, sit_down, tried
from archpanel.programme.practice import Card, comeback


def drill_brief(
    desk: PracticeDesk,
    card: Card,
    seat: Persona,
    models: ModelWishes,
    *,
    pack: str = "",
    embedded: bool = False,
) -> Brief:
    """Return the settings of one question before one seat, as the session had them.

    Args:
        desk: whose practice it is.
        card: what is drilled.
        seat: who asks.
        models: which models think.
        pack: path of the role, where it is none of the shipped ones.
        embedded: no model thinks, whatever the settings say.
    """
    task, question = card.task, desk.pack.question(card.task.question)
    worlds, views = [w.id for w in desk.pack.worlds], [v.id for v in desk.pack.views]
    wishes = Wishes(
        task.world if task.world in worlds else question.worlds[0],
        task.view if task.view in views else "",
        (question.round,),
        seat.id,
        1,
        task.sought if task.sought in desk.pack.policy.bars else "",
        False,
        "",
        pack or desk.pack.id,
        0,
        models=models,
        embedded=embedded,
        personas=(seat,),
    )
    return make_brief(wishes)


def ready(desk: PracticeDesk, card: Card, seat: Persona, brief: Brief) -> Drilling:
    """Return a drill whose seat is taken, with the engine that the brief asks for."""
    calls = CallLog()
    engines = make_engines(brief, desk.pack, (seat,), calls)
    return sit_down(card.task, desk.pack, brief, seat, engines, calls, read_limits())


@dataclass(frozen=True)
class Done:
    """A drill that was read and kept."""

    told: Outcome
    card: Card
    """With this try, and when it comes again."""

    whole: dict[str, Any]
    """Question, answer, assessment and calls as JSON, as the history has them."""


def keep_drill(
    desk: PracticeDesk,
    card: Card,
    drilling: Drilling,
    said: tuple[Question, Answer, Assessment],
) -> Done:
    """Keep a drill in place of what was left of it.

    Raises:
        DrilledMeanwhile: somebody else's reading of the same answer was kept before.
        SessionErased: the session whose verdict asked for it was erased meanwhile.
    """
    question, answer, made = said
    told, embedded = outcome(drilling, made), made.maker.engine == "embedded"
    brief = brief_line(told, answer.text) if embedded else ""
    whole = {
        "asked": question.model_dump(mode="json"),
        "answer": answer.model_dump(mode="json"),
        "assessment": made.model_dump(mode="json"),
        "calls": [call.model_dump(mode="json") for call in drilling.calls.drain()],
        "told": {**asdict(told), "brief": brief},
    }
    kept = desk.practice.keep(tried(card.task, made, told, today()), whole, waits=True)
    tries = (*card.tries, kept)
    return Done(told, replace(card, tries=tries, back=comeback(card.task, tries)), whole)
