"""Taking one's programmes along, and erasing them."""

import json
from pathlib import Path

from archpanel.cli.consoles import content, say
from archpanel.cli.exits import print_json
from archpanel.cli.keeping import agreed
from archpanel.domain import BadRequest
from archpanel.files import write_private
from archpanel.opening.doors import open_store
from archpanel.programme.store import open_programmes


def export_programmes(out: Path | None) -> None:
    """Print or write all programmes of the command line, with their sessions and comments."""
    found = open_programmes(open_store()).export()
    if out is None:
        print_json(found)
        return
    write_private(out, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    say(content(), f"{len(found)} programme{'' if len(found) == 1 else 's'} in {out}.")


def forget_programmes(*, sure: bool, as_json: bool) -> None:
    """Erase all programmes of the command line after asking; sessions stay.

    Raises:
        BadRequest: nobody agreed.
        PanelError: rows are gone, but bytes of them are left in the file.
    """
    programmes = open_programmes(open_store())
    many = len(programmes.all())
    what = f"{many} programme{'' if many == 1 else 's'}"
    if many and not sure and not agreed(f"Erase {what} for good? The sessions stay."):
        raise BadRequest("Nothing was erased. `--yes` erases without asking.")
    programmes.forget()
    if as_json:
        print_json({"erased": many})
    else:
        say(content(), f"Erased: {what}. `archpanel erase SESSION` erases a session.")
