"""What a coach wants compared in the lab, as it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archpanel.domain import Persona


@dataclass(frozen=True)
class LabWish:
    """What is compared on what; with the personas themselves, since they may be changed."""

    who: tuple[Persona, ...] = ()
    sessions: tuple[str, ...] = ()
    bank: int = 0
    candidates: int = 0
    world: str = "startup"

    @property
    def reads_anew(self) -> bool:
        """Tell whether somebody has to read; else finished interviews are taken as they are."""
        return bool(self.who or self.bank or self.candidates)

    @property
    def told(self) -> str:
        """Return in words whom and what it compares."""
        named = ", ".join(f"{p.name} v{p.version}" for p in self.who)
        whom = named or ("All shipped personas" if self.reads_anew else "Who sat in them")
        parts = [
            (len(self.sessions), "of your interviews"),
            (self.bank, "interviews from the bank"),
            (self.candidates, "played candidates"),
        ]
        return f"{whom}, on {' and '.join(f'{n} {what}' for n, what in parts if n)}"

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {
            "who": [persona.model_dump(mode="json") for persona in self.who],
            "sessions": list(self.sessions),
            "bank": self.bank,
            "candidates": self.candidates,
            "world": self.world,
        }


def wish_from(kept: Mapping[str, Any]) -> LabWish:
    """Return what `LabWish.as_json` kept.

    Raises:
        ValueError: another version of archpanel kept a persona that this one cannot read.
    """
    return LabWish(
        tuple(Persona.model_validate(each) for each in kept["who"]),
        tuple(kept["sessions"]),
        kept["bank"],
        kept["candidates"],
        kept["world"],
    )
