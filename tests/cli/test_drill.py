"""`archpanel drill`: one question, one answer, one assessment; nothing that was said is lost."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from sqlalchemy import insert

from archpanel.agents.answers import make_answer
from archpanel.agents.engine import Abstained
from archpanel.cli.drill_going import DrillDesk, Going
from archpanel.cli.drilling import hold
from archpanel.cli.exits import INTERRUPTED, Paused
from archpanel.cli.keyboard import Keyboard
from archpanel.cli.options import CORE_SEATS
from archpanel.cli.practising import open_desk
from archpanel.cli.speakers import Typing
from archpanel.cli.stage import Stage
from archpanel.domain import Answer, Assessment, Question
from archpanel.evals.bench.stub import with_stub
from archpanel.opening import Wishes, make_brief
from archpanel.opening.drills import ready
from archpanel.opening.practising import Choice
from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.drilling import Drilling, outcome, seat_for, tried
from archpanel.programme.practice import comeback
from archpanel.programme.practice_store import open_practice
from archpanel.programme.study import is_held_back
from archpanel.rooms.tables import ROOMS, open_rooms
from archpanel.sessions import open_database

Run = Callable[..., Any]
PACK = load_pack("ai-architect")
ASKED = "agent-or-flowchart"
GOOD = PACK.question(ASKED).examples.strong.text
WEAK = "I would ask the team what they think and then decide quickly."
HONEST = "archpanel.evals.actors:honest"
NO_JSON = "archpanel.evals.actors:parrot"


def drilled(run: Run, home: Path, said: str, *more: object) -> Any:
    done = run("drill", "--question", ASKED, "--json", *more, stdin=said, home=home)
    assert done.code == 0, done.err
    return done.json


def flat(words: str) -> str:
    """Return what was told without its line breaks."""
    return " ".join(words.split())


def listed(run: Run, home: Path) -> Any:
    return run("drill", "--list", "--json", home=home).json


def test_without_a_session_a_central_competency_is_drawn_and_that_is_said(
    run: Run, tmp_path: Path
) -> None:
    assert "no session is finished yet" in run("drill", "--list", home=tmp_path).out
    done = run("drill", stdin=WEAK, home=tmp_path)
    assert done.code == 0, done.err
    assert "no session is finished yet, so this is drawn from the study part" in flat(done.err)
    assert "against a bar of" in done.out
    assert "Next time: " in done.out
    assert "Again in 1 day, on " in done.out
    assert "changes no verdict" in flat(done.err)
    assert "does not know whether you are right" in flat(done.err)
    assert "1.0 / 3.1" in run("drill", "--list", home=tmp_path).out
    again = run("drill", "--json", stdin=WEAK, home=tmp_path).json
    first = listed(run, tmp_path)["drills"][0]["question"]
    assert not is_held_back(again["question"])
    assert {one["question"] for one in listed(run, tmp_path)["drills"]} >= {first}
    assert len(listed(run, tmp_path)["history"]) == 2


def test_an_assessment_has_its_quotes_and_says_when_it_comes_again(
    run: Run, tmp_path: Path
) -> None:
    told = drilled(run, tmp_path, GOOD)
    points = {point["state"] for point in told["points"]}
    assert "met" in points
    assert {point["id"] for point in told["points"]} == {
        point.id for point in PACK.question(ASKED).key_points
    }
    made = [point for point in told["points"] if point["state"] == "met"]
    assert all(point["quote"] in told["answer"]["text"] for point in made)
    assert told["met"] is (told["level"] >= told["bar"]) is True
    assert told["gap_days"] == 3
    (history,) = listed(run, tmp_path)["history"]
    assert date.fromisoformat(told["due"]) == date.fromisoformat(history["day"]) + timedelta(days=3)
    assert told["asked"]["persona"] == "startup_cto"
    assert told["asked"]["move"] == "open"
    assert told["practice"] is True


def test_what_reads_out_the_scorecard_earns_nothing(run: Run, tmp_path: Path) -> None:
    copied = " ".join(point.point for point in PACK.question(ASKED).key_points)
    told = drilled(run, tmp_path, copied)
    assert not [point for point in told["points"] if point["state"] == "met"]


def test_a_short_answer_below_the_bar_is_told_to_be_short(run: Run, tmp_path: Path) -> None:
    short = "I would cache it per tenant, and measure what it saves."
    told = flat(run("drill", "--question", ASKED, stdin=short, home=tmp_path).out)
    assert "It had 11 words, and this reader may miss what is said so briefly." in told
    assert "so briefly" not in run("drill", "--question", ASKED, stdin=GOOD, home=tmp_path).out


def test_a_pass_is_a_miss_and_no_answer_is_nothing(run: Run, tmp_path: Path) -> None:
    none = run("drill", "--question", ASKED, stdin="", home=tmp_path)
    assert none.code == 3
    assert "stdin holds no answer" in flat(none.err)
    assert "Nothing was said or kept." in flat(none.err)
    file = tmp_path / "other.jsonl"
    file.write_text(json.dumps({"question_id": "tune-or-prompt-claims-letters", "text": "x"}))
    other = run("drill", "--question", ASKED, "--answers", file, home=tmp_path)
    assert other.code == 3
    assert listed(run, tmp_path)["history"] == []
    told = drilled(run, tmp_path, '{"text": ""}')
    assert (told["kind"], told["level"], told["gap_days"]) == ("passed", 1.0, 1)


@pytest.mark.parametrize(
    ("more", "code", "told"),
    [
        (("--question", "refund-exactly-once"), 1, "held back for rehearsals"),
        (("--question", PACK.surprises[0].id), 1, "is a surprise"),
        (("--question", "agent-or-flowchar"), 1, "Did you mean 'agent-or-flowchart'"),
        (("--list", "--competency", "integratoin"), 2, "Did you mean 'integration'"),
        (("--list", "--question", "refund-exactly-once"), 1, "held back for rehearsals"),
        (("--competency", "integratoin"), 2, "Did you mean 'integration'"),
        (("--seats", "nobody"), 2, "nobody"),
        (("--base-url", "http://127.0.0.1:9/v1"), 1, "--base-url needs --model"),
        (("--model", "m", "--base-url", "http://127.0.0.1:1/v1"), 1, "Nothing was asked."),
    ],
)
def test_what_cannot_be_drilled_is_told_in_one_line(
    run: Run, tmp_path: Path, more: tuple[str, ...], code: int, told: str
) -> None:
    done = run("drill", *more, stdin=WEAK, home=tmp_path)
    assert (done.code, told in done.err) == (code, True), done.err
    assert listed(run, tmp_path)["history"] == []


def test_verdicts_ask_for_drills_and_these_change_no_verdict(
    run: Run, held: Any, own: Path
) -> None:
    drills = listed(run, own)["drills"]
    assert drills
    assert all(one["sessions"] == [held.session] for one in drills)
    assert not any(is_held_back(one["question"]) for one in drills)
    before = run("report", held.session, "--format", "json", home=own).json
    first = drills[0]
    told = run("drill", "--json", stdin=WEAK, home=own)
    assert told.json["question"] == first["question"]
    assert f"a drill of session {held.session}" in flat(told.err)
    assert run("report", held.session, "--format", "json", home=own).json == before
    assert len(run("sessions", "--json", home=own).json) == 1

    kept = run("export", held.session, home=own).json["practice"]
    assert [one["session"] for one in kept["found"]] == [held.session]
    assert [one["whole"]["answer"]["text"] for one in kept["tries"]] == [WEAK]

    assert run("erase", held.session, "--yes", home=own).code == 0
    gone = listed(run, own)
    assert (gone["drills"], gone["history"], gone["left"]) == ([], [], [])
    said = WEAK.encode()
    assert not [
        file.name for file in own.rglob("*") if file.is_file() and said in file.read_bytes()
    ]


def test_nothing_due_says_what_comes_next_and_ahead_practises_it(
    run: Run, held: Any, own: Path
) -> None:
    for one in listed(run, own)["drills"]:
        run("drill", "--question", one["question"], "--json", stdin=WEAK, home=own)
    done = run("drill", home=own)
    assert done.code == 0
    assert "Nothing is due today." in done.out
    assert "(in 1 day)." in done.out
    assert "drill --ahead" in done.out
    next_ = run("drill", "--json", home=own).json
    assert next_["status"] == "nothing due"
    ahead = run("drill", "--ahead", stdin=WEAK, home=own)
    assert "ahead of its day" in flat(ahead.err)
    assert [len(one["tries"]) for one in listed(run, own)["drills"]].count(2) == 1


def test_the_programme_says_how_many_are_due_and_counts_none(
    run: Run, held: Any, own: Path
) -> None:
    run(
        "programme", "plan", "--sessions", "4", "--view", "developer-plus", "--round", "coding",
        "--seats", CORE_SEATS, home=own,
    )  # fmt: skip
    due = listed(run, own)["due"]
    assert run("programme", "status", "--json", home=own).json["drills_due"] == due > 0
    told = run("programme", "status", home=own).out
    assert "Drills are practice: none of them is counted here." in told
    assert "due, two minutes each: " in told
    assert "due, two minutes each: " in run("programme", "next", "--show", home=own).err
    assert run("programme", "next", "--show", "--json", home=own).json["drills_due"] == due
    drilled(run, own, WEAK)
    file = own / "said.txt"
    file.write_text("I would measure it first, and then decide.\n")
    record = run("programme", "next", "--turns", "1", "--answers", file, "--json", home=own).json
    assert ASKED in record["brief"]["seen"]


def test_an_answer_that_a_model_could_not_read_is_kept_and_read_later(
    run: Run, tmp_path: Path
) -> None:
    with with_stub(replies=NO_JSON) as stub:
        model = ("--model", "small", "--base-url", stub.base_url("drill"))
        failed = run("drill", "--question", ASKED, *model, stdin=GOOD, home=tmp_path)
        assert failed.code == 1
        assert "Your answer is kept, and was not read:" in flat(failed.err)
        assert "resume" not in failed.err
        (left,) = listed(run, tmp_path)["left"]
        assert (left["said"], left["is_answer"]) == (GOOD, True)
        stub.config(replies=HONEST)
        read = run("drill", *model, "--json", home=tmp_path)
        assert f"is sent to {stub.base_url('drill')}, to be read by small." in flat(read.err)
    assert read.code == 0, read.err
    assert "was kept and is read now" in flat(read.err)
    assert read.json["answer"]["text"] == GOOD
    assert read.json["practice"] is False
    assert read.json["calls"]
    now = listed(run, tmp_path)
    assert (now["left"], len(now["history"])) == ([], 1)


def test_what_a_candidate_of_the_page_was_asked_is_not_on_the_list_of_the_terminal(
    run: Run, held: Any, own: Path
) -> None:
    database = open_rooms(open_database(str(own / "sessions.sqlite")))
    room = {"session": held.session, "coach": "c1", "candidate": "a1", "paused": False}
    with database.begin() as connection:
        connection.execute(insert(ROOMS).values(**room, created=0.0))
    assert listed(run, own)["drills"] == []


def test_all_practice_can_be_forgotten_bytes_included(run: Run, tmp_path: Path) -> None:
    drilled(run, tmp_path, WEAK)
    kept = run("drill", "--forget", stdin="n\n", home=tmp_path)
    assert (kept.code, "Nothing was forgotten" in kept.err) == (1, True)
    assert run("drill", "--forget", "--yes", "--json", home=tmp_path).json == {"forgotten": 1}
    assert listed(run, tmp_path)["history"] == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert not [file.name for file in files if WEAK.encode() in file.read_bytes()]


def test_a_try_of_days_ago_is_overdue_and_comes_first(run: Run, tmp_path: Path) -> None:
    drilled(run, tmp_path, WEAK)
    practice = open_practice(open_database(str(tmp_path / "sessions.sqlite")))
    (done,) = practice.tries()
    earlier = done.day - timedelta(days=9)
    practice.forget()
    practice.keep(replace(done, day=earlier), {})
    assert " d ago" in run("drill", "--list", home=tmp_path).out
    assert run("drill", "--json", stdin=WEAK, home=tmp_path).json["question"] == ASKED


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    monkeypatch.setenv("TERM", "xterm")
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        yield typed


def sat_down() -> Going:
    """A drill in this user's home, as the command begins one, going on with what was left."""
    desk = open_desk("ai-architect")
    choice = Choice(question=ASKED)
    left = desk.waiting(choice)
    card = desk.of(left) if left else desk.choose(choice)
    assert card is not None
    seat = seat_for(card.task.competency, seat_panel(CORE_SEATS.split(",")))
    wishes = Wishes("startup", "", (), seat.id, 1, "", False, "", "ai-architect", 0)
    return Going(desk, card, ready(desk, card, seat, make_brief(wishes)), Stage(quiet=True), left)


def at_the_keyboard(going: Going) -> tuple[Any, Question, Any]:
    speaker = Typing(DrillDesk(going), Keyboard(going.stage, goes_on="drill"))
    return asyncio.run(hold(going, speaker))


def test_who_leaves_in_the_middle_finds_the_draft_in_the_box(keys: PipeInput) -> None:
    keys.send_text("I would look at costs\x03")
    with pytest.raises(Paused) as left:
        at_the_keyboard(sat_down())
    assert left.value.code == INTERRUPTED
    keys.send_text("/clarify\r")  # behind a draft it is a part of the answer
    keys.send_text("\x15 first.\r")
    made, asked, answer = at_the_keyboard(sat_down())
    assert asked.item == ASKED
    assert answer.text.startswith("I would look at costs/clarify")
    assert made.answer_id == answer.id


def test_an_empty_box_leaves_nothing_behind(keys: PipeInput) -> None:
    keys.send_text("\r\x04")
    with pytest.raises(Paused):
        at_the_keyboard(sat_down())
    assert open_desk("ai-architect").practice.left() == []


class Interrupted(Drilling):
    """A drill whose reader is interrupted, as by Ctrl-C while a model reads."""

    async def read(self, question: Question, answer: Answer) -> Assessment:
        raise KeyboardInterrupt


def test_who_interrupts_the_reading_finds_the_answer_kept_and_read_later(keys: PipeInput) -> None:
    keys.send_text("I would bound steps and spend.\r")
    going = sat_down()
    going.drilling = Interrupted(**vars(going.drilling))
    with pytest.raises(KeyboardInterrupt):
        at_the_keyboard(going)
    again = sat_down()
    assert again.is_answered
    _, _, answer = asyncio.run(hold(again, None))
    assert answer.text == "I would bound steps and spend."


def test_what_a_seat_abstains_on_counts_for_nothing(keys: PipeInput) -> None:
    going = sat_down()
    asked = asyncio.run(going.drilling.ask())
    answer = make_answer(asked.id, WEAK, "drill")
    seat = going.drilling.panel.interviewers[going.drilling.seat.id]
    matter = going.drilling.panel.matter(ASKED)
    made = seat.abstain(asked, answer, Abstained("The model was tired."), matter)
    told = outcome(going.drilling, made)
    assert (told.level, told.unread, told.is_met) == (None, "The model was tired.", False)
    task = going.card.task
    done = tried(task, made, told, task.since)
    assert done.level is None
    assert comeback(task, [done]) == comeback(task, ())
