"""A new persona, or a new version of one, as a copy of another's text with its comments."""

import re

from archpanel.domain import BadRequest, Persona

_HEAD = re.compile(r"\A(?:[ \t]*(?:#.*)?\n)*")
_ID = re.compile(r"^id:.*$", re.MULTILINE)
_VERSION = re.compile(r"^version:.*$", re.MULTILINE)


def copy_text(text: str, source: Persona, new_id: str) -> str:
    """Return the text of a persona file under an id, ready to be edited.

    The comments that head the file go, since they are about the one it is made from. Under the same
    id the version is one higher; under another it begins with 1.

    Args:
        text: the file of the persona that it is made from.
        source: the same, read.
        new_id: lower-case letters, digits and `_`.

    Raises:
        BadRequest: that is no id, or the text has no lines of its own for id and version.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", new_id) or len(new_id) > 40:
        raise BadRequest(
            f"{new_id!r} cannot be the id of a persona: lower-case letters, digits and _ between "
            "them, 40 at most, a letter first; such as strict_cto."
        )
    version = source.version + 1 if new_id == source.id else 1
    body, ids = _ID.subn(f"id: {new_id}", _HEAD.sub("", text, count=1), count=1)
    body, versions = _VERSION.subn(f"version: {version}", body, count=1)
    if not ids or not versions:
        raise BadRequest(f"{source.id} has no lines `id: ...` and `version: ...` to change.")
    told = f"# Made from {source.id} version {source.version}. Edit what it should be otherwise."
    return f"{told}\n{body}"
