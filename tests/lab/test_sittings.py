"""The same answers before everybody; whole interviews only where a script is played."""

import json

import pytest
from finished import finished
from lab_room import Compare, script

from archpanel.agents.conversation_checks import OUTSIDER
from archpanel.agents.record import parts_of
from archpanel.agents.verification import recompute, verify
from archpanel.domain import BadRequest, Persona
from archpanel.domain.seal import seal
from archpanel.evals.small_pack import small_seats
from archpanel.lab.asking import asked_by
from archpanel.lab.grid import grid_of
from archpanel.lab.influence import influences, votes_of
from archpanel.lab.material import Interview, Script, from_record
from archpanel.lab.moving import RISK, UNREAD, moved, read_as
from archpanel.lab.reacting import reacted, reactions_of
from archpanel.lab.seating import Seating
from archpanel.lab.severity import severity
from archpanel.lab.versions import corrected, paired, versions


def test_everybody_reads_the_very_same_pairs(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    found = compare([Seating("one", seats[:2]), Seating("two", seats[1:])], six)
    assert [len(s.record.answers) for s in found.sittings] == [6] * 12
    texts = {s.interview: [a.text for a in s.record.answers] for s in found.sittings}
    for sitting in found.sittings:
        assert [a.text for a in sitting.record.answers] == texts[sitting.interview]
        recompute(sitting.record)
    grid = grid_of(found)
    assert grid.personas == ("first_seat", "second_seat", "third_seat")
    assert grid.levels.shape == (72, 3)  # six answers about two competencies in six interviews


def test_the_strict_seat_is_strict(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    grid = grid_of(compare([Seating("t", seats)], six))
    found = {name: severity(grid, name).value or 0.0 for name in grid.personas}
    assert found["third_seat"] > found["second_seat"] > found["first_seat"]


def test_a_script_is_played_to_each_panel_and_the_first_is_read_by_all(
    compare: Compare, seats: tuple[Persona, ...], scripts: list[Script]
) -> None:
    found = compare([Seating("one", seats[:2]), Seating("two", seats[1:])], (), scripts)
    told = [(s.interview, s.panel, s.held, s.shared) for s in found.sittings]
    assert told[:3] == [
        ("s0", "one", True, True),
        ("s0, held by two", "two", True, False),
        ("s1", "one", True, True),
    ]
    assert ("s0", "two", False, True) in told
    assert len(told) == 6
    assert {s.material for s in found.sittings} == {"s0", "s1"}


def test_what_is_asked_is_counted_where_a_panel_asked(
    compare: Compare, seats: tuple[Persona, ...], scripts: list[Script], six: list[Interview]
) -> None:
    found = compare([Seating("t", seats)], six, scripts)
    asked = asked_by(found)
    held = [s for s in found.sittings if s.held]
    assert sum(a.questions for a in asked) == sum(len(s.record.questions) for s in held)
    assert all(a.share.value is None for a in asked)  # two scripts are too few to say
    follow_ups = sum(q.is_follow_up for s in held for q in s.record.questions)
    assert sum(sum(a.triggers.values()) for a in asked) == follow_ups
    assert asked_by(compare([Seating("t", seats)], six)) == ()


def test_records_are_taken_as_they_are(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    first = compare([Seating("t", seats)], six)
    kept = [from_record(s.interview, s.record) for s in first.sittings]
    again = compare([], kept)
    assert [s.record for s in again.sittings] == [s.record for s in first.sittings]


def test_a_transcript_alone_needs_somebody_to_read_it(
    compare: Compare, six: list[Interview]
) -> None:
    with pytest.raises(BadRequest, match="--persona"):
        compare([], six)


def test_a_record_of_another_bank_is_not_read_anew(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    record = compare([Seating("t", seats)], six[:1]).sittings[0].record
    asked = record.questions[0].model_copy(update={"item_digest": "other"})
    changed = record.model_copy(update={"questions": (asked, *record.questions[1:])})
    with pytest.raises(BadRequest, match="cannot be read anew"):
        compare([Seating("t", seats)], [from_record("old", changed)])


def test_ballots_influence_and_votes_are_told_of_each_seat(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    found = compare([Seating("t", seats)], six)
    for label in found.personas:
        one = moved(found, label)
        assert one.ballots == 6
        assert one.up == one.down == 0  # a scripted engine without changes moves nobody
    assert [(i.panel, i.persona, i.differs.n) for i in influences(found)] == [
        ("t", name, 6) for name in found.personas
    ]
    (votes,) = votes_of(found)
    assert 1 <= (votes.effective.value or 0) <= 3


def test_reactions_are_counted_once_however_often_they_were_read(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    found = reactions_of(compare([Seating("one", seats), Seating("two", seats[:2])], six))
    one = reacted("first_seat", found["first_seat"])
    assert one.answers == 36
    assert sum(one.triggers.values()) == round(36 * (one.wants.value or 0))


def test_two_versions_are_compared_interview_by_interview(
    compare: Compare, seats: tuple[Persona, ...], six: list[Interview]
) -> None:
    later = seats[0].model_copy(update={"version": 2, "severity": "strict"})
    found = compare([Seating("one", seats), Seating("two", (later, *seats[1:]))], six)
    told = versions(found, grid_of(found), reactions_of(found), "first_seat v1", "first_seat v2")
    assert told.file == (("version", "1", "2"), ("severity", "lenient", "strict"))
    level = next(t for t in told.tests if t.name == "level given")
    assert level.interviews == 6
    assert (level.difference or 0) < 0
    assert level.p == pytest.approx(2 / 2**6)  # all six went down: two of 64 signs are as far
    assert level.sign_p == level.p


def test_a_version_that_is_the_same_differs_nowhere() -> None:
    same = {f"i{n}": 3.0 for n in range(8)}
    test = paired("level", same, dict(same))
    assert (test.difference, test.p, test.sign_p) == (0, 1, 1)
    assert paired("level", {"i0": 1.0}, {"i0": 2.0}).p is None


def test_p_is_corrected_for_the_number_of_tests() -> None:
    up = {f"i{n}": 1.0 + n for n in range(8)}
    still = dict.fromkeys(up, 1.0)
    first = paired("a", still, {i: 2.0 for i in up})
    second = paired("b", up, up)
    told = corrected([first, second])
    assert first.p == pytest.approx(2 / 2**8)
    assert told[0].holm == pytest.approx(2 * 2 / 2**8)
    assert told[1].holm == 1
    assert (told[0].found, told[1].found) == (True, False)


def test_a_move_says_what_the_words_had_been_read_as() -> None:
    record = finished()
    told = [read_as(record, move) for move in record.moves]
    assert told
    raised = {c.evidence for a in record.assessments for c in a.concerns}
    assert [what == RISK for what in told] == [m.evidence in raised for m in record.moves]
    strange = record.moves[0].model_copy(update={"evidence": "nowhere"})
    assert read_as(record, strange) == UNREAD


def test_the_record_of_a_panel_that_reads_anothers_interview_verifies(compare: Compare) -> None:
    """The other panel's questions, follow-ups among them, were asked by nobody who sits here."""
    first, *others = small_seats()
    found = compare([Seating("asks", (first,)), Seating("reads", tuple(others))], [], [script("s")])
    asked, read = (next(s.record for s in found.sittings if s.panel == panel and s.shared)
                   for panel in ("asks", "reads"))  # fmt: skip
    assert any(question.is_follow_up for question in asked.questions)
    text = json.dumps({**parts_of(read), "seal": seal(parts_of(read))})
    assert {question.persona for question in verify(text).questions} == {OUTSIDER}
