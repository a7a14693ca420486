"""Run an interview from the command line: by keyboard, from a file, or from a pipe."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import typer
from sqlalchemy.exc import SQLAlchemyError

from archpanel.agents.listening import Listener
from archpanel.cli.answers import (
    AnswerFile,
    check_names,
    parse_answers,
    read_answers,
    some_answers,
)
from archpanel.cli.asking import SAME, check_first, go_on_with
from archpanel.cli.consoles import busy, notices
from archpanel.cli.exits import (
    INTERRUPTED,
    Paused,
    WrongUsage,
    print_json,
    resumable,
    resume_line,
)
from archpanel.cli.results import check_folder, deliver, show_change
from archpanel.cli.speakers import AnewThenAsBefore, Reading, Said, Speaker, Typing
from archpanel.cli.stage import Stage
from archpanel.domain import BadRequest, Brief, DecisionRecord, Persona, UnknownName
from archpanel.opening import ModelWishes, hang_up, open_sessions, papers_line
from archpanel.packs import load_pack
from archpanel.sessions import Progress, SessionRow, Sessions
from archpanel.sessions.forking import Along, alone, check_turn

_PIPE = Path("-")


def rehearse(
    brief: Brief,
    personas: Sequence[Persona],
    *,
    answers: Path | None,
    out: Path | None,
    as_json: bool,
    along: Along = alone,
    draws: bool = False,
) -> None:
    """Open a session and run it to its verdict, or to where the input ends.

    Args:
        brief: what was agreed.
        personas: who sits there.
        answers: file of answers.
        out: folder for the record and reports.
        as_json: print one document.
        along: what else is written about the session in the step that opens it.
        draws: by how many interviews there were before, questions are drawn anew for this one.
    """
    check_folder(out)
    stage = Stage(quiet=as_json, turns=brief.turns)
    check_first(brief, stage.notice)
    given = given_for(brief, answers, as_json)
    _tell_papers(brief, stage)
    sessions = open_sessions()
    if draws:
        brief = brief.model_copy(update={"seed": sessions.count()})
    row = sessions.find(sessions.open(brief, personas, along=along))
    _play(sessions, row, _speaker(given, answers, sessions, row, stage), stage, out, as_json)


def _tell_papers(brief: Brief, stage: Stage) -> None:
    """Say what was taken from job description and CV, while it can still be put right."""
    if told := papers_line(brief, load_pack(brief.pack.source or brief.pack.id)):
        stage.notice(told)


def resume(
    session: str,
    *,
    answers: Path | None,
    out: Path | None,
    as_json: bool,
    as_is: bool = False,
    models: ModelWishes = SAME,
) -> None:
    """Go on with a session.

    Args:
        session: which one.
        answers: file of answers.
        out: folder for the record and reports.
        as_json: print one document.
        as_is: reach a verdict without seats that are out of reach.
        models: which think from now on.
    """
    check_folder(out)
    sessions = open_sessions()
    # Who goes on means what waits, though another interview may have been finished since.
    waiting = sessions.latest("open") if session == "last" else None
    row = waiting or sessions.find_finished(session)
    stage = Stage(quiet=as_json, turns=row.brief.turns)
    _ = row.personas  # a row that is damaged is told of before anything is said to go on
    stage.notice(_where(row, sessions.progress([row.id]).get(row.id, Progress())))
    row = go_on_with(sessions, row, models, stage.notice, as_is=as_is)
    given = AnswerFile() if row.status == "finished" else given_for(row.brief, answers, as_json)
    if given is not None and answers is not None:
        _go_on(given, sessions, row, stage)
    speaker = _speaker(given, answers, sessions, row, stage)
    _play(sessions, row, speaker, stage, out, as_json, as_is=as_is)


def _where(row: SessionRow, progress: Progress) -> str:
    """Return which session goes on, and from where."""
    which = f"Session {row.id} of {row.created[:16].replace('T', ' ')} UTC"
    if row.status == "finished":
        return f"{which} is finished; this is its verdict."
    made_of = f", a replay of {progress.origins[0]}," if progress.origins else ""
    return f"{which}{made_of} goes on: {progress.answered} of {row.brief.turns} answered."


def _go_on(given: AnswerFile, sessions: Sessions, row: SessionRow, stage: Stage) -> None:
    """Give no answer of the file twice: it may be the one that the interview began with."""
    records = sessions.records(row.id)
    texts = {a.question_id: a.text for a in asyncio.run(records.answers())}
    asked = asyncio.run(records.questions())
    if gone := given.go_on_after([(q, texts[q.id]) for q in asked if q.id in texts]):
        stage.notice(
            f"The file begins with what was answered before ({gone} in order): that is left out, "
            "and the next answer goes to the next question."
        )


def replay(session: str, *, turn: int, answer: str | None, out: Path | None, as_json: bool) -> None:
    """Answer one turn anew in a copy, give the old answers to what follows, and compare.

    Questions that were not asked before are answered by whoever sits at the keyboard; without one
    they are passed, and named.

    Raises:
        BadRequest: the session has no such turn, or no new answer is given and nobody could type
            one; there is no copy then.
    """
    check_folder(out)
    sessions = open_sessions()
    row = sessions.find_finished(session)
    before = sessions.record(row.id)
    asyncio.run(check_turn(sessions, row.id, turn))  # before anybody types an answer to it
    stage = Stage(quiet=as_json, turns=row.brief.turns)
    check_first(row.now, stage.notice)
    if answer is None and as_json and sys.stdin.isatty():
        raise WrongUsage("replay --json needs --answer TEXT, or the new answer in a pipe.")
    said = _piped(turn) if answer is None and not sys.stdin.isatty() else answer
    copy = sessions.find(asyncio.run(sessions.fork(row.id, turn)))
    types = sys.stdin.isatty() and not as_json
    person = _keyboard(sessions, copy, stage) if types else None
    anew = person if said is None and person else Said(said or "", stage)
    speaker = AnewThenAsBefore(anew, _answers_after(before, turn), stage, person)
    after = _play(sessions, copy, speaker, stage, out, as_json)
    if not as_json:
        show_change(before, after)
    for line in speaker.changes():
        stage.notice(line)


def _piped(turn: int) -> str:
    said = sys.stdin.read().strip()
    if not said:
        raise BadRequest(
            f"No new answer to turn {turn} was given: there is no --answer, and stdin is empty. "
            "Give --answer TEXT, send the answer through a pipe, or type it in a terminal."
        )
    return said


def _answers_after(record: DecisionRecord, turn: int) -> AnswerFile:
    said = {answer.question_id: answer.text for answer in record.answers}
    later = AnswerFile()
    for asked in record.questions:
        if asked.number > turn and asked.id in said:
            later.add(asked.item, asked.topic, said[asked.id])
    return later


def given_for(brief: Brief, answers: Path | None, as_json: bool) -> AnswerFile | None:
    """Read the answers that are given beforehand; None: a person answers by keyboard.

    Raises:
        BadFile: it cannot be read, or answers what no question of the role asks.
    """
    given = _read(answers, as_json)
    if given is not None and given.by_question:
        pack = load_pack(brief.pack.source or brief.pack.id)
        check_names(given, pack, "stdin" if answers in (None, _PIPE) else str(answers))
    return given


def _read(answers: Path | None, as_json: bool) -> AnswerFile | None:
    if answers is not None and answers != _PIPE:
        return read_answers(answers)
    if sys.stdin.isatty():
        if answers is None and not as_json:
            return None
        notices().print("Type the answers, parted by lines with ---; Ctrl-D ends.")
    said = sys.stdin.read()
    return parse_answers(said, "stdin") if answers is None else some_answers(said, "stdin")


def _speaker(
    given: AnswerFile | None,
    answers: Path | None,
    sessions: Sessions,
    row: SessionRow,
    stage: Stage,
) -> Speaker:
    if given is None:
        return _keyboard(sessions, row, stage)
    # A pipe without --answers is typing by other means: where it ends, the candidate has left.
    # Answers that name their questions are a prepared set; what is not in it, will not come.
    return Reading(given, stage, pauses=answers is None and not given.by_question)


def _keyboard(sessions: Sessions, row: SessionRow, stage: Stage) -> Speaker:
    from archpanel.cli.keyboard import Keyboard

    stage.opens(row.now, row.personas)
    return Typing(sessions, Keyboard(stage))


def _play(
    sessions: Sessions,
    row: SessionRow,
    speaker: Speaker,
    stage: Stage,
    out: Path | None,
    as_json: bool,
    *,
    as_is: bool = False,
) -> DecisionRecord:
    """Run a session to its verdict and deliver that; leave with the exit code of a pause."""
    try:
        with resumable(row.id, lambda: _is_kept(sessions, row.id)):
            record = asyncio.run(_hold(sessions, row.id, speaker, stage, as_is=as_is))
    except Paused as pause:
        code = pause.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    else:
        deliver(record, out, as_json=as_json)
        return record
    if as_json:
        print_json({"session": row.id, "status": "open"})
    typer.echo(resume_line(row.id), err=True)
    raise typer.Exit(code)


def _is_kept(sessions: Sessions, session: str) -> bool:
    """Tell whether a session is still there; where the database fails, its own error tells more."""
    try:
        sessions.find(session)
    except UnknownName:
        return False
    except SQLAlchemyError:
        return True
    return True


async def _hold(
    sessions: Sessions, session: str, speaker: Speaker, stage: Stage, *, as_is: bool
) -> DecisionRecord:
    try:
        await _talk(sessions, session, speaker, stage, as_is=as_is)
        return sessions.record(session)
    finally:
        stage.listener.ends()
        try:
            with suppress(UnknownName):  # it was erased meanwhile
                await sessions.pause(session)
        finally:
            await hang_up()


async def _talk(
    sessions: Sessions, session: str, speaker: Speaker, stage: Stage, *, as_is: bool
) -> None:
    """Ask and answer until the panel has reached its verdict."""
    ways: Ways = {"as_is": as_is, "nobody_waits": speaker.is_prepared, "listener": stage.listener}
    with busy("The panel takes its seats") as stop:
        stage.listener.waits(stop)
        question = await sessions.advance(session, **ways)
    while question is not None:
        told = await sessions.guidance(session, question)
        stage.asks(question, sessions.seat(session, question.persona), told)
        sessions.answer(session, question.id, await speaker.answer(session, question))
        sessions.keep_draft(session, question.id, "")
        with busy("The panel confers") as stop:
            stage.listener.waits(stop)
            question = await sessions.advance(session, **ways)
    if speaker.unused:
        stage.notice(speaker.unused)


class Ways(TypedDict):
    """How `Sessions.advance` is to go on."""

    as_is: bool
    nobody_waits: bool
    listener: Listener
