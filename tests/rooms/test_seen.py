"""What a room looks like: after an upgrade as before it, and without reading all that was said."""

import asyncio
from collections.abc import Callable

import pytest
from houses import interview, question, sit_down

from archpanel.domain import RolePack, UnknownName
from archpanel.evals.small_pack import small_pack
from archpanel.rooms.accounts import Account
from archpanel.rooms.events import Event
from archpanel.rooms.house import House
from archpanel.rooms.seen import Seen, look


def seen(house: House, coach: Account, session: str) -> Seen:
    return asyncio.run(look(house, house.rooms.find(coach, session)))


def changed(name: str) -> RolePack:
    return small_pack().model_copy(update={"digest": "1" * 64})


def gone(name: str) -> RolePack:
    raise UnknownName("pack", name, [])


@pytest.mark.parametrize("find_pack", [changed, gone])
def test_a_room_stays_readable_when_its_pack_changed_or_is_gone(
    opens: Callable[..., House],
    house: House,
    coach: Account,
    find_pack: Callable[[str], RolePack],
) -> None:
    over, running = sit_down(house, coach, coach), sit_down(house, coach, coach)
    interview(house, over)
    assert question(house, running) is not None
    later = opens(None, find_pack)
    for session, standing in ((over, "finished"), (running, "waits")):
        before, after = seen(house, coach, session), seen(later, coach, session)
        assert after.standing == standing
        assert [(t.text, t.answer) for t in after.turns] == [
            (t.text, t.answer) for t in before.turns
        ]
    assert seen(later, coach, over).turns[0].minutes == 0


def attempt(name: str, number: int, *pieces: str) -> list[Event]:
    begins = Event("begins", {"attempt": name, "number": number, "persona": "first_seat"})
    return [begins, *(Event("words", {"attempt": name, "text": piece}) for piece in pieces)]


def test_words_of_questions_that_were_put_are_not_read_again(house: House, coach: Account) -> None:
    session = sit_down(house, coach, coach, turns=3)
    interview(house, session, answers=1)
    assert question(house, session) is not None
    house.log.append(session, *attempt("aaaa", 3, "Not ", "read."))
    house.log.append(session, *attempt("bbbb", 3, "What ", "is "), Event("paused"))
    house.log.append(session, Event("words", {"attempt": "bbbb", "text": "new?"}))
    everything, drawn = house.log.all(session), house.log.drawn(session)
    said = [event for event in drawn if event.kind == "words"]
    assert [event.body["text"] for event in said] == ["What ", "is ", "new?"]
    assert [e for e in drawn if e.kind != "words"] == [e for e in everything if e.kind != "words"]
    assert drawn[-1] == everything[-1]


def test_a_page_is_drawn_from_those_alone(
    house: House, coach: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    for text in ("Once.", "Twice."):
        body = {"question": asked.id, "persona": asked.persona, "text": text}
        house.log.append(session, Event("clarified", body))
    last = house.log.all(session)[-1].n
    monkeypatch.setattr(house.log, "all", None)
    shown = seen(house, coach, session)
    assert shown.waits is not None
    assert (shown.waits.clarified, shown.last) == (("Once.", "Twice."), last)


def test_what_is_being_said_is_what_the_newest_attempt_has_not_taken_back(
    house: House, coach: Account
) -> None:
    session = sit_down(house, coach, coach)
    asked = question(house, session)
    assert asked is not None
    house.host.stop(5.0)
    house.sessions.answer(session, asked.id, "Said.", "a-good-key")
    house.log.append(session, *attempt("aaaa", 2, "First "), *attempt("bbbb", 2, "Second "))
    house.log.append(session, Event("takes_back", {"attempt": "bbbb"}))
    house.log.append(session, Event("words", {"attempt": "bbbb", "text": "third."}))
    speech = seen(house, coach, session).speech
    assert speech is not None
    assert (speech.attempt, speech.text) == ("bbbb", "third.")
