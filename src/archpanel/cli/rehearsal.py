"""Run an interview from the command line: by keyboard, from a file, or from a pipe."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from archpanel.cli.keyboard import Keyboard

from archpanel.cli.answers import AnswerFile, read_answers
from archpanel.cli.doors import open_sessions
from archpanel.cli.exits import ENDED_EARLY, print_json
from archpanel.cli.results import save_reports, show_change, show_verdict
from archpanel.cli.stage import Stage
from archpanel.domain import Brief, DecisionRecord, Question
from archpanel.personas import seat_panel
from archpanel.sessions import Sessions


def rehearse(brief: Brief, *, answers: Path | None, out: Path | None, as_json: bool) -> None:
    """Open a session and run it to its verdict, or to where the input ends."""
    sessions = open_sessions()
    session = sessions.open(brief, seat_panel(brief.seats))
    _play(sessions, session, answers, out, as_json)


def resume(session: str, *, answers: Path | None, out: Path | None, as_json: bool) -> None:
    """Go on with a session."""
    sessions = open_sessions()
    _play(sessions, sessions.find(session).id, answers, out, as_json)


def replay(session: str, *, turn: int, answer: str | None, out: Path | None, as_json: bool) -> None:
    """Answer one turn anew in a copy, give the old answers to what follows, and compare."""
    sessions = open_sessions()
    row = sessions.find(session)
    before = sessions.record(row.id)
    copy = asyncio.run(sessions.fork(row.id, turn))
    stage = Stage(quiet=as_json)
    if answer is None:
        asyncio.run(_converse(sessions, copy, stage, limit=1))
    else:
        asyncio.run(_answer_next(sessions, copy, answer))
    later = AnswerFile()
    for asked, said in zip(before.questions, before.answers, strict=True):
        if int(asked.id[1:]) > turn:
            probe = asked.target if asked.move == "probe" else ""
            later.by_question.setdefault((asked.item, probe), []).append(said.text)
    after = asyncio.run(_run_file(sessions, copy, later, stage))
    _deliver(after, out, as_json)
    if not as_json:
        show_change(before, after)


async def _answer_next(sessions: Sessions, session: str, answer: str) -> None:
    question = await sessions.advance(session)
    if question is not None:
        sessions.answer(session, question.id, answer)


def _play(
    sessions: Sessions, session: str, answers: Path | None, out: Path | None, as_json: bool
) -> None:
    stage = Stage(quiet=as_json)
    record: DecisionRecord | None
    if answers is not None and str(answers) != "-":
        record = asyncio.run(_run_file(sessions, session, read_answers(answers), stage))
    elif answers is None and sys.stdin.isatty() and not as_json:
        record = asyncio.run(_converse(sessions, session, stage))
    else:
        piped = sys.stdin.read()
        record = asyncio.run(_run_pipe(sessions, session, piped, stage))
    if record is None:
        _explain_pause(session, early=not sys.stdin.isatty())
        return
    _deliver(record, out, as_json)


async def _run_file(
    sessions: Sessions, session: str, answers: AnswerFile, stage: Stage
) -> DecisionRecord:
    """Answer from a file; a question that the file has no answer for is passed."""
    question = await sessions.advance(session)
    while question is not None:
        stage.asks(question, sessions.seat(session, question.persona))
        said = answers.answer_to(question) or ""
        stage.answers(said)
        sessions.answer(session, question.id, said)
        question = await sessions.advance(session)
    if answers.left:
        stage.notice(f"{answers.left} answers of the file fitted no question.")
    return sessions.record(session)


async def _run_pipe(
    sessions: Sessions, session: str, piped: str, stage: Stage
) -> DecisionRecord | None:
    """Answer from a pipe; where it ends the session is kept and can be resumed."""
    blocks = [block.strip() for block in piped.split("\n---\n")] if piped.strip() else []
    question = await sessions.advance(session)
    for said in blocks:
        if question is None:
            break
        stage.asks(question, sessions.seat(session, question.persona))
        stage.answers(said)
        sessions.answer(session, question.id, said)
        question = await sessions.advance(session)
    return sessions.record(session) if question is None else None


async def _converse(
    sessions: Sessions, session: str, stage: Stage, *, limit: int = 0
) -> DecisionRecord | None:
    """Talk with the candidate until the verdict, a pause, or `limit` answers."""
    from archpanel.cli.keyboard import Keyboard, Paused

    row = sessions.find(session)
    stage.opens(row.brief, row.personas)
    keyboard = Keyboard(stage, session)
    question = await sessions.advance(session)
    while question is not None:
        stage.asks(question, sessions.seat(session, question.persona))
        try:
            said = await _listen(sessions, session, question, keyboard)
        except Paused as pause:
            sessions.keep_draft(session, question.id, pause.draft)
            return None
        sessions.answer(session, question.id, said)
        sessions.keep_draft(session, question.id, "")
        with stage.busy("the panel confers"):
            question = await sessions.advance(session)
        limit -= 1
        if limit == 0:
            return None
    return sessions.record(session)


async def _listen(
    sessions: Sessions, session: str, question: Question, keyboard: "Keyboard"
) -> str:
    draft = sessions.draft(session, question.id)
    while True:
        said = await keyboard.listen(question, draft)
        if said is not None:
            return said
        keyboard.stage.says(
            sessions.seat(session, question.persona), await sessions.clarify(session, question)
        )
        draft = ""


def _explain_pause(session: str, *, early: bool) -> None:
    typer.echo(f"Saved. Go on with: archpanel resume {session}", err=True)
    if early:
        raise typer.Exit(ENDED_EARLY)


def _deliver(record: DecisionRecord, out: Path | None, as_json: bool) -> None:
    files = save_reports(record, out) if out else ()
    if as_json:
        print_json(record.model_dump(mode="json"))
    else:
        show_verdict(record, files)
