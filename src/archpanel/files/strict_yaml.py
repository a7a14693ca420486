"""YAML without its traps: no aliases, tags, merges or duplicate keys, and nothing is executed.

The text is read as a stream of events, so a hostile file is refused before anything is built.
Plain scalars follow YAML 1.2: `no` and `2024-01-13` are strings.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from archpanel.domain import BadFile

MAX_DEPTH = 12
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]{1,15}")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,15}\.[0-9]{0,15}|\.[0-9]{1,15})(?:[eE][-+]?[0-9]{1,2})?")
_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class _Open:
    """A mapping or list that is still being read."""

    value: Any
    key: Any = None
    has_key: bool = False


@dataclass
class _Builder:
    file: str
    stack: list[_Open] = field(default_factory=list)
    root: Any = None
    documents: int = 0

    def refuse(self, event: Any, problem: str) -> BadFile:
        line = event.start_mark.line + 1 if event.start_mark else 0
        return BadFile(f"{self.file}:{line}", problem)

    def add(self, event: Any, value: Any) -> None:
        if not self.stack:
            self.root = value
            return
        parent = self.stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif not parent.has_key:
            self._take_key(event, parent, value)
        else:
            parent.value[parent.key] = value
            parent.has_key = False

    def _take_key(self, event: Any, parent: _Open, value: Any) -> None:
        if not isinstance(value, str):
            raise self.refuse(event, f"key {_short(value)} is not a word; put it in quotes.")
        if value == "<<":
            raise self.refuse(event, "merge keys (<<) are not allowed; write the lines out.")
        if value in parent.value:
            raise self.refuse(event, f"key {_short(value)} is there twice; remove one.")
        parent.key, parent.has_key = value, True

    def open(self, event: Any, value: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.refuse(event, f"is nested deeper than {MAX_DEPTH} levels.")
        if self.stack and isinstance(self.stack[-1].value, dict) and not self.stack[-1].has_key:
            raise self.refuse(event, "a list or mapping cannot be a key.")
        self.add(event, value)
        self.stack.append(_Open(value))


def parse_yaml(text: str, file: str) -> Any:
    """Parse one YAML document.

    Args:
        text: the document.
        file: what to call it in an error.

    Raises:
        BadFile: with file and line; one sentence says what is wrong.
    """
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            _take(builder, event)
    except yaml.reader.ReaderError:
        raise _unprintable(text, file) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise BadFile(where, f"is not valid YAML: {problem}.") from None
    except UnicodeEncodeError:
        raise _unprintable(text, file) from None
    return builder.root


def _unprintable(text: str, file: str) -> BadFile:
    """Name the line and the character that YAML does not allow."""
    found = _NOT_YAML.search(text)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    shown = f" U+{ord(found[0]):04X}" if found else ""
    return BadFile(f"{file}:{line}", f"holds a character{shown} that no text file should have.")


def _take(builder: _Builder, event: Any) -> None:
    if isinstance(event, yaml.DocumentStartEvent):
        builder.documents += 1
        if builder.documents > 1:
            raise builder.refuse(event, "holds more than one document (---); one is needed.")
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise builder.refuse(event, "anchors and aliases (& and *) are not allowed.")
    if isinstance(event, yaml.NodeEvent) and (tag := getattr(event, "tag", None)):
        raise builder.refuse(event, f"tags are not allowed ({str(tag)[:40]!r}).")
    if isinstance(event, yaml.MappingStartEvent):
        builder.open(event, {})
    elif isinstance(event, yaml.SequenceStartEvent):
        builder.open(event, [])
    elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
        builder.stack.pop()
    elif isinstance(event, yaml.ScalarEvent):
        builder.add(event, _scalar(event))


def _scalar(event: Any) -> Any:
    return event.value if event.style or not event.implicit[0] else plain(event.value)


def plain(value: str) -> Any:
    """Return what a scalar means that is written without quotes."""
    if value in _WORDS:
        return _WORDS[value]
    if _INT.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
