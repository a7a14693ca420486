"""What a terminal shows of an interview: content on stdout, notices on stderr."""

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from archpanel.cli.consoles import WIDTH, content, notices
from archpanel.cli.models import minds_of
from archpanel.cli.starting import typeable
from archpanel.cli.streaming import Streaming
from archpanel.domain import Brief, EngineKind, Persona, Question
from archpanel.report.scene import parted
from archpanel.sessions import Guidance

_COLOURS = ("cyan", "magenta", "green", "yellow", "blue")

_NOTHING = Guidance()

_FRAME = 6
"""Columns that corners, lines and blanks of a frame take from its title."""

_LIMITS: dict[EngineKind, str] = {
    "embedded": "The embedded engine compares what you say with what good answers hold; it cannot "
    "tell whether you are right. Its verdict is a practice verdict.",
    "llm": "A language model reads what you say, and it can be wrong. Every quote is checked, and "
    "levels and votes are computed by rules that you can look up.",
    "scripted": "It reads marks in square brackets and nothing else: this is a trial of the panel.",
}
"""What the candidate has to know of who reads the answers."""


def _asked(brief: Brief) -> str:
    """Say which models read, and whose machine your answers go to."""
    if brief.models is None:
        return ""
    where = brief.models.base_url or "OpenAI's own servers"
    return f" Your answers are sent to {escape(where)}, to be read by {escape(minds_of(brief))}."


class Stage:
    """The room as text. `quiet` shows nothing on stdout, for `--json`."""

    def __init__(self, *, quiet: bool = False, turns: int = 0) -> None:
        """Prepare the consoles; `turns` is how many questions there will be at most."""
        self.console = content(quiet=quiet)
        self.notices = notices()
        self.listener = Streaming(self.console)
        self._turns = turns
        self._colours: dict[str, str] = {}

    def opens(self, brief: Brief, personas: Sequence[Persona]) -> None:
        """Introduce the panel, and say plainly what it is."""
        lines = [f"[bold]{escape(p.name)}[/], {escape(p.role)}" for p in personas]
        lines.append("")
        lines.append(f"Rounds: {', '.join(brief.rounds)}.")
        lines.append("")
        lines.append(f"You are talking to software. {_LIMITS[brief.engine]}{_asked(brief)}")
        lines.append("")
        lines.append(
            "Write as you would speak. [bold]Enter[/] sends, [bold]Alt+Enter[/] or [bold]Ctrl+J[/] "
            "begins a new line, [bold]/help[/] lists what else you can do."
        )
        turns = "1 question" if brief.turns == 1 else f"{brief.turns} questions"
        parts = (brief.world, brief.view, brief.level, turns)
        title = self._title(" · ".join(part for part in parts if part))
        self.console.print(Panel("\n".join(lines), title=title, width=WIDTH))

    def asks(self, question: Question, persona: Persona, told: Guidance = _NOTHING) -> None:
        """Show a question with who asks it, after what is told where a round begins."""
        self.listener.ends()
        colour = self._colours.setdefault(persona.id, _COLOURS[len(self._colours) % len(_COLOURS)])
        lead_in, asked = parted(question, persona)
        body = Text(f"{lead_in}\n\n" if lead_in else "")
        if question.context:
            body.append(f"{question.context}\n\n", style="dim")
        body.append(asked)
        title = self._title(persona.name, f" · {persona.role}")
        of = f" of {self._turns}" if self._turns else ""
        takes = f" · about {told.minutes} min" if told.minutes else ""
        self.console.print()
        if told.opening:
            self.console.print(Text(told.opening, style="dim"), width=WIDTH)
            self.console.print()
        self.console.print(
            Panel(
                body,
                title=title,
                title_align="left",
                border_style=colour,
                width=WIDTH,
                subtitle=f"{question.id}{of} · {question.move}{takes}",
                subtitle_align="right",
            )
        )

    def _title(self, name: str, role: str = "") -> Text:
        """Return a frame's title; a terminal with no room for all of it gets an ellipsis."""
        title = Text(name, style="bold" if role else "").append(role, style="not bold")
        title.truncate(min(WIDTH, self.console.width) - _FRAME, overflow="ellipsis")
        return title

    def says(self, persona: Persona, words: str) -> None:
        """Show what a panelist says apart from a question."""
        self.console.print(f"[bold]{escape(persona.name)}:[/] {escape(words)}", width=WIDTH)

    def answers(self, said: str) -> None:
        """Show an answer that came from a file."""
        shown = said if said else "(passes)"
        self.console.print(Text(shown, style="italic"), width=WIDTH)

    def lists(self, meanings: Mapping[str, str]) -> None:
        """Show words with their meanings as a notice; what is long wraps below its own column."""
        table = Table(box=None, show_header=False, padding=(0, 1), style="dim")
        table.add_column(no_wrap=True)
        table.add_column()
        for word, meaning in meanings.items():
            table.add_row(escape(word), Text(typeable(meaning)))
        self.notices.print(table)

    def notice(self, words: str) -> None:
        """Say something that is not part of the interview."""
        self.notices.print(typeable(words), style="dim", highlight=False, markup=False)
