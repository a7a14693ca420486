"""How archpanel is started here. Next steps that are printed can be typed as they stand."""

import os
import re
import shlex
import shutil
import sys
from pathlib import Path

NAME = "archpanel"
_COMMANDS = (
    "rehearse|resume|sessions|report|replay|review|verify|export|erase|doctor|bench|personas|packs|"
    "compare|whatif|programme|study|drill|funnel|serve|evals"
)
_STEP = re.compile(rf"(?<![\w./]){NAME} (?=(?:{_COMMANDS})\b)")
"""Not behind a slash: a step that can be typed already is left as it is."""


def typeable(text: str) -> str:
    """Return a text with every `archpanel COMMAND` in it as one types it here.

    In a clone the command is not on the PATH. What lower layers say, and saved reports, keep the
    plain name: they may be read on another machine.
    """
    return _STEP.sub(lambda _: f"{starting()} ", text)


def starting() -> str:
    """Return what one types before the name of a command."""
    if shutil.which(NAME):
        return NAME
    beside = Path(sys.executable).with_name(f"{NAME}.exe" if os.name == "nt" else NAME)
    for script in (Path(sys.argv[0]), beside):
        if script.stem == NAME and script.is_file():
            return shlex.quote(_near(script))
    return f"{shlex.quote(_near(Path(sys.executable)))} -m archpanel.cli"


def _near(path: Path) -> str:
    """Return a path as seen from the working folder where it lies within, else whole."""
    whole, here = Path(os.path.abspath(path)), Path.cwd()
    if not whole.is_relative_to(here):
        return str(whole)
    inside = whole.relative_to(here)
    # A bare name would be looked for on the PATH.
    return str(inside) if len(inside.parts) > 1 else os.path.join(os.curdir, inside)
