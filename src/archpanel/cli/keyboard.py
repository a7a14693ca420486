"""The answer box: several lines, paste, $EDITOR, a clock as information, and nothing ever lost."""

import time
from collections.abc import Callable, Sequence

from prompt_toolkit import PromptSession
from prompt_toolkit.application import get_app
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import HTML
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.utils import is_dumb_terminal

from archpanel.cli.consoles import plain
from archpanel.cli.exits import INTERRUPTED, OK, Paused
from archpanel.cli.stage import Stage
from archpanel.domain import Question

COMMANDS = {
    "/pass": "pass this question; it counts as not shown",
    "/clarify": "ask what is meant, alone or with your question; the panel gives facts, no hints",
    "/edit": "write the answer in $EDITOR (also Ctrl-X Ctrl-E)",
    "/pause": "save and leave; `archpanel resume` goes on (also /quit, Ctrl-D, Ctrl-C)",
    "/help": "this list",
}
_CLEARS = "Ctrl-U clears the line."
_OTHER_NAMES = {"/skip": "/pass", "/quit": "/pause", "/exit": "/pause", "/?": "/help"}


class Keyboard:
    """Reads answers from a terminal."""

    def __init__(
        self,
        stage: Stage,
        clock: Callable[[], float] = time.monotonic,
        *,
        goes_on: str = "resume",
    ) -> None:
        """Prepare the prompt.

        Args:
            stage: where notices go.
            clock: counts seconds.
            goes_on: the command that goes on after a pause; one question alone has no clock for
                all of an interview.
        """
        self.stage = stage
        self._goes_on = goes_on
        self._now = clock
        self._started = clock()
        self._asked = ("", self._started)
        self._dumb = is_dumb_terminal()
        self._prompt: PromptSession[str] = PromptSession(
            multiline=True,
            key_bindings=_bindings(),
            completer=WordCompleter(list(COMMANDS), sentence=True),
            complete_while_typing=False,
            reserve_space_for_menu=len(COMMANDS),
            prompt_continuation="  ",
            bottom_toolbar=lambda: HTML(self.toolbar(get_app().output.get_size().columns)),
            refresh_interval=1.0,
            color_depth=ColorDepth.DEPTH_1_BIT if plain() else None,
            enable_open_in_editor=False,
            tempfile_suffix=".md",
        )

    @property
    def typed(self) -> str:
        """What stands in the answer box right now."""
        return self._prompt.default_buffer.text

    async def listen(self, question: Question, draft: str) -> str | None:
        """Return the answer; "" for a pass, None for a request to clarify.

        Raises:
            Paused: the candidate leaves; carries the draft.
        """
        if self._asked[0] != question.id:
            self._asked = (question.id, self._now())
        open_editor = False
        while True:
            said = await self._read(draft, open_editor)
            draft, open_editor = "", False
            command = command_of(said)
            if not command:
                if said.strip():
                    return said
                self.stage.notice("Nothing typed yet. /pass passes the question.")
            elif command == "/pass":
                return ""
            elif command == "/clarify":
                return None
            elif command == "/pause":
                raise Paused()
            elif command == "/edit" and not self._dumb:
                open_editor = True
            elif command == "/help":
                self._help()
            else:
                draft = said
                self._misunderstood(said)

    async def _read(self, draft: str, open_editor: bool) -> str:
        if self._dumb and draft:
            self.stage.notice(f"Your draft, to go on with:\n{draft}")
        before: Callable[[], None] | None = _open_editor if open_editor else None
        try:
            with patch_stdout():
                return await self._prompt.prompt_async("> ", default=draft, pre_run=before)
        except KeyboardInterrupt:
            raise Paused(self.typed, INTERRUPTED) from None
        except EOFError:
            raise Paused(self.typed, OK) from None

    def _help(self) -> None:
        goes_on = ("`archpanel resume`", f"`archpanel {self._goes_on}`")
        self.stage.lists({name: told.replace(*goes_on) for name, told in COMMANDS.items()})

    def _misunderstood(self, said: str) -> None:
        """A typed command is never sent as an answer, and never lost."""
        name = said.split()[0]
        if name == "/edit" and self._dumb:
            self.stage.notice("This terminal cannot show an editor.")
        elif len(said.split()) > 1:
            self.stage.notice(f"{name} stands alone. Nothing was sent. {_CLEARS}")
        else:
            self.stage.notice(f"There is no {name}. /help lists what there is. {_CLEARS}")

    def toolbar(self, columns: int = 100) -> str:
        """Return how long this question and the interview have taken, and the main keys.

        Args:
            columns: of the terminal; what does not fit is left out as a whole, the last first.
        """
        now = self._now()
        clock, all_in = _minutes(now - self._asked[1]), _minutes(now - self._started)
        parts = [f"this question <b>{clock}</b>", "/help", "Enter sends", "Alt+Enter new line"]
        if self._goes_on == "resume":
            parts.insert(2, f"interview <b>{all_in}</b>")
        while len(parts) > 1 and len(_seen(parts)) > columns:
            parts.pop()
        return f" {' · '.join(parts)}"


def command_of(said: str) -> str:
    """Return the command that was typed, "" for an answer.

    What follows `/clarify` is the candidate's question. Any other line that begins with a command
    but goes on ("/pass I think") is none of both: it comes back as a whole, so that the caller can
    ask.
    """
    words = said.lower().split()
    if not words or not words[0].startswith("/") or "\n" in said.strip():
        return ""
    first = _OTHER_NAMES.get(words[0], words[0])
    if len(words) == 1 or first == "/clarify":
        return first
    return said if first in COMMANDS else ""


def _seen(parts: Sequence[str]) -> str:
    """Return what a terminal shows of the toolbar."""
    return f" {' · '.join(parts)}".replace("<b>", "").replace("</b>", "")


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _open_editor() -> None:
    # The binding of prompt_toolkit sends the answer when the editor closes; a person may not be
    # done with it.
    get_app().current_buffer.open_in_editor(validate_and_handle=False)


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
        _open_editor()

    return keys
