"""Tables at narrow widths: ids stay whole, other columns shrink or are left out and named."""

from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from archpanel.cli.tables import Column, print_table
from archpanel.packs import load_pack
from archpanel.personas import persona_ids

Run = Callable[..., Any]


@pytest.fixture(params=[60, 80, 100])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """A terminal of this width, as the content console of every command sees it."""
    width: int = request.param

    def narrow(*, quiet: bool = False, pipe_width: int = 0) -> Console:
        return Console(quiet=quiet, width=width, color_system=None)

    for module in ("content", "keeping"):
        name = "console" if module == "keeping" else "content"
        monkeypatch.setattr(f"archpanel.cli.{module}.{name}", narrow)
    return width


def words(text: str) -> set[str]:
    return set(text.split())


def test_ids_of_personas_are_whole(run: Run, columns: int) -> None:
    done = run("personas", "list")
    assert set(persona_ids()) <= words(done.out)
    assert max(map(len, done.out.splitlines())) <= columns
    if columns >= 80:
        assert "governance-auditability" in words(done.out)


def test_ids_of_a_pack_are_whole(run: Run, columns: int) -> None:
    done = run("packs", "show")
    pack = load_pack("ai-architect")
    assert {c.id for c in pack.competencies} | {r.id for r in pack.rounds} <= words(done.out)
    assert {view.id for view in pack.views} <= words(done.out)
    assert max(map(len, done.out.splitlines())) <= columns


def test_ids_of_packs_are_whole(run: Run, columns: int) -> None:
    assert run("packs", "list").out.startswith("ai-architect v")


def test_ids_of_sessions_are_whole_and_what_is_left_out_is_named(
    held: Any, run: Run, columns: int
) -> None:
    done = run("sessions", home=held.home)
    (line,) = [line for line in done.out.splitlines() if held.session in line.split()]
    assert "finished" in line
    assert ("what it is" in done.out) != ("what it is" in done.err)
    assert len(done.out.splitlines()) <= 3  # a head, and one or two lines for the session
    assert max(map(len, done.out.splitlines())) <= columns


def test_an_id_wider_than_the_terminal_is_still_whole() -> None:
    console = Console(width=10, color_system=None)
    with console.capture() as shown:
        print_table(console, [Column("id", ids=True), Column("what")], [("a-very-long-id", "x y")])
    assert "a-very-long-id" in shown.get().split()
