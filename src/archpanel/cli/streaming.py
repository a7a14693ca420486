"""A question on a terminal while its words are being found; the whole of it is shown afterwards."""

from collections.abc import Callable

from rich.console import Console
from rich.live import Live
from rich.text import Text

from archpanel.agents.engine import Plan
from archpanel.domain import Item, escaped

PER_SECOND = 12


class Streaming:
    """Shows the words as they come, in place of the spinner, and wipes them when asked to end."""

    def __init__(self, console: Console) -> None:
        """Take the console of the interview; where it is no terminal, nothing is shown."""
        self._console = console
        self._live: Live | None = None
        self._said = ""
        self._spinner: Callable[[], None] = lambda: None

    def waits(self, stop_spinner: Callable[[], None]) -> None:
        """Remember how to stop the spinner that turns until the first word."""
        self._spinner = stop_spinner

    def begins(self, number: int, plan: Plan, item: Item) -> None:
        """Forget the question before."""
        self._said = ""

    def says(self, piece: str) -> None:
        """Show the next piece."""
        self._said += piece
        if not self._console.is_terminal or self._console.quiet:
            return
        if self._live is None:
            self._spinner()
            self._live = Live(console=self._console, transient=True, refresh_per_second=PER_SECOND)
            self._live.start()
        self._live.update(Text(escaped(self._said)))

    def takes_back(self) -> None:
        """Wipe the pieces."""
        self._said = ""
        self.ends()

    def ends(self) -> None:
        """Wipe what is shown."""
        if self._live is not None:
            self._live.stop()
            self._live = None
