"""Exit codes, and one place where errors become one line on stderr."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import typer

from archpanel.cli.output import FAILED, print_json
from archpanel.cli.starting import typeable
from archpanel.domain import (
    PanelError,
    RecordTampered,
    SessionErased,
    UnknownName,
    WrongUsage,
    escaped,
)

__all__ = [
    "ENDED_EARLY",
    "EPILOG",
    "FAILED",
    "INTERRUPTED",
    "OK",
    "TAMPERED",
    "WRONG_USAGE",
    "Paused",
    "WrongUsage",
    "database_problem",
    "print_json",
    "readable_errors",
    "resumable",
    "resume_line",
]

OK = 0
WRONG_USAGE = 2
"""What typer leaves with, too: a command, an option or a value that there is not."""

ENDED_EARLY = 3
TAMPERED = 4
INTERRUPTED = 130

EPILOG = (
    "Exit codes: 0 done; 1 could not be done with this file, session or machine; 2 wrong usage: no "
    "such command, option, name or value; 3 input ended before the interview; 4 a record does not "
    "recompute or content does not pass its check; 130 interrupted (saved)."
)


class Paused(Exception):
    """The candidate leaves for now, or the input has ended; the session is kept."""

    def __init__(self, draft: str = "", code: int = OK) -> None:
        """Keep what was typed so far, and the exit code."""
        super().__init__("paused")
        self.draft = draft
        self.code = code


@contextmanager
def readable_errors(*, as_json: bool = False) -> Iterator[None]:
    """Show an error that a person can act on as one line, and leave with its exit code."""
    try:
        yield
    except PanelError as error:
        _refuse(error, str(error), _code_of(error), as_json=as_json)
    except BrokenPipeError:
        raise  # typer ends quietly when a pager or `head` has seen enough
    except OSError as error:
        named = f"{error.filename}: {error.strerror}." if error.filename else str(error)
        _refuse(error, named or type(error).__name__, FAILED, as_json=as_json)
    except ImportError as error:
        told = f"{str(error).rstrip('.')}. `archpanel doctor` tells what is missing."
        _refuse(error, told, FAILED, as_json=as_json)
    except KeyboardInterrupt:
        typer.echo("archpanel: Interrupted.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:
        if not (problem := database_problem(error)):
            raise
        _refuse(_like(PanelError(problem), error), problem, FAILED, as_json=as_json)


_HELD = ("session", "question", "run", "sample")
"""Names that are looked up in data, not among what one can choose from."""


def _code_of(error: PanelError) -> int:
    if isinstance(error, RecordTampered):
        return TAMPERED
    chosen = isinstance(error, UnknownName) and error.kind not in _HELD
    return WRONG_USAGE if chosen or isinstance(error, WrongUsage) else FAILED


def database_problem(error: Exception) -> str:
    """Return what to tell about an error of the session database, or "" for any other."""
    # An error has come: only now does it matter which, and the import takes a while.
    from sqlalchemy.exc import SQLAlchemyError

    if not isinstance(error, SQLAlchemyError | sqlite3.Error):
        return ""
    # Its whole text would hold the statement, and in it what the candidate said.
    why = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
    if isinstance(error, sqlite3.Error):
        why = str(error)
    elif not isinstance(getattr(error, "orig", None), sqlite3.Error | None):
        return (
            f"The session database failed: {why}. What was acknowledged is kept there; `archpanel "
            "doctor` tells whether its server can be reached."
        )
    return (
        f"The session database failed: {why}. Perhaps the disk is full, or the file was moved or "
        "is held by another program; `archpanel doctor` shows where it is."
    )


@contextmanager
def resumable(session: str, is_kept: Callable[[], bool]) -> Iterator[None]:
    """Let whatever ends an interview say how to go on with it; a traceback shows it as well.

    Args:
        session: the session's id.
        is_kept: asked when the interview ends before its verdict; False when it was erased.

    Raises:
        SessionErased: there is nothing left to go on with.
    """
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        if not is_kept():
            raise SessionErased(session) from None
        error.add_note(resume_line(session))
        raise


def resume_line(session: str) -> str:
    """Return how to go on with a session."""
    return typeable(f"Saved. Go on with: archpanel resume {session}")


def _like(told: Exception, error: Exception) -> Exception:
    """Return an error with the notes of another."""
    for note in getattr(error, "__notes__", ()):
        told.add_note(note)
    return told


_OF_A_GRAPH = "During task with name"
"""So begins what LangGraph notes on an error: which node it was in says nothing to a user."""


def _refuse(error: Exception, message: str, code: int, *, as_json: bool) -> None:
    message = escaped(typeable(message))
    if as_json:
        told = {"error": message, "kind": type(error).__name__}
        if isinstance(error, RecordTampered):
            told["field"] = error.field
        with suppress(OSError):  # stdout may be what has failed
            print_json(told)
    typer.echo(f"archpanel: {message}", err=True)
    for note in getattr(error, "__notes__", ()):
        if not note.startswith(_OF_A_GRAPH):
            typer.echo(typeable(note), err=True)
    raise typer.Exit(code) from None
