"""An answer of several parts: what was said, a diagram, code. The record holds one text."""

import re
from dataclasses import dataclass

LANGUAGES = ("text", "python", "typescript", "go", "java", "sql", "yaml")
"""What the code pane offers; the name goes with the code."""

LONGEST_PART = 30_000
"""Characters of a part; the inbox says what is too long for an answer."""

_FENCED = re.compile(r"^(`{3,})(\w+)\n(.*?)\n\1[ \t]*$", re.DOTALL | re.MULTILINE)
_TICKS = re.compile(r"`{3,}")


@dataclass(frozen=True)
class Sheet:
    """The parts, as they are typed."""

    said: str = ""
    diagram: str = ""
    """Mermaid source."""

    code: str = ""
    language: str = "text"

    @property
    def text(self) -> str:
        """The answer as one text: what was said, then diagram and code, each in a fence."""
        parts = [self.said.strip()]
        parts += [_fenced("mermaid", self.diagram)] if self.diagram.strip() else []
        parts += [_fenced(self.language, self.code)] if self.code.strip() else []
        return "\n\n".join(part for part in parts if part)


def sheet_of(text: str) -> Sheet:
    """Return the parts of a text that `Sheet.text` made; of any other, all of it was said."""
    said, diagram, code, language = text, "", "", "text"
    blocks = list(_FENCED.finditer(text))
    if blocks and _ends(text, blocks[-1]) and blocks[-1][2] in LANGUAGES:
        code, language = blocks[-1][3], blocks[-1][2]
        said = text[: blocks.pop().start()]
    if blocks and _ends(said, blocks[-1]) and blocks[-1][2] == "mermaid":
        diagram = blocks[-1][3]
        said = said[: blocks[-1].start()]
    return Sheet(said.strip(), diagram, code, language)


def _ends(text: str, block: "re.Match[str]") -> bool:
    return not text[block.end() :].strip()


def _fenced(name: str, body: str) -> str:
    """Return a body in a fence that is longer than any within it."""
    longest = max((len(t) for t in _TICKS.findall(body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{name}\n{body.strip(chr(10))}\n{fence}"
