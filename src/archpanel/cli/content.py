"""Commands about content: personas and role packs."""

from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape

from archpanel.cli.consoles import content, counted
from archpanel.cli.exits import TAMPERED, print_json
from archpanel.cli.starting import typeable
from archpanel.cli.tables import Column, print_table
from archpanel.domain import BadRequest, PanelError, Persona, RolePack, escaped
from archpanel.files import MAX_PERSONA_FILE, read_text
from archpanel.packs import load_pack, pack_ids
from archpanel.packs.checking import Problem, check
from archpanel.personas import load_persona, persona_ids, persona_path, read_persona
from archpanel.personas.checking import check_persona
from archpanel.personas.comparing import differences
from archpanel.personas.copying import copy_text


def list_personas(*, as_json: bool) -> None:
    """Print the shipped personas."""
    found = [load_persona(name) for name in persona_ids()]
    if as_json:
        print_json([_card(p) for p in found])
        return
    columns = [Column("id", ids=True), Column("name"), Column("role")]
    columns += [Column("cares most about", ids=True), Column("severity")]
    rows = [(p.id, p.name, p.role, _top(p), p.severity) for p in found]
    print_table(content(), columns, rows)


def _card(persona: Persona) -> dict[str, Any]:
    kept = {"id", "version", "name", "role", "severity", "concerns", "owns"}
    return persona.model_dump(mode="json", include=kept)


def _top(persona: Persona) -> str:
    ranked = sorted(persona.concerns.items(), key=lambda entry: -entry[1])
    return "\n".join(competency for competency, _ in ranked[:3])


def show_persona(name: str, *, as_json: bool) -> None:
    """Print one persona."""
    persona = load_persona(name)
    if as_json:
        print_json(persona.model_dump(mode="json"))
        return
    console = content()
    console.print(
        f"[bold]{escape(persona.name)}[/], {escape(persona.role)} ({persona.id} v{persona.version})"
    )
    for title, text in (("Background", persona.background), ("Voice", persona.voice)):
        console.print(f"\n[bold]{title}[/]\n{escape(text.strip())}")
    console.print("\n[bold]Concerns[/]")
    for competency, share in sorted(persona.concerns.items(), key=lambda entry: -entry[1]):
        owned = "  owns it" if competency in persona.owns else ""
        console.print(f"  {share:>4.0%}  {competency}{owned}", highlight=False)
    for title, lines in (("Probes", persona.probes), ("Never accepts", persona.never_accepts)):
        console.print(f"\n[bold]{title}[/]")
        for line in lines:
            console.print(f"  · {escape(line)}", highlight=False)
    console.print(f"\nSeverity: {persona.severity}")


def new_persona(new_id: str, source: str, folder: Path, *, as_json: bool) -> None:
    """Write a copy of a persona under an id, and say what comes next.

    Raises:
        UnknownName: nobody of that name to copy.
        BadRequest: that cannot be an id, or the file is there already.
    """
    made_from = load_persona(source)
    text = copy_text(read_text(persona_path(source), MAX_PERSONA_FILE), made_from, new_id)
    file = folder / f"{new_id}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise BadRequest(
            f"{file} is there already and stays as it is. Give --in FOLDER, or another id."
        ) from None
    made = read_persona(file)
    if as_json:
        print_json({"file": str(file), **_card(made)})
        return
    typer.echo(escaped(str(file)))
    for step in (f"check {file}", f"diff {source} {file}"):
        typer.echo(typeable(f"  then: archpanel personas {escaped(step)}"), err=True)
    compared = f"--persona {source} --persona {file} --bank 24 --out lab"
    typer.echo(typeable(f"  then: archpanel compare {escaped(compared)}"), err=True)


def check_personas(names: tuple[str, ...], *, as_json: bool) -> None:
    """Check personas; every problem is one line."""
    known = {c.id for c in load_pack("ai-architect").competencies}
    problems: list[str] = []
    for name in names or persona_ids():
        try:
            problems += check_persona(load_persona(name), known)
        except PanelError as error:
            problems.append(str(error))
    if as_json:
        print_json({"problems": problems})
    else:
        for problem in problems:
            typer.echo(escaped(problem))
        checked = _count(len(names or persona_ids()), "persona")
        typer.echo(f"{checked}, {_count(len(problems), 'problem')}", err=True)
    if problems:
        raise typer.Exit(TAMPERED)


def diff_personas(before: str, after: str, *, as_json: bool) -> None:
    """Print what differs in meaning."""
    found = differences(load_persona(before), load_persona(after))
    if as_json:
        print_json([{"field": f, "before": b, "after": a} for f, b, a in found])
        return
    for field, old, new in found:
        typer.echo(f"{field}: {old} -> {new}")
    if not found:
        typer.echo("No difference.", err=True)


def list_packs(*, as_json: bool) -> None:
    """Print the shipped packs."""
    found = [load_pack(name) for name in pack_ids()]
    if as_json:
        print_json([{"id": p.id, "version": p.version, "name": p.name} for p in found])
        return
    for pack in found:
        typer.echo(
            f"{pack.id} v{pack.version}: {pack.name}, {len(pack.competencies)} competencies, "
            f"{len(pack.rounds)} rounds, {len(pack.questions)} questions, "
            f"{len(pack.surprises)} surprises"
        )


def show_pack(name: str, *, as_json: bool) -> None:
    """Print a pack."""
    pack = load_pack(name)
    if as_json:
        print_json(pack.model_dump(mode="json"))
        return
    console = content()
    version = f"{pack.id} v{pack.version}, digest {pack.digest[:12]}"
    console.print(f"[bold]{escape(pack.name)}[/] ({version})")
    _competency_table(pack, console)
    _round_table(pack, console)
    console.print(f"{len(pack.surprises)} surprise cards, {len(pack.forms)} forms: "
                  f"{', '.join(f.id for f in pack.forms) or 'none'}")  # fmt: skip


def _competency_table(pack: Any, console: Console) -> None:
    columns = [Column("id", ids=True), Column("axis", ids=True), Column("what it is")]
    rows = [
        (c.id, c.axis, c.summary, str(sum(c.id in q.competencies for q in pack.questions)))
        for c in pack.competencies
    ]
    print_table(console, [*columns, Column("questions")], rows, title="Competencies")


def _round_table(pack: Any, console: Console) -> None:
    columns = [Column("id", ids=True), Column("views", ids=True), Column("looks for")]
    rows = [
        (r.id, "\n".join(r.views), r.evidence, str(sum(q.round == r.id for q in pack.questions)))
        for r in pack.rounds
    ]
    print_table(console, [*columns, Column("questions")], rows, title="Rounds")


def check_pack(name: str, *, as_json: bool) -> None:
    """Check a pack; every problem is one line with its place."""
    pack = load_pack(name)
    problems = [*check(pack), *_examples(pack)]
    if as_json:
        print_json({"pack": pack.id, "problems": [vars(p) for p in problems]})
    else:
        for problem in problems:
            typer.echo(_line(problem))
        told = f"{_checked(pack)}: {_count(len(problems), 'problem')}"
        typer.echo(typeable(told), err=True)
    if problems:
        raise typer.Exit(TAMPERED)


def _examples(pack: RolePack) -> list[Problem]:
    from archpanel.agents.offline import EmbeddedEngine
    from archpanel.agents.offline.bank_check import example_problems, hear_examples

    if not pack.questions:
        return []
    problems: list[Problem] = []
    with counted("Reading the examples of every question", len(pack.questions)) as one_done:
        reader = EmbeddedEngine(pack).reader
        for question in pack.questions:
            heard = example_problems(hear_examples(reader, question))
            problems += [Problem(where, what) for where, what in heard]
            one_done()
    return problems


def _checked(pack: RolePack) -> str:
    """Say what was checked; of a pack without questions that is its anchors."""
    anchors = (
        f"{_count(len(pack.competencies), 'competency', 'competencies')} of {pack.top} anchors"
    )
    if not pack.questions:
        return f"{anchors}, no questions (enough for `archpanel review`)"
    return f"{anchors}, {_count(len(pack.questions), 'question')} with their examples"


def _count(number: int, one: str, more: str = "") -> str:
    return f"{number} {one if number == 1 else more or f'{one}s'}"


def _line(problem: Problem) -> str:
    return escaped(f"{problem.where}: {problem.what}")
