"""A study sheet as Markdown, and JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from archpanel.cli.exits import print_json
from archpanel.cli.output import print_document
from archpanel.domain import BankQuestion, RolePack, UnknownName, escaped
from archpanel.files import write_private
from archpanel.packs import load_pack
from archpanel.programme.study import Sheet, sheet


def print_sheet(
    round_id: str, world: str, pack_name: str, *, points: bool, out: Path | None, as_json: bool
) -> None:
    """Print what may be studied of a round.

    Raises:
        UnknownName: a round or a world that the pack does not have.
    """
    pack = load_pack(pack_name)
    if world and world not in (known := [one.id for one in pack.worlds]):
        raise UnknownName("world", world, known)
    made = sheet(pack, round_id, (world,) if world else ())
    text = "\n".join(_markdown(made, pack, points=points)) + "\n"
    if out is not None:
        write_private(out, text)
        typer.echo(f"Written: {escaped(str(out))}", err=True)
    if as_json:
        print_json(_plain(made, points=points))
    elif out is None:
        print_document(text)


def _plain(made: Sheet, *, points: bool) -> dict[str, Any]:
    return {
        "round": made.round.id,
        "competencies": [
            {"id": c.id, "name": c.name, "axis": c.axis, "anchors": list(c.anchors)}
            for c in made.competencies
        ],
        "questions": [_question(question, points=points) for question in made.questions],
        "held_back": made.held_back,
    }


def _question(question: BankQuestion, *, points: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": question.id,
        "title": question.title,
        "difficulty": question.difficulty,
        "worlds": list(question.worlds),
        "competencies": list(question.competencies),
        "context": question.context,
        "text": question.text,
        "clarify": question.clarify,
    }
    if points:
        told["key_points"] = [point.point for point in question.key_points]
        told["red_flags"] = [flag.flag for flag in question.red_flags]
    return told


def _markdown(made: Sheet, pack: RolePack, *, points: bool) -> Iterator[str]:
    yield from (f"# {made.round.name}", "", made.round.purpose, "")
    yield from (f"What the panel looks for: {made.round.evidence}", "", "## What is judged", "")
    for competency in made.competencies:
        yield from (f"### {competency.name}", "", competency.summary, "")
        yield from (f"{level}. {anchor}" for level, anchor in enumerate(competency.anchors, 1))
        yield ""
    yield from ("## Practice questions", "")
    names = {competency.id: competency.name for competency in pack.competencies}
    for question in made.questions:
        yield from _asked(question, names, points=points)
    yield (
        f"{made.held_back} more questions of this round and all surprises are held back, so that a "
        "rehearsal shows what you can do, and not what you have read."
    )


def _asked(question: BankQuestion, names: dict[str, str], *, points: bool) -> Iterator[str]:
    asks = ", ".join(names[c] for c in question.competencies)
    yield from (
        f"### {question.title}",
        "",
        f"`{question.id}` · {question.difficulty} · {asks}",
        "",
    )
    yield from (f"> {line}" for line in (question.context, question.text) if line)
    yield from ("", f"If asked to clarify: {question.clarify}", "")
    if points:
        yield from ("A good answer:", "")
        yield from (f"- {point.point}" for point in question.key_points)
        yield from ("", "What it does not say:", "")
        yield from (f"- {flag.flag}" for flag in question.red_flags)
        yield ""
