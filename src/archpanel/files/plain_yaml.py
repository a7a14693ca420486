"""Write data as YAML that our strict reader reads back as it was."""

import re
from typing import Any

import yaml

from archpanel.files.strict_yaml import plain

WIDTH = 110
_BREAKS = re.compile(r"[^\S ]")


class _Dumper(yaml.SafeDumper):
    """Without anchors, which the reader refuses, and with quotes where it would see no text."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Line breaks of all kinds are written as escapes: folded forms are easy to break by hand.
    style = '"' if _BREAKS.search(text) or not isinstance(plain(text), str) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)


_Dumper.add_representer(str, _text)


def to_yaml(data: dict[str, Any]) -> str:
    """Return a mapping of texts, numbers, lists and mappings as a YAML document."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
