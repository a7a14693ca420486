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


@contextmanager
def readable_errors(*, as_json: bool = False) -> Iterator[None]:
    """Show a `PanelError` as one line, and leave with its exit code."""
    try:
        yield
    except PanelError as error:
        if as_json:
            print_json({"error": str(error), "kind": type(error).__name__})
        typer.echo(f"archpanel: {error}", err=True)
        raise typer.Exit(TAMPERED if isinstance(error, RecordTampered) else FAILED) from None


def print_json(value: Any) -> None:
    """Write one JSON document to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
