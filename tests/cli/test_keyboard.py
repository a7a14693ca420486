"""The answer box: what one types is sent as it stands, commands are never sent, nothing is lost."""

import asyncio
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from archpanel.cli.exits import INTERRUPTED, OK, Paused
from archpanel.cli.keyboard import COMMANDS, Keyboard, command_of
from archpanel.cli.stage import Stage
from archpanel.domain import Question

ENTER, NEW_LINE, ALT_ENTER = "\r", "\n", "\x1b\r"
CTRL_C, CTRL_D, EDITOR = "\x03", "\x04", "\x18\x05"
PASTED = "\x1b[200~first line\nsecond line\x1b[201~"


def question(number: int = 1) -> Question:
    return Question(
        id=f"q{number}",
        persona="startup_cto",
        move="open",
        item="retries-on-retries",
        item_digest="",
        round="coding",
        competencies=("evaluation",),
        text="What would you do?",
        reason="It is next.",
    )


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[PipeInput]:
    monkeypatch.setenv("TERM", "xterm")
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        yield typed


def listen(draft: str = "", asked: Question | None = None) -> str | None:
    return asyncio.run(Keyboard(Stage(quiet=True)).listen(asked or question(), draft))


def test_enter_sends_what_was_typed(keys: PipeInput) -> None:
    keys.send_text(f"I would add a limit.{ENTER}")
    assert listen() == "I would add a limit."


@pytest.mark.parametrize("key", [NEW_LINE, ALT_ENTER], ids=["ctrl-j", "alt-enter"])
def test_an_answer_may_have_several_lines(keys: PipeInput, key: str) -> None:
    keys.send_text(f"one{key}two{key}{key}three{ENTER}")
    assert listen() == "one\ntwo\n\nthree"


def test_a_paste_keeps_its_lines_and_is_not_sent(keys: PipeInput) -> None:
    keys.send_text(f"{PASTED} and more{ENTER}")
    assert listen() == "first line\nsecond line and more"


def test_a_draft_is_given_back_to_go_on_with(keys: PipeInput) -> None:
    keys.send_text(f" and its end{ENTER}")
    assert listen(draft="The beginning") == "The beginning and its end"


def test_pass_and_clarify(keys: PipeInput) -> None:
    keys.send_text(f"/pass{ENTER}")
    assert listen() == ""
    keys.send_text(f"  /CLARIFY {ENTER}")
    assert listen() is None


def test_a_question_behind_clarify_asks_for_clarification(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    keyboard = Keyboard(Stage(quiet=True))
    keys.send_text(f"/clarify Is there one region or two?{ENTER}")
    assert asyncio.run(keyboard.listen(question(), "")) is None
    assert capsys.readouterr().err == ""
    keys.send_text(f"Two regions, then.{ENTER}")
    assert asyncio.run(keyboard.listen(question(), "")) == "Two regions, then."


def test_ctrl_u_clears_a_line_that_came_back(keys: PipeInput) -> None:
    keys.send_text(f"/pass I have no idea{ENTER}\x15I would measure it.{ENTER}")
    assert listen() == "I would measure it."


@pytest.mark.parametrize(
    ("typed", "draft", "code"),
    [
        pytest.param(f"half an answer{CTRL_C}", "half an answer", INTERRUPTED, id="ctrl-c"),
        pytest.param(CTRL_D, "", OK, id="ctrl-d"),
        pytest.param(f"/pause{ENTER}", "", OK, id="pause"),
        pytest.param(f"/quit{ENTER}", "", OK, id="another name"),
    ],
)
def test_leaving_keeps_what_was_typed(keys: PipeInput, typed: str, draft: str, code: int) -> None:
    keys.send_text(typed)
    with pytest.raises(Paused) as pause:
        listen()
    assert (pause.value.draft, pause.value.code) == (draft, code)


def test_help_lists_the_commands_and_asks_again(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.send_text(f"/help{ENTER}And now the answer.{ENTER}")
    assert listen() == "And now the answer."
    shown = capsys.readouterr().err
    assert all(name in shown for name in COMMANDS)
    assert "/quit" in shown


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/pass I have no idea", "/pass stands alone. Nothing was sent. Ctrl-U clears the line."),
        ("/hint", "There is no /hint. /help lists what there is. Ctrl-U clears the line."),
    ],
)
def test_what_looks_like_a_command_is_not_sent_and_comes_back(
    keys: PipeInput, capsys: pytest.CaptureFixture[str], typed: str, told: str
) -> None:
    keys.send_text(f"{typed}{ENTER}{CTRL_C}")
    with pytest.raises(Paused) as pause:
        listen()
    assert pause.value.draft == typed
    assert told in capsys.readouterr().err


def test_an_empty_answer_is_not_sent(keys: PipeInput, capsys: pytest.CaptureFixture[str]) -> None:
    keys.send_text(f"{ENTER}  {ENTER}Something.{ENTER}")
    assert listen() == "Something."
    assert "Nothing typed yet" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("An answer.", ""),
        ("/etc/hosts is where I would look first", ""),
        ("/pass\nis the first line of an answer", ""),
        ("", ""),
        ("/PASS", "/pass"),
        ("/skip", "/pass"),
        ("/exit", "/pause"),
        ("/?", "/help"),
        ("/etc/hosts", "/etc/hosts"),
        ("/pass on it", "/pass on it"),
        ("/clarify one region?", "/clarify"),
    ],
)
def test_a_command_stands_alone(said: str, command: str) -> None:
    assert command_of(said) == command


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An editor that adds a line."""
    script = tmp_path / "editor.sh"
    script.write_text('#!/bin/sh\nprintf " written in the editor" >> "$1"\n', encoding="utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", str(script))
    return script


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for an editor is a shell script")
def test_an_answer_can_be_written_in_the_editor(keys: PipeInput, editor: Path) -> None:
    keyboard = Keyboard(Stage(quiet=True))
    added = " written in the editor"

    async def type_and_wait() -> str | None:
        listening = asyncio.create_task(keyboard.listen(question(), ""))
        keys.send_text(f"/edit{ENTER}")
        await until(lambda: keyboard.typed == added)
        keys.send_text(EDITOR)
        await until(lambda: keyboard.typed == added * 2)
        assert not listening.done()  # closing the editor sends nothing
        keys.send_text(f".{ENTER}")
        return await listening

    assert asyncio.run(type_and_wait()) == f"{added}{added}."


async def until(there: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not there():
            await asyncio.sleep(0.02)


def test_the_clock_of_a_question_goes_on_after_clarify(keys: PipeInput) -> None:
    seconds = [100.0]
    keyboard = Keyboard(Stage(quiet=True), clock=lambda: seconds[0])

    def hear(number: int, typed: str) -> str:
        keys.send_text(f"{typed}{ENTER}")
        asyncio.run(keyboard.listen(question(number), ""))
        return keyboard.toolbar()

    hear(1, "/clarify")
    seconds[0] += 65
    assert "this question <b>1:05</b>" in hear(1, "An answer.")
    told = hear(2, "Another.")
    assert "this question <b>0:00</b>" in told
    assert "interview <b>1:05</b>" in told


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100])
def test_the_hint_at_the_bottom_is_never_cut(keys: PipeInput, columns: int) -> None:
    shown = Keyboard(Stage(quiet=True)).toolbar(columns).replace("<b>", "").replace("</b>", "")
    assert len(shown) <= columns
    assert re.search(r"this question 0:\d\d", shown)
    assert ("/help" in shown) == (columns >= 40)
    assert ("Alt+Enter new line" in shown) == (columns >= 80)
