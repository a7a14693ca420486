"""Candidates are compared in parts that are alike; what is not is named, and averaged nowhere."""

from pathlib import Path

import pytest
from houses import house_in, interview, sit_down

from archpanel.domain import BadRequest, DecisionRecord
from archpanel.rooms.accounts import Account
from archpanel.rooms.candidates_compared import Compared, chosen_candidates, compared
from archpanel.rooms.house import House
from archpanel.rooms.rooms import NotYours

ADA, BEA, CLEO = (Account(name, "candidate", name, "c", False) for name in ("Ada", "Bea", "Cleo"))


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> DecisionRecord:
    """One real record; the tests give it other levels and settings."""
    house = house_in(Path(tmp_path_factory.mktemp("compared")))
    house.host.start()
    coach = house.accounts.open("coach", "Carla")
    session = sit_down(house, coach, coach)
    interview(house, session)
    found = house.sessions.record(session)
    house.close(5.0)
    return found


def at(record: DecisionRecord, given: float | None, /, **brief: object) -> DecisionRecord:
    """The record with one level for everything, and other settings."""
    levels = dict.fromkeys(record.verdict.levels, given)
    axes = tuple(axis.model_copy(update={"level": given}) for axis in record.verdict.axes)
    verdict = record.verdict.model_copy(update={"levels": levels, "axes": axes})
    changed = record.brief.model_copy(update=brief)
    return record.model_copy(update={"verdict": verdict, "brief": changed})


def side_by_side(*each: list[DecisionRecord]) -> Compared:
    return compared((ADA, BEA, CLEO)[: len(each)], each, [0] * len(each))


WORLDS = ("w1", "w2", "w3")


def test_three_parts_that_both_sat_in_say_something(record: DecisionRecord) -> None:
    ada = [at(record, level, world=w) for level, w in zip((4.0, 4.2, 4.4), WORLDS, strict=True)]
    bea = [at(record, level, world=w) for level, w in zip((2.0, 2.1, 2.5), WORLDS, strict=True)]
    found = side_by_side(ada, bea)
    assert len(found.parts) == 3
    assert found.apart == ()
    for one in found.differences:
        assert one.mean is not None
        assert one.mean == pytest.approx((2.0 + 2.1 + 1.9) / 3)
        assert one.low is not None
        assert 1.8 < one.low < one.mean
        assert (one.parts, one.said) == (3, "first is above")
    assert {one.said for one in side_by_side(bea, ada).differences} == {"second is above"}
    mixed = side_by_side(ada, [at(record, 4.2, world=w) for w in WORLDS])
    assert {one.said for one in mixed.differences} == {"no difference can be told"}


def test_two_parts_are_too_few_to_say_however_far_apart(record: DecisionRecord) -> None:
    ada = [at(record, 5.0, world=world) for world in WORLDS[:2]]
    bea = [at(record, 1.0, world=world) for world in WORLDS[:2]]
    for one in side_by_side(ada, bea).differences:
        assert (one.mean, one.low, one.high, one.said) == (None, None, None, "too few to say")


def test_a_part_that_one_alone_sat_in_moves_nothing_and_is_named(record: DecisionRecord) -> None:
    ada = [at(record, 3.0, world=world) for world in WORLDS]
    bea = [at(record, 3.0, world=world) for world in WORLDS]
    hard = at(record, 1.0, world="w1", level="principal")
    found = side_by_side([*ada, hard], bea)
    assert {one.mean for one in found.differences} == {0.0}
    (apart,) = found.apart
    assert (apart.candidate, apart.differs) == (0, ("level",))


@pytest.mark.parametrize("what", ["world", "view", "level", "engine", "rounds", "version", "panel"])
def test_whatever_moves_a_level_sets_apart(record: DecisionRecord, what: str) -> None:
    values: dict[str, object] = {"engine": "llm", "rounds": ("one", "two")}
    of_the_brief = what not in ("version", "panel")
    other = at(record, 3.0, **({what: values.get(what, "otherwise")} if of_the_brief else {}))
    if what == "version":
        role = record.role.model_copy(update={"version": 99, "digest": "0" * 64})
        other = other.model_copy(update={"role": role})
    if what == "panel":
        other = other.model_copy(update={"personas": record.personas[:1]})
    found = side_by_side([at(record, 3.0)], [other])
    assert (found.parts, found.differences) == ((), ())
    assert [len(one.differs) for one in found.apart] == [1, 1]


def test_what_was_not_assessed_is_no_level(record: DecisionRecord) -> None:
    ada = [at(record, 3.0, world=world) for world in WORLDS]
    bea = [at(record, None if world == "w3" else 3.0, world=world) for world in WORLDS]
    found = side_by_side(ada, bea, [])
    assert {(one.parts, one.said) for one in found.differences} == {(2, "too few to say")}
    assert {(one.first, one.second) for one in found.differences} == {(0, 1)}


def test_two_to_four_of_ones_own_are_compared(house: House, coach: Account) -> None:
    one = house.accounts.open("candidate", "Ada", coach.id)
    with pytest.raises(BadRequest, match="2 to 4"):
        chosen_candidates(house, coach, [one.id, one.id])
    with pytest.raises(NotYours):
        chosen_candidates(house, coach, [one.id, "guessed"])
