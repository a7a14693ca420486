"""Prompts as files: front matter that names id, version and variables, then the text.

A value is put in as it is and never looked at again, so that no candidate's words can name a
variable. What a seat is asked under is kept as `id@version#digest` with all that came of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from archpanel.domain import digest
from archpanel.files import parse_yaml

_FILE = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True)
class Prompt:
    """One prompt file."""

    id: str
    version: int
    variables: tuple[str, ...]
    text: str

    @property
    def label(self) -> str:
        """`id@version#digest`, with the first twelve digits of the SHA-256 of its text."""
        return f"{self.id}@{self.version}#{digest(self.text)[:12]}"

    def fill(self, **values: str) -> str:
        """Return the text with every variable replaced.

        Raises:
            ValueError: a value is missing, or none of the prompt's variables has its name.
        """
        if set(values) != set(self.variables):
            raise ValueError(f"{self.id} takes {self.variables}, was given {sorted(values)}")
        return _VARIABLE.sub(lambda found: values[found.group(1)], self.text)


@cache
def prompt(name: str) -> Prompt:
    """Return a shipped prompt.

    Raises:
        ValueError: the file does not declare exactly the variables that its text uses.
    """
    written = files("archpanel.agents").joinpath("prompts", f"{name}.md").read_text("utf-8")
    return parse_prompt(written, name)


def parse_prompt(written: str, name: str) -> Prompt:
    """Read a prompt file's contents."""
    parts = _FILE.fullmatch(written)
    if parts is None:
        raise ValueError(f"{name}: a prompt begins with front matter between two lines ---")
    head = parse_yaml(parts.group(1), name)
    declared = tuple(head["variables"])
    used = {found.group(1) for found in _VARIABLE.finditer(parts.group(2))}
    if head["id"] != name or used != set(declared):
        told = f"declares {sorted(declared)} as {head['id']}, uses {sorted(used)}"
        raise ValueError(f"{name}: {told}")
    return Prompt(name, head["version"], declared, parts.group(2).strip())


def labels(names: Iterable[str]) -> str:
    """Return the labels of several prompts, for a `Maker`."""
    return " ".join(prompt(name).label for name in names)
