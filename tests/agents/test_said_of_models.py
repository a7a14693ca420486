"""A sealed record that contradicts itself about models is refused, by the name of the field."""

import asyncio
import json
from collections.abc import Callable
from functools import cache

import pytest
from finished import Json, caught_at, sealed_again

from archpanel.agents.verification import verify
from archpanel.evals.hearings import answer_to
from archpanel.evals.played import PlayedCaller, Theatre, judge, set_down
from archpanel.graphs import MemoryRecords
from archpanel.packs import load_pack


async def held() -> str:
    pack = load_pack("ai-architect")
    items = [pack.question(q) for q in pack.form("demo").questions][:3]
    records, theatre = MemoryRecords(), Theatre(pack, fallback="spare")
    await set_down(records, items, {item.id: answer_to(item, 2) for item in items})
    panel = theatre.panel(PlayedCaller(), records)
    record = await judge(panel)
    await records.put_calls(theatre.log.drain_placed())
    return record.model_copy(update={"calls": tuple(await records.calls())}).model_dump_json()


@cache
def told() -> str:
    return asyncio.run(held())


def parts() -> Json:
    found: Json = json.loads(told())
    found.pop("seal")
    return found


def test_an_honest_record_of_models_verifies() -> None:
    record = verify(sealed_again(parts()))
    assert record.record == 7
    assert record.calls
    assert any(ballot.advice for ballot in record.ballots)


def other_minds(d: Json) -> None:
    for reading in d["assessments"]:
        reading["maker"]["model"] = f"model-of-{reading['persona']}"


def advised(**changes: object) -> Callable[[Json], object]:
    def forge(d: Json) -> None:
        for ballots in (d["sealed_ballots"], d["ballots"]):
            ballots[0]["advice"].update(changes)

    return forge


def first_call(**changes: object) -> Callable[[Json], object]:
    return lambda d: d["calls"][0].update(changes)


def of_the_bank(d: Json) -> None:
    d["questions"][0].update(text="What is two plus two, please?", wording="bank")


FORGED: list[tuple[str, Callable[[Json], object]]] = [
    ("assessments/0/maker/model", other_minds),
    ("assessments/0/maker/model", lambda d: d["brief"]["models"].update(model="gpt-9")),
    ("assessments/0/stand_in", lambda d: d["assessments"][0].update(stand_in="ghost")),
    ("assessments/0/stand_in", lambda d: d["assessments"][0].update(stand_in="played")),
    ("brief/models", lambda d: d["brief"].pop("models")),
    ("brief/models/by_seat", lambda d: d["brief"]["models"].update(by_seat={"ghost": "m"})),
    ("sealed_ballots/0/advice/because", advised(because=["nonsense"])),
    ("sealed_ballots/0/advice/strongest", advised(strongest=["a99:0-5"])),
    ("sealed_ballots/0/advice/model", advised(model="gpt-9")),
    ("calls/0/seat", first_call(seat="ghost")),
    ("calls/0/about", first_call(about="a99")),
    ("calls/0/about", first_call(about="")),
    ("calls/0/cached", first_call(cached=10**9)),
    ("questions/0/wording", of_the_bank),
    ("record", lambda d: d.update(record=2)),
]


@pytest.mark.parametrize(
    ("named", "forge"), FORGED, ids=[f"{n} {named}" for n, (named, _) in enumerate(FORGED)]
)
def test_what_a_record_says_of_models_has_to_agree(
    named: str, forge: Callable[[Json], object]
) -> None:
    data = parts()
    forge(data)
    assert caught_at(data) == named


def test_a_format_that_knew_no_models_hides_none() -> None:
    data = parts()
    data["record"] = 2
    for ballot in (*data["sealed_ballots"], *data["ballots"]):
        ballot.update(models=[], advice=None)
    data["verdict"]["diversity"] = None
    assert caught_at(data) == "record"


def begun_with_another(d: Json) -> None:
    later = json.loads(json.dumps(d["brief"]["models"]))
    d["brief"]["models"]["model"] = "the-first"
    d["brief"]["later"] = [later]


def test_an_interview_that_went_on_with_other_models_verifies() -> None:
    changed = parts()
    begun_with_another(changed)
    assert verify(sealed_again(changed)).brief.later


def test_a_mind_of_neither_choice_is_refused() -> None:
    changed = parts()
    begun_with_another(changed)
    changed["brief"]["later"][0]["model"] = "the-third"
    assert caught_at(changed) == "assessments/0/maker/model"


def test_minds_of_several_choices_verify_and_all_choices_stay_on_record() -> None:
    changed = parts()
    agreed, seat = changed["brief"]["models"], changed["personas"][0]["id"]
    mind = agreed["model"]
    changed["brief"]["models"] = {**agreed, "model": "the-first", "by_seat": {seat: mind}}
    between = {**agreed, "model": "the-second"}
    changed["brief"]["later"] = [between, {**agreed, "by_seat": {seat: "the-third"}}]
    later = verify(sealed_again(changed)).brief.later
    assert [choice.model_of(seat) for choice in later] == ["the-second", "the-third"]


def seated_nowhere(d: Json) -> None:
    begun_with_another(d)
    d["brief"]["later"][0]["by_seat"] = {"ghost": "m"}


def without_a_first(d: Json) -> None:
    d["brief"].update(later=[d["brief"].pop("models")], engine="embedded")


def of_an_older_format(d: Json) -> None:
    begun_with_another(d)
    d["record"] = 5


@pytest.mark.parametrize(
    ("named", "forge"),
    [
        ("brief/later/0/by_seat", seated_nowhere),
        ("brief/later", without_a_first),
        ("record", of_an_older_format),
    ],
)
def test_a_later_choice_has_to_agree_with_the_brief(
    named: str, forge: Callable[[Json], object]
) -> None:
    changed = parts()
    forge(changed)
    assert caught_at(changed) == named
