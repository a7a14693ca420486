"""The answer box: several lines, paste, $EDITOR, a clock as information, and nothing ever lost."""

import time
from typing import Any

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.patch_stdout import patch_stdout

from archpanel.cli.stage import Stage
from archpanel.domain import Question

COMMANDS = {
    "/pass": "pass this question; it counts as not shown",
    "/clarify": "ask what is meant; the panel gives facts, no hints",
    "/edit": "write the answer in $EDITOR (also Ctrl-X Ctrl-E)",
    "/pause": "save and leave; come back with `archpanel resume` (also Ctrl-D, Ctrl-C)",
    "/help": "this list",
}


class Paused(Exception):
    """The candidate leaves for now; `draft` is what was typed."""

    def __init__(self, draft: str) -> None:
        """Keep the draft."""
        super().__init__("paused")
        self.draft = draft


class Keyboard:
    """Reads answers from a terminal."""

    def __init__(self, stage: Stage, session: str) -> None:
        """Prepare the prompt."""
        self.stage = stage
        self._session = session
        self._started = time.monotonic()
        self._asked = self._started
        self._prompt: PromptSession[str] = PromptSession(
            multiline=True,
            key_bindings=_bindings(),
            completer=WordCompleter(list(COMMANDS), sentence=True),
            complete_while_typing=False,
            bottom_toolbar=self._clock,
            refresh_interval=1.0,
            enable_open_in_editor=False,
        )

    async def listen(self, question: Question, draft: str) -> str | None:
        """Return the answer; "" for a pass, None for a request to clarify.

        Raises:
            Paused: the candidate leaves; carries the draft.
        """
        self._asked = time.monotonic()
        while True:
            said = await self._read(draft)
            draft = ""
            command = said.strip().lower()
            if command in ("/pass", "/skip"):
                return ""
            if command == "/clarify":
                return None
            if command in ("/pause", "/quit", "/exit"):
                raise Paused("")
            if command == "/edit":
                draft = _edit("")
            elif command == "/help" or (command.startswith("/") and " " not in command):
                self._help(command)
            elif not command:
                self.stage.notice("Nothing typed yet. /pass passes the question.")
            else:
                return said

    async def _read(self, draft: str) -> str:
        try:
            with patch_stdout():
                return await self._prompt.prompt_async("> ", default=draft)
        except (KeyboardInterrupt, EOFError):
            raise Paused(self._prompt.default_buffer.text) from None

    def _help(self, command: str) -> None:
        if command not in COMMANDS:
            self.stage.notice(f"There is no {command}.")
        for name, meaning in COMMANDS.items():
            self.stage.notice(f"  {name:<9} {meaning}")

    def _clock(self) -> Any:
        now = time.monotonic()
        return HTML(
            f" this question <b>{_minutes(now - self._asked)}</b> · "
            f"interview <b>{_minutes(now - self._started)}</b> · "
            "Enter sends · Alt+Enter new line · /help"
        )


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _bindings() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _send(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    @keys.add("c-j")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-x", "c-e")
    def _editor(event: KeyPressEvent) -> None:
        # prompt_toolkit's own binding sends the answer when the editor closes; a person may not
        # be done with it.
        event.current_buffer.open_in_editor(validate_and_handle=False)

    return keys


def _edit(text: str) -> str:
    import click

    return (click.edit(text) or text).rstrip("\n")
