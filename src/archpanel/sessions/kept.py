"""What the database kept, read back; another version of archpanel may have written it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from archpanel import __version__
from archpanel.domain import Brief, ModelChoice, PanelError, Persona

_Model = TypeVar("_Model", bound=BaseModel)


def load_kept(model: type[_Model], body: object, session: str) -> _Model:
    """Read one kept record.

    Args:
        model: what it is.
        body: the stored JSON, as text or parsed.
        session: whose it is, for the error.

    Raises:
        PanelError: this version does not know what is kept there.
    """
    # Strict models take JSON's types only from JSON, so a parsed value goes back through text.
    text = body if isinstance(body, str) else _whole(body)
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "/".join(map(str, (model.__name__.lower(), *first["loc"])))
        raise PanelError(
            f"Session {session} was kept by another version of archpanel than this {__version__} "
            f"({place}: {first['msg']}), or is damaged. Install the version that wrote it, or "
            "erase the session."
        ) from None


def _whole(body: object) -> str:
    """Write JSON; half a character, which a server's words may have had, becomes `?`."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


def parse_kept(text: str) -> Any:
    """Parse a stored JSON value; a damaged one stays text, which `load_kept` then refuses.

    One damaged row must not hide the others, and can still be listed and erased.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


@dataclass(frozen=True)
class SessionRow:
    """One line of the list of sessions.

    Brief and personas are read when they are asked for, so that a session which this version
    cannot read can still be listed, found and erased.
    """

    id: str
    created: str
    status: str
    kept: dict[str, Any]
    """Brief and personas as JSON, as they were when the session was opened; `models`, where others
    think by now than the brief says."""

    @cached_property
    def brief(self) -> Brief:
        """The session's settings; raises `PanelError` where another version wrote them."""
        return load_kept(Brief, self.kept["brief"], self.id)

    @cached_property
    def now(self) -> Brief:
        """The brief with who thinks from now on; what was read before stays as it was read."""
        later = self.agreed.later
        return self.brief.model_copy(update={"models": later[-1]}) if later else self.brief

    @cached_property
    def agreed(self) -> Brief:
        """The brief with all who thought for the seats later on, as the record has it."""
        kept = self.kept.get("models") or ()
        later = tuple(load_kept(ModelChoice, choice, self.id) for choice in kept)
        return self.brief.model_copy(update={"later": later}) if later else self.brief

    @cached_property
    def personas(self) -> Sequence[Persona]:
        """Who sits there; editing a persona's file changes no session that was opened."""
        kept = self.kept["personas"]
        seated = kept if isinstance(kept, list) else [kept]
        return tuple(load_kept(Persona, persona, self.id) for persona in seated)

    @property
    def problem(self) -> str:
        """Why this version cannot go on with the session, or ""."""
        try:
            _ = self.now, self.personas
        except PanelError as error:
            return str(error)
        return ""
