"""Standard output that cannot be written, or lacks letters: one line instead of a traceback."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import Any

FAILED = 1


def is_unicode(stream: Any = None) -> bool:
    """Tell whether a stream, stdout unless given, takes every character."""
    encoding = getattr(stream or sys.stdout, "encoding", None) or "utf-8"
    return encoding.lower().replace("-", "").replace("_", "").startswith("utf")


def print_json(value: Any) -> None:
    """Write one JSON document to stdout; in ASCII where stdout is not Unicode."""
    sys.stdout.write(json.dumps(value, ensure_ascii=not is_unicode(), indent=2) + "\n")
    sys.stdout.flush()  # a full disk is noticed here, while it can still be told


def print_document(content: str) -> None:
    """Write a Markdown, HTML or JSON document to stdout."""
    if not is_unicode() and content.startswith("<"):
        content = content.encode("ascii", "xmlcharrefreplace").decode()
    sys.stdout.write(content)
    sys.stdout.flush()


@contextmanager
def bearing_stdout() -> Iterator[None]:
    """Let no letter that stdout lacks, and no failure to write to it, end in a traceback."""
    if isinstance(sys.stdout, TextIOWrapper) and not is_unicode():
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # a pager or `head` has seen enough
        silence_stdout()
        sys.exit(FAILED)
    except OSError as error:
        silence_stdout()
        with suppress(OSError):
            sys.stderr.write(f"archpanel: Output cannot be written: {error.strerror}.\n")
        sys.exit(FAILED)


def silence_stdout() -> None:
    """Send what is still buffered nowhere, or Python would complain of it at its very end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
