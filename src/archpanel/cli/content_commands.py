"""The commands about content: personas and role packs."""

from pathlib import Path
from typing import Annotated

import typer

from archpanel.cli.exits import readable_errors
from archpanel.cli.options import AsJson

personas = typer.Typer(help="Who sits at the table.", no_args_is_help=True)
packs = typer.Typer(
    help="Role packs: competencies, rounds, questions, policy.", no_args_is_help=True
)


@personas.command("list")
def personas_list(as_json: AsJson = False) -> None:
    """List the shipped personas."""
    from archpanel.cli.content import list_personas

    with readable_errors(as_json=as_json):
        list_personas(as_json=as_json)


@personas.command("show")
def personas_show(
    persona: Annotated[str, typer.Argument(help="Id or file.")], as_json: AsJson = False
) -> None:
    """Show one persona."""
    from archpanel.cli.content import show_persona

    with readable_errors(as_json=as_json):
        show_persona(persona, as_json=as_json)


@personas.command("new")
def personas_new(
    new_id: Annotated[
        str, typer.Argument(metavar="ID", help="Its id; that of --from for a new version.")
    ],
    source: Annotated[str, typer.Option("--from", help="Id or file that it is a copy of.")],
    folder: Annotated[
        Path, typer.Option("--in", help="Folder for the file ID.yaml; made if need be.")
    ] = Path("."),
    as_json: AsJson = False,
) -> None:
    """Make a persona, or a version of one, as a copy to be edited."""
    from archpanel.cli.content import new_persona

    with readable_errors(as_json=as_json):
        new_persona(new_id, source, folder, as_json=as_json)


@personas.command("check")
def personas_check(
    files: Annotated[list[str] | None, typer.Argument(help="Ids or files; default: all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check persona files: schema, competencies, coverage."""
    from archpanel.cli.content import check_personas

    with readable_errors(as_json=as_json):
        check_personas(tuple(files or ()), as_json=as_json)


@personas.command("diff")
def personas_diff(
    before: Annotated[str, typer.Argument(help="Id or file.")],
    after: Annotated[str, typer.Argument(help="Id or file.")],
    as_json: AsJson = False,
) -> None:
    """Show what differs between two personas, by meaning rather than by line."""
    from archpanel.cli.content import diff_personas

    with readable_errors(as_json=as_json):
        diff_personas(before, after, as_json=as_json)


@packs.command("list")
def packs_list(as_json: AsJson = False) -> None:
    """List the shipped role packs."""
    from archpanel.cli.content import list_packs

    with readable_errors(as_json=as_json):
        list_packs(as_json=as_json)


@packs.command("show")
def packs_show(
    pack: Annotated[str, typer.Argument(help="Id, folder or file.")] = "ai-architect",
    as_json: AsJson = False,
) -> None:
    """Show a role pack: competencies, rounds, questions, surprises, policy."""
    from archpanel.cli.content import show_pack

    with readable_errors(as_json=as_json):
        show_pack(pack, as_json=as_json)


@packs.command("check")
def packs_check(
    pack: Annotated[str, typer.Argument(help="Id, folder or file.")] = "ai-architect",
    as_json: AsJson = False,
) -> None:
    """Check a role pack: anchors, coverage, near-duplicates, examples against key points."""
    from archpanel.cli.content import check_pack

    with readable_errors(as_json=as_json):
        check_pack(pack, as_json=as_json)
