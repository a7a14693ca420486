"""A turn answered anew: old answers come again where the same is asked, whoever drives the room."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from houses import house_in, interview, question, sit_down, thorough
from interviews import RISK
from own_words import own_words

from archpanel.domain import BadRequest, DecisionRecord, PanelError, Question, SessionBusy
from archpanel.rooms.accounts import Account
from archpanel.rooms.house import House
from archpanel.rooms.rehearing import Rehearing, Said

TURNS = 4


def said(record: DecisionRecord) -> list[tuple[str, str, str]]:
    texts = {answer.question_id: answer.text for answer in record.answers}
    return [(q.item, q.topic, texts[q.id]) for q in record.questions]


@pytest.fixture
def first(house: House, coach: Account, candidate: Account) -> str:
    session = sit_down(house, coach, candidate, turns=TURNS)
    interview(house, session)
    return session


def rehear(house: House, who: Account, session: str, turn: int, text: str, key: str = "k1") -> str:
    return house.rehear(house.rooms.find(who, session), f"q{turn}", text, key, who.id)


def test_the_same_answer_again_changes_nothing(
    house: House, candidate: Account, first: str
) -> None:
    before = house.sessions.record(first)
    copy = rehear(house, candidate, first, 2, before.answers[1].text)
    assert question(house, copy) is None
    after = house.sessions.record(copy)
    assert said(after) == said(before)
    assert after.verdict == before.verdict


def test_old_answers_come_again_and_new_questions_wait_for_the_candidate(
    house: House, candidate: Account, first: str
) -> None:
    before = house.sessions.record(first)
    copy = rehear(house, candidate, first, 1, RISK)
    asked: list[Question] = []

    def live(question: Question) -> str:
        asked.append(question)
        return own_words("Let me think about that.", question.id)

    interview(house, copy, live)
    after = house.sessions.record(copy)
    assert after.answers[0].text == RISK
    old = {(item, topic): text for item, topic, text in said(before)[1:]}
    new = [(q.item, q.topic) for q in asked]
    assert len(new) == 1, "a risk is asked about"
    assert not set(new) & set(old)
    for item, topic, text in said(after)[1:]:
        assert text == old.get((item, topic), text)
    rehearing = house.rehearings.of(copy)
    assert rehearing is not None
    assert rehearing.unused(after.questions) == 1, "its turn went to the new question"


def test_a_replay_of_a_replay_holds_the_answers_of_both(
    house: House, candidate: Account, first: str
) -> None:
    texts = [a.text for a in house.sessions.record(first).answers]
    copy = rehear(house, candidate, first, 2, f"{texts[1]} And I would write it down.")
    assert question(house, copy) is None
    again = rehear(house, candidate, copy, 3, f"{texts[2]} And I would tell the others.")
    assert question(house, again) is None
    assert [a.text for a in house.sessions.record(again).answers] == [
        texts[0],
        f"{texts[1]} And I would write it down.",
        f"{texts[2]} And I would tell the others.",
        texts[3],
    ]
    assert house.sessions.origins(again) == (copy, first)
    heard = (house.rehearings.of(each) for each in (copy, again))
    assert [each.origin for each in heard if each] == [first, copy]


def test_a_form_that_is_sent_twice_opens_one_room(
    house: House, candidate: Account, first: str
) -> None:
    copies = {rehear(house, candidate, first, 2, "Once.") for _ in range(3)}
    assert len(copies) == 1
    assert {row.id for row in house.sessions.list()} == {first, *copies}


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[House]:
    """A replica that drives nothing: it was killed before its panel could begin."""
    opened = house_in(tmp_path)
    yield opened
    opened.close(1.0)


def test_another_replica_goes_on_where_one_died_before_it_copied_anything(
    house: House, alone: House, candidate: Account, first: str
) -> None:
    texts = [a.text for a in house.sessions.record(first).answers]
    copy = alone.rehearings.open(first, 2, texts[1], "k1", "c", candidate.id)
    assert asyncio.run(alone.sessions.records(copy).questions()) == []
    assert question(house, copy) is None
    assert [a.text for a in house.sessions.record(copy).answers] == texts


def test_another_replica_goes_on_where_one_died_between_two_old_answers(
    house: House, alone: House, candidate: Account, first: str
) -> None:
    before = house.sessions.record(first)
    copy = alone.rehearings.open(first, 1, before.answers[0].text, "k1", "c", candidate.id)

    async def some_steps() -> None:
        assert await alone.rehearings.prepare(copy)
        asked = await alone.sessions.advance(copy, nobody_waits=True)
        assert asked is not None
        assert await alone.rehearings.answer(copy, asked)
        assert await alone.rehearings.answer(copy, asked), "twice is as good as once"
        assert len(await alone.sessions.records(copy).answers()) < TURNS

    with suppress(SessionBusy):  # on a slow machine the other replica goes on a step earlier
        asyncio.run(some_steps())
    assert question(house, copy) is None
    assert said(house.sessions.record(copy)) == said(before)


def test_a_copy_that_was_filled_in_part_is_filled(
    house: House, alone: House, candidate: Account, first: str
) -> None:
    before = house.sessions.record(first)
    copy = alone.rehearings.open(first, 3, before.answers[2].text, "k1", "c", candidate.id)
    asyncio.run(alone.sessions.records(copy).put_question(before.questions[0]))
    assert question(house, copy) is None
    assert said(house.sessions.record(copy)) == said(before)


def test_the_keeper_never_gets_the_copy_of_somebody_elses_interview(
    house: House, alone: House, candidate: Account, first: str
) -> None:
    copy = alone.rehearings.open(first, 2, "x", "k1", "c", candidate.id)
    assert copy not in {room.session for room in house.rooms.all(house.accounts.keeper())}
    assert copy in {room.session for room in house.rooms.all(candidate)}


def test_who_used_up_the_key_of_an_old_answer_has_to_say_it_again(
    house: House, candidate: Account, first: str
) -> None:
    copy = rehear(house, candidate, first, 1, RISK)
    asked = question(house, copy)
    assert asked is not None
    house.answer(copy, asked.id, "Let me think about that.", f"as-before-q{asked.number + 1}")
    waits = question(house, copy)
    assert waits is not None
    assert waits.number == asked.number + 1


def test_only_finished_interviews_are_heard_again(
    house: House, coach: Account, candidate: Account
) -> None:
    session = sit_down(house, coach, candidate)
    interview(house, session, answers=1)
    with pytest.raises(BadRequest, match="not over"):
        rehear(house, candidate, session, 1, "x")


@pytest.mark.parametrize("turn", [0, TURNS + 1, 99])
def test_a_turn_that_is_not_there_opens_nothing(
    house: House, candidate: Account, first: str, turn: int
) -> None:
    with pytest.raises(BadRequest, match=f"turns 1 to {TURNS}"):
        rehear(house, candidate, first, turn, "x")
    assert len(house.sessions.list()) == 1


def test_a_copy_whose_interview_was_erased_says_so(
    house: House, alone: House, candidate: Account, first: str
) -> None:
    copy = alone.rehearings.open(first, 2, "x", "k1", "c", candidate.id)
    asyncio.run(alone.sessions.erase(first))
    with pytest.raises(PanelError, match="erased meanwhile"):
        asyncio.run(alone.rehearings.prepare(copy))


def asked(number: int, item: str) -> Question:
    return Question(
        id=f"q{number}", persona="first_seat", move="open", item=item, item_digest="",
        round="plain", competencies=("alpha",), text="What?", reason="Asked by the test.",
    )  # fmt: skip


def test_each_old_answer_is_given_once_in_the_order_in_which_it_was_said() -> None:
    later = (Said("a", "", "first"), Said("b", "", ""), Said("a", "", "second"))
    rehearing = Rehearing("s", 1, "anew", later)
    row = [asked(1, "a"), asked(2, "a"), asked(3, "a"), asked(4, "a"), asked(5, "b")]
    given = [rehearing.answer_to(q, row) for q in row]
    assert given == ["anew", "first", "second", None, ""]
    assert rehearing.unused(row[:2]) == 1
    assert rehearing.unused(row) == 0


def test_the_panel_is_thorough_for_these_tests(house: House, first: str) -> None:
    record = house.sessions.record(first)
    assert [a.text for a in record.answers] == [thorough(q) for q in record.questions]
