"""Words that are streamed to a terminal cannot steer it."""

from io import StringIO

import pytest
from rich.console import Console

from archpanel.cli.streaming import Streaming


@pytest.mark.parametrize("evil", ["\x1b]0;pwned\x07", "\x1b]52;c;cm0=\x07", "\x1b[2J", "\u202e"])
def test_what_is_streamed_is_shown_and_not_obeyed(
    evil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")  # on a dumb one nothing is shown while it comes
    out = StringIO()
    streaming = Streaming(Console(file=out, force_terminal=True, width=80))
    for char in f"Tell me {evil} what you did.":
        streaming.says(char)
    streaming.ends()
    assert evil not in out.getvalue()
    assert "what you did." in out.getvalue()
