"""Exit codes, and one place where errors become one line on stderr."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from archpanel.domain import PanelError, RecordTampered

OK = 0
FAILED = 1
USAGE = 2
ENDED_EARLY = 3
TAMPERED = 4
INTERRUPTED = 130

EPILOG = (
    "Exit codes: 0 done; 1 could not be done; 2 wrong usage; 3 input ended before the interview; "
    "4 a record does not recompute or content does not pass its check; 130 interrupted (saved)."
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
        code = TAMPERED if isinstance(error, RecordTampered) else FAILED
        _refuse(error, str(error), code, as_json=as_json)
    except BrokenPipeError:
        raise  # typer ends quietly when a pager or `head` has seen enough
    except OSError as error:
        named = f"{error.filename}: {error.strerror}." if error.filename else str(error)
        _refuse(error, named, FAILED, as_json=as_json)
    except KeyboardInterrupt:
        typer.echo("archpanel: Interrupted.", err=True)
        raise typer.Exit(INTERRUPTED) from None


def _refuse(error: Exception, message: str, code: int, *, as_json: bool) -> None:
    if as_json:
        told = {"error": message, "kind": type(error).__name__}
        if isinstance(error, RecordTampered):
            told["field"] = error.field
        print_json(told)
    typer.echo(f"archpanel: {message}", err=True)
    raise typer.Exit(code) from None


def print_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
