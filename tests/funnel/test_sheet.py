"""Tables of people: read forgivingly where only one thing can be meant, else refused by line."""

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archpanel.domain import BadFile, BadRequest, canonical
from archpanel.funnel import (
    STAGES,
    Application,
    Event,
    Plan,
    day_of,
    oddities,
    parse_sheet,
    plan_import,
    read_sheet,
    standing,
    state_of,
    to_csv,
)
from archpanel.funnel.importing import stage_of
from archpanel.funnel.sheet import MOST_ROWS

TODAY = date(2026, 11, 27)
FIRST = date(2026, 9, 1)
FORMULAS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
HEAD = "company,role,stage,date\n"


def plan(text: str, *known: Application, anyway: bool = False) -> Plan:
    return plan_import(parse_sheet(text, "mine.csv"), known, TODAY, anyway=anyway)


def kept(found: Plan) -> list[Application]:
    """Return what a plan adds to nothing, as it would be kept."""
    return [
        replace(addition.application, id=f"a{n}") for n, addition in enumerate(found.additions, 1)
    ]


def only_problem(text: str) -> tuple[int, str]:
    (found,) = plan(text).bad
    return found


def test_one_row_for_each_thing_that_happened() -> None:
    found = plan(HEAD + "Acme,Architect,applied,2026-09-01\nACME,architect,process,2026-09-09\n")
    (application,) = kept(found)
    assert state_of(application.events).now == "process"
    assert [event.n for event in application.events] == [1, 2]
    assert found.bad == ()


def test_one_row_for_each_application_with_the_day_of_both() -> None:
    text = "Firma;Position;Applied on;Status;Date\n".replace("Firma", "Employer")
    found = plan(text + "Acme;Architect;1.9.2026;Rejected;9.9.2026\n")
    state = state_of(kept(found)[0].events)
    assert (state.applied, state.now, state.since) == (FIRST, "rejected", date(2026, 9, 9))


@pytest.mark.parametrize(
    "text",
    [
        "company,role,date\nAcme,Architect,2026-09-01\n",
        "\ufeffCompany;ROLE;When\r\nAcme;Architect;2026-09-01\r\n",
        'sep=;\n"Company";"Role";"Date applied"\n"Acme";"Architect";"2026-09-01 00:00:00"\n',
        "\n\nfirm\tjob title\tapplied_on\nAcme\tArchitect\t2026/9/1\n\n\n",
        "Company|Position|Application Date|Salary\nAcme|Architect|01.09.2026|90\n",
        "company,role,date\rAcme,Architect,2026-09-01\r",
    ],
)
def test_separators_headers_and_days_as_people_write_them(text: str) -> None:
    (application,) = kept(plan(text.removeprefix("\ufeff")))
    assert application.named == "Acme, Architect"
    assert state_of(application.events).applied == FIRST


def test_columns_that_mean_nothing_are_named() -> None:
    assert plan("company,role,date,Salary\nAcme,Architect,2026-09-01,90\n").ignored == ("Salary",)


def test_a_cell_of_several_lines_keeps_the_count_of_lines() -> None:
    text = 'company,role,date,note\nAcme,A,2026-09-01,"two\nlines, and ""marks"""\nB,B,soon,\n'
    found = plan(text)
    assert kept(found)[0].events[0].note == 'two\nlines, and "marks"'
    assert found.bad[0][0] == 4


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Acme,Architect,process,", "not when"),
        ("Acme,Architect,applied,", "say when you applied"),
        ("Acme,Architect,applied,2026-02-30", "is no day"),
        ("Acme,Architect,applied,03/09/2026", "3/11 is two days"),
        ("Acme,Architect,applied,2026-11-28", "has not come yet"),
        ("Acme,Architect,maybe,2026-09-01", "'maybe' is no stage. Known: applied, process"),
        (",Architect,applied,2026-09-01", "The company is empty"),
        ("Acme,,applied,2026-09-01", "The role is empty"),
        ("Acme,Architect,applied,2026-09-01,,x", "has 6 cells, and the header 4"),
        (f"{'x' * 121},Architect,applied,2026-09-01", "has 121 characters; at most 120"),
        (f"{'x' * 10_001},Architect,applied,2026-09-01", "a cell of 10,001 characters"),
        ("Acme,Architect,offer,2026-09-01", "No row tells when you applied"),
    ],
)
def test_a_bad_row_is_named_by_its_line_with_what_is_possible(row: str, problem: str) -> None:
    line, said = only_problem(f"{HEAD}Good,Architect,applied,2026-09-01\n{row}\n")
    assert line == 3
    assert problem in said


def test_rows_in_an_order_that_cannot_be_are_bad_unless_one_says_so() -> None:
    text = HEAD + "A,B,applied,2026-09-01\nA,B,rejected,2026-09-05\nA,B,offer,2026-09-09\n"
    line, said = only_problem(text)
    assert line == 4
    assert "is after rejected on 2026-09-05" in said
    assert plan(text).additions == ()
    assert len(plan(text, anyway=True).additions) == 1


def test_an_application_with_one_bad_row_stays_out_as_a_whole() -> None:
    found = plan(HEAD + "A,B,applied,2026-09-01\nA,B,offer,soon\nC,D,applied,2026-09-02\n")
    assert [a.named for a in kept(found)] == ["C, D"]
    assert found.left_out == ("A, B",)


@pytest.mark.parametrize(
    ("row", "out"), [("7,,B,round,,", ("A, B",)), (",A,,round,,", ("A, B",)), (",,,,,", ())]
)
def test_a_row_that_does_not_say_whom_in_full_keeps_out_what_it_may_be_about(
    row: str, out: tuple[str, ...]
) -> None:
    found = plan(
        f"application,company,role,stage,date,note\n7,A,B,applied,2026-09-01,\n{row}x\n"
        "8,C,D,applied,2026-09-01,\n"
    )
    assert [line for line, _ in found.bad] == [3]
    assert found.left_out == out
    assert [line for line, _ in found.torn] == [2] * len(out)
    assert len(found.additions) == 2 - len(out)


def test_what_is_written_twice_counts_once() -> None:
    found = plan(HEAD + "A,B,applied,2026-09-01\nA,B,applied,2026-09-01\n")
    assert len(kept(found)[0].events) == 1
    assert found.repeated == (3,)


def test_two_applications_to_one_role_need_names_of_their_own() -> None:
    twice = "A,B,applied,2026-01-01\nA,B,applied,2026-09-01\n"
    line, said = only_problem(HEAD + twice)
    assert line == 3
    assert "column `application`" in said
    named = "key,company,role,stage,date\n1,A,B,applied,2026-01-01\n2,A,B,applied,2026-09-01\n"
    assert len(plan(named).additions) == 2


def test_a_table_goes_on_with_applications_that_are_known() -> None:
    known = Application("a7", "Acme", "Architect", "", None, (Event(1, "applied", FIRST),))
    found = plan(HEAD + "acme,architect,process,2026-09-09\n", known)
    assert found.additions[0].known == "a7"
    assert [event.n for event in found.additions[0].added] == [2]
    other = replace(known, id="a8", events=(Event(1, "applied", FIRST + timedelta(9)),))
    again = plan(HEAD + "acme,architect,process,2026-09-09\n", known, other)
    assert "which of a7, a8 is meant" in again.bad[0][1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is empty"),
        ("company,date\nA,B\n", "mine.csv:1: has no column role; it has 'company', 'date'"),
        ("company,role,firm\nA,B,C\n", "more than one column for company: 'company', 'firm'"),
        ('company,role\nA,"B\nC,D\n', "mine.csv:2: cannot be read from here on"),
        ('company,role\nA,"B"x\n', "mine.csv:2: cannot be read from here on"),
        (f"company,role\n{'x' * 200_000},B\n", "cannot be read from here on"),
        ("company,role\n" + "A,B\n" * (MOST_ROWS + 1), "has more than 5000 rows"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_place(text: str, problem: str) -> None:
    with pytest.raises(BadFile) as error:
        plan(text)
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("company,role\nMüller,B\n".encode("cp1252"), ":2: is not UTF-8"),
        ("company,role\nA,B\n".encode("utf-16"), "is a binary file"),
        (b"company,role\n" + b"x" * 2_200_000, "is larger than 2048 KB"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, raw: bytes, problem: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(raw)
    with pytest.raises(BadFile) as error:
        read_sheet(file)
    assert problem in str(error.value)


def test_a_day_is_no_other_number_and_no_other_script() -> None:
    arabic = "\u0662\u0660\u0662\u0666-09-01"
    for given_day in ("20260901", "2026-09", arabic, "2026-09-01x", "1/9/2026", ""):
        with pytest.raises(BadRequest, match="is no day"):
            day_of(given_day, TODAY)
    assert day_of(" 2026-9-1 ", TODAY) == FIRST


def test_stages_are_meant_by_other_words() -> None:
    assert stage_of("No_Response ") == "ghosted"
    with pytest.raises(BadRequest, match="'declined' is no stage"):
        stage_of("declined")  # by whom?


def one_line_text(most: int) -> st.SearchStrategy[str]:
    drawn = st.one_of(
        st.text(max_size=most), st.sampled_from(["=1+1", "'=1+1", "-x", "@a", '"', ";,|", "+", "'"])
    )
    return drawn.map(lambda text: " ".join(canonical(text).split())[:most].strip())


names = one_line_text(20).filter(bool)
day_numbers = st.integers(0, 80)


@st.composite
def applications(draw: st.DrawFn) -> list[Application]:
    found = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        rest = draw(st.lists(st.tuples(st.sampled_from(STAGES[1:]), day_numbers), max_size=4))
        given_events = [("applied", 0), *rest]
        events = tuple(
            Event(
                n,
                stage,
                FIRST + timedelta(days),
                draw(one_line_text(10)) if stage == "round" else "",
                canonical(draw(st.text(max_size=20) | st.just("'=x\r\n;y"))),
            )
            for n, (stage, days) in enumerate(given_events, 1)
        )
        found.append(
            Application(
                f"a{number}", draw(names), draw(names), draw(one_line_text(10)), None, events
            )
        )
    return found


def told(all_of_them: list[Application]) -> list[object]:
    """Return what a table holds of applications; entries that are alike are one."""
    return [
        (
            a.company,
            a.role,
            a.source,
            sorted({(e.day, e.stage, e.round, e.note) for e in standing(a.events)}),
        )
        for a in all_of_them
    ]


@given(applications())
def test_what_is_written_as_a_table_is_read_again_and_adds_nothing_twice(
    mine: list[Application],
) -> None:
    text = to_csv(mine)
    read = plan(text, anyway=True)
    assert read.bad == ()
    assert told(kept(read)) == told(mine)
    again = plan(text, *kept(read), anyway=True)
    assert again.additions == ()
    assert again.bad == ()


@given(applications())
def test_no_cell_of_a_table_is_a_formula(mine: list[Application]) -> None:
    rows = list(csv.reader(io.StringIO(to_csv(mine), newline="")))
    assert not [cell for row in rows for cell in row if cell[:1] in FORMULAS]


@given(st.text(max_size=300), st.booleans())
def test_no_table_ends_in_anything_but_a_plan_or_one_line(text: str, headed: bool) -> None:
    found, refused = None, ""
    try:
        found = plan(("company,role,stage,date,note\n" if headed else "") + text)
    except BadFile as error:
        refused = str(error)
    assert "\n" not in refused
    if found is not None:
        assert all(not oddities(a.application.events) for a in found.additions)
        assert all(line >= 1 and problem for line, problem in found.bad)
