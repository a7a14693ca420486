"""Run an interview from the command line: by keyboard, from a file, or from a pipe."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from archpanel.cli.answers import AnswerFile, parse_answers, read_answers, topic
from archpanel.cli.consoles import busy, notices
from archpanel.cli.doors import open_sessions
from archpanel.cli.exits import INTERRUPTED, Paused, print_json
from archpanel.cli.results import save_reports, show_change, show_verdict
from archpanel.cli.speakers import AnewThenAsBefore, Reading, Said, Speaker, Typing
from archpanel.cli.stage import Stage
from archpanel.domain import BadRequest, Brief, DecisionRecord, Persona
from archpanel.sessions import SessionRow, Sessions

_PIPE = Path("-")


def rehearse(
    brief: Brief,
    personas: Sequence[Persona],
    *,
    answers: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Open a session and run it to its verdict, or to where the input ends."""
    stage = Stage(quiet=as_json, turns=brief.turns)
    given = _given(answers, as_json)
    sessions = open_sessions()
    row = sessions.find(sessions.open(brief, personas))
    _play(sessions, row, _speaker(given, answers, sessions, row, stage), stage, out, as_json)


def resume(session: str, *, answers: Path | None, out: Path | None, as_json: bool) -> None:
    """Go on with a session."""
    sessions = open_sessions()
    row = sessions.find(session)
    stage = Stage(quiet=as_json, turns=row.brief.turns)
    given = AnswerFile() if row.status == "finished" else _given(answers, as_json)
    _play(sessions, row, _speaker(given, answers, sessions, row, stage), stage, out, as_json)


def replay(session: str, *, turn: int, answer: str | None, out: Path | None, as_json: bool) -> None:
    """Answer one turn anew in a copy, give the old answers to what follows, and compare."""
    sessions = open_sessions()
    row = sessions.find(session)
    before = sessions.record(row.id)
    if answer is None and as_json and sys.stdin.isatty():
        raise BadRequest("replay --json needs --answer TEXT, or the new answer in a pipe.")
    copy = sessions.find(asyncio.run(sessions.fork(row.id, turn)))
    stage = Stage(quiet=as_json, turns=row.brief.turns)
    anew: Speaker
    if answer is None and sys.stdin.isatty():
        anew = _keyboard(sessions, copy, stage)
    else:
        anew = Said(sys.stdin.read().strip() if answer is None else answer, stage)
    later = Reading(_answers_after(before, turn), stage)
    after = _play(sessions, copy, AnewThenAsBefore(anew, later), stage, out, as_json)
    if not as_json:
        show_change(before, after)


def _answers_after(record: DecisionRecord, turn: int) -> AnswerFile:
    said = {answer.question_id: answer.text for answer in record.answers}
    later = AnswerFile()
    for asked in record.questions:
        if int(asked.id[1:]) > turn and asked.id in said:
            later.add(asked.item, topic(asked), said[asked.id])
    return later


def _given(answers: Path | None, as_json: bool) -> AnswerFile | None:
    """Read the answers that are given beforehand; None: a person answers by keyboard."""
    if answers is not None and answers != _PIPE:
        return read_answers(answers)
    if sys.stdin.isatty():
        if answers is None and not as_json:
            return None
        notices().print("Type the answers, parted by lines with ---; Ctrl-D ends.")
    return parse_answers(sys.stdin.read(), "stdin")


def _speaker(
    given: AnswerFile | None,
    answers: Path | None,
    sessions: Sessions,
    row: SessionRow,
    stage: Stage,
) -> Speaker:
    if given is None:
        return _keyboard(sessions, row, stage)
    return Reading(given, stage, pauses=answers is None)


def _keyboard(sessions: Sessions, row: SessionRow, stage: Stage) -> Speaker:
    from archpanel.cli.keyboard import Keyboard

    stage.opens(row.brief, row.personas)
    return Typing(sessions, Keyboard(stage))


def _play(
    sessions: Sessions,
    row: SessionRow,
    speaker: Speaker,
    stage: Stage,
    out: Path | None,
    as_json: bool,
) -> DecisionRecord:
    """Run a session to its verdict and deliver that; leave with the exit code of a pause."""
    try:
        record = asyncio.run(_hold(sessions, row.id, speaker, stage))
    except Paused as pause:
        code = pause.code
    except KeyboardInterrupt:
        code = INTERRUPTED
    else:
        _deliver(record, out, as_json)
        return record
    if as_json:
        print_json({"session": row.id, "status": "open"})
    typer.echo(f"Saved. Go on with: archpanel resume {row.id}", err=True)
    raise typer.Exit(code)


async def _hold(sessions: Sessions, session: str, speaker: Speaker, stage: Stage) -> DecisionRecord:
    with busy("The panel takes its seats"):
        question = await sessions.advance(session)
    while question is not None:
        stage.asks(question, sessions.seat(session, question.persona))
        sessions.answer(session, question.id, await speaker.answer(session, question))
        sessions.keep_draft(session, question.id, "")
        with busy("The panel confers"):
            question = await sessions.advance(session)
    if speaker.unused:
        stage.notice(f"{speaker.unused} of the given answers fitted no question.")
    return sessions.record(session)


def _deliver(record: DecisionRecord, out: Path | None, as_json: bool) -> None:
    files = save_reports(record, out) if out else ()
    if as_json:
        print_json(record.model_dump(mode="json"))
    else:
        show_verdict(record, files)
