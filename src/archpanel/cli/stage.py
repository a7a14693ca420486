"""What a terminal shows of an interview: content on stdout, notices on stderr."""

from collections.abc import Sequence

from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from archpanel.cli.consoles import WIDTH, content, notices
from archpanel.domain import Brief, Persona, Question

_COLOURS = ("cyan", "magenta", "green", "yellow", "blue")


class Stage:
    """The room as text. `quiet` shows nothing on stdout, for `--json`."""

    def __init__(self, *, quiet: bool = False, turns: int = 0) -> None:
        """Prepare the consoles; `turns` is how many questions there will be at most."""
        self.console = content(quiet=quiet)
        self.notices = notices()
        self._turns = turns
        self._colours: dict[str, str] = {}

    def opens(self, brief: Brief, personas: Sequence[Persona]) -> None:
        """Introduce the panel, and say plainly what it is."""
        lines = [f"[bold]{escape(p.name)}[/], {escape(p.role)}" for p in personas]
        lines.append("")
        lines.append(f"Rounds: {', '.join(brief.rounds)}.")
        lines.append("")
        lines.append(
            "You are talking to software. The embedded engine compares what you say with what good "
            "answers hold; it cannot tell whether you are right. Its verdict is a practice verdict."
        )
        lines.append("")
        lines.append(
            "Write as you would speak. [bold]Enter[/] sends, [bold]Alt+Enter[/] or [bold]Ctrl+J[/] "
            "begins a new line, [bold]/help[/] lists what else you can do."
        )
        parts = (brief.world, brief.view, brief.level, f"{brief.turns} questions")
        title = " · ".join(escape(part) for part in parts if part)
        self.console.print(Panel("\n".join(lines), title=title, width=WIDTH))

    def asks(self, question: Question, persona: Persona) -> None:
        """Show a question with who asks it."""
        colour = self._colours.setdefault(persona.id, _COLOURS[len(self._colours) % len(_COLOURS)])
        body = Text()
        if question.context:
            body.append(f"{question.context}\n\n", style="dim")
        body.append(question.text)
        title = f"[bold]{escape(persona.name)}[/] · {escape(persona.role)}"
        of = f" of {self._turns}" if self._turns else ""
        self.console.print()
        self.console.print(
            Panel(
                body,
                title=title,
                title_align="left",
                border_style=colour,
                width=WIDTH,
                subtitle=f"{question.id}{of} · {question.move}",
                subtitle_align="right",
            )
        )

    def says(self, persona: Persona, words: str) -> None:
        """Show what a panelist says apart from a question."""
        self.console.print(f"[bold]{escape(persona.name)}:[/] {escape(words)}", width=WIDTH)

    def answers(self, said: str) -> None:
        """Show an answer that came from a file."""
        shown = said if said else "(passes)"
        self.console.print(Text(shown, style="italic"), width=WIDTH)

    def notice(self, words: str) -> None:
        """Say something that is not part of the interview."""
        self.notices.print(words, style="dim", highlight=False, markup=False)
