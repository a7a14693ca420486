"""How an interview was read: by which models, under which prompts, and how many minds that makes.

Names of models come from a server, so they are text like any other: formats escape them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from archpanel.domain import Ballot, Call, DecisionRecord, Maker, of_one_mind
from archpanel.report.model import HowRead, Reader
from archpanel.report.silence import SILENT, nobody_read

_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven")
_SHARED = "their errors are shared, so read this as one opinion in {n} voices, not as {n}."


def how_read(record: DecisionRecord) -> HowRead:
    """Return by whom and how the answers of an interview were read."""
    choice = record.brief.models
    return HowRead(
        votes=votes_sentence(record),
        endpoint=(choice.base_url or "OpenAI's own servers") if choice else "",
        readers=tuple(_reader(record, persona.id, persona.name) for persona in record.personas),
        prompts=_prompts(record),
        stand_ins=_stand_ins(record),
        abstained=_abstained(record),
    )


def votes_sentence(record: DecisionRecord) -> str:
    """Say how many different minds voted, and what that does to the count of votes.

    "" for records of earlier formats, which do not tell.
    """
    if nobody_read(record):
        return SILENT
    told, voted = record.verdict.diversity, [b for b in record.ballots if b.models]
    if told is None or not voted:
        return ""
    if record.brief.engine != "llm":
        return _one_engine(len(voted), told.models)
    if told.independent == 1:
        return _one_mind(voted)
    groups = of_one_mind(voted)
    if told.independent == told.seats:
        return (
            f"{_count(told.seats)} seats think with different models ({', '.join(told.models)}): "
            f"{told.independent} independent votes, as far as models that learned from much the "
            "same texts can be."
        )
    names = _names(record)
    shared = "; ".join(
        f"{_and(names[b.persona] for b in group)} share {_and(_common(group))}"
        for group in groups
        if len(group) > 1
    )
    return (
        f"{_count(told.seats)} seats, {told.independent} independent votes: {shared}. Seats that "
        "share a model share its errors; where they agree, count it once."
    )


def _one_engine(seats: int, models: Sequence[str]) -> str:
    name = " and ".join(models)
    if seats == 1:
        return f"One persona, one reader: the {name} engine."
    return (
        f"{_count(seats)} personas, one reader: all seats read with the {name} engine. They differ "
        "in what they ask and weigh, not in how they read, so their agreement confirms nothing."
    )


def _one_mind(voted: Sequence[Ballot]) -> str:
    models = sorted({model for ballot in voted for model in ballot.models})
    number = _count(len(voted)).lower()
    if len(voted) == 1:
        return f"One seat voted, and thinks with {_and(models)}: this is one opinion."
    if len(models) == 1:
        who = f"All {number} seats think" if len(voted) > 2 else "Both seats think"
        return f"{who} with {models[0]}: {_SHARED.format(n=number)}"
    return (
        f"{_count(len(voted))} seats think with {_and(models)}, and each shares a model with "
        f"another: {_SHARED.format(n=number)}"
    )


def _common(group: Sequence[Ballot]) -> list[str]:
    """Return the models that two or more of the seats have."""
    models = [model for ballot in group for model in ballot.models]
    return sorted({model for model in models if models.count(model) > 1})


def _reader(record: DecisionRecord, seat: str, name: str) -> Reader:
    own = [a for a in record.assessments if a.persona == seat]
    return Reader(
        name=name,
        minds=tuple(dict.fromkeys(_mind(a.maker) for a in own)),
        parameters=tuple(dict.fromkeys(_set_to(a.maker) for a in own if a.maker.parameters)),
        read=sum(not a.abstained for a in own),
        answers=len(record.answers),
    )


def _mind(maker: Maker) -> str:
    return maker.model or f"the {maker.engine} engine, version {maker.version}"


def _set_to(maker: Maker) -> str:
    """Return what was set on a model, in words; it is JSON unless somebody forged the record."""
    try:
        found = json.loads(maker.parameters)
        told = {name: "not sent" if value is None else value for name, value in found.items()}
    except (ValueError, AttributeError):
        return maker.parameters
    return ", ".join(f"{name} {value}" for name, value in told.items())


def _prompts(record: DecisionRecord) -> tuple[str, ...]:
    """Return the label of every prompt, those of readings first."""
    readings = (label for a in record.assessments for label in a.maker.prompt.split())
    others = (label for call in record.calls for label in call.prompt.split())
    return tuple(dict.fromkeys((*readings, *others)))


def _stand_ins(record: DecisionRecord) -> tuple[str, ...]:
    """Say where a model did a job in place of a seat's own."""
    return (*_stood_in_reading(record), *_stood_in_voting(record))


def _stood_in_voting(record: DecisionRecord) -> Iterator[str]:
    """Say who advised, or reconsidered, in place of a seat's own model."""
    names = _names(record)
    own = {a.persona: a.maker.model for a in record.assessments}
    for ballot in record.sealed_ballots:
        seat, model = ballot.persona, own.get(ballot.persona, "")
        adviser = ballot.advice.model if ballot.advice else ""
        if model and adviser not in ("", model):
            yield f"{names[seat]}: {adviser} advised on the vote for {model}, which had failed."
        movers = (m.stand_in for m in record.moves if m.persona == seat and m.stand_in)
        for mover in dict.fromkeys(movers):
            yield f"{names[seat]}: {mover} reconsidered for {model}, which had failed."


def _stood_in_reading(record: DecisionRecord) -> tuple[str, ...]:
    """Say where a model read in place of a seat's own; one line for each pair."""
    names, answers = _names(record), dict[tuple[str, str, str], list[str]]()
    for a in record.assessments:
        if a.stand_in:
            answers.setdefault((a.persona, a.maker.model, a.stand_in), []).append(a.answer_id)
    return tuple(
        f"{names[seat]}: {stand_in} stood in for {model}, which had failed, on {', '.join(read)}."
        f"{_why(record.calls, seat, read)}"
        for (seat, model, stand_in), read in answers.items()
    )


def _why(calls: Iterable[Call], seat: str, answers: Sequence[str]) -> str:
    failed = {
        call.outcome
        for call in calls
        if call.seat == seat and call.about in answers and call.outcome != "ok"
    }
    return f" ({'; '.join(sorted(failed))})" if failed else ""


def _abstained(record: DecisionRecord) -> tuple[str, ...]:
    names, answers = _names(record), dict[tuple[str, str], list[str]]()
    for a in record.assessments:
        if a.abstained:
            answers.setdefault((a.persona, a.abstained), []).append(a.answer_id)
    return tuple(
        f"{names[seat]} did not read {', '.join(unread)}: {why}"
        for (seat, why), unread in answers.items()
    )


def _names(record: DecisionRecord) -> Mapping[str, str]:
    return {persona.id: persona.name for persona in record.personas}


def _count(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
