"""Who sits where, and what everybody is called."""

from archpanel.domain import Persona
from archpanel.lab.seating import MOST_SEATS, key_of, labels_of, seat_all


def named(persona: Persona, **changes: object) -> Persona:
    return persona.model_copy(update=changes)


def ids(panel: tuple[Persona, ...]) -> list[str]:
    return [p.id for p in panel]


def test_different_personas_sit_at_one_table(seats: tuple[Persona, ...]) -> None:
    (table,) = seat_all(seats, ())
    assert ids(table.seats) == ids(seats)
    assert table.name == "everybody"


def test_versions_of_one_persona_never_sit_together(seats: tuple[Persona, ...]) -> None:
    later = named(seats[0], version=2)
    first, second = seat_all([seats[0], later], seats)
    assert first.seats == (seats[0], seats[1], seats[2])
    assert second.seats == (later, seats[1], seats[2])


def test_tables_differ_in_the_versions_alone(seats: tuple[Persona, ...]) -> None:
    later = named(seats[2], version=2)
    first, second = seat_all([*seats, later], ())
    assert ids(first.seats) == ids(second.seats)
    assert first.seats[:2] == second.seats[:2]


def test_more_personas_than_a_panel_has_seats_sit_at_two_tables(
    seats: tuple[Persona, ...],
) -> None:
    many = [named(seats[0], id=f"seat_{n}") for n in range(MOST_SEATS + 2)]
    tables = seat_all(many, seats)
    assert [len(table.seats) for table in tables] == [MOST_SEATS, 3]


def test_an_id_is_enough_while_it_is_the_only_one(seats: tuple[Persona, ...]) -> None:
    found = labels_of([(persona, "embedded") for persona in seats])
    assert list(found.values()) == ids(seats)


def test_versions_are_told_apart_by_number_and_else_by_order(seats: tuple[Persona, ...]) -> None:
    first = seats[0]
    later, again = named(first, version=2), named(first, version=2, severity="strict")
    found = labels_of([(each, "embedded") for each in (first, later, again, first)])
    assert list(found.values()) == ["first_seat v1", "first_seat v2", "first_seat v2 (2)"]


def test_minds_are_named_where_there_are_several(seats: tuple[Persona, ...]) -> None:
    found = labels_of([(seats[0], "embedded"), (seats[0], "some-model")])
    assert found[key_of(seats[0], "some-model")] == "first_seat on some-model"
    assert found[key_of(seats[0], "embedded")] == "first_seat on embedded"
