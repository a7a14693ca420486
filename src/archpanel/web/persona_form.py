"""The form of a persona: what is typed into it, as text, and as the YAML that it stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from starlette.datastructures import FormData

from archpanel.domain import Persona
from archpanel.files import to_yaml

PLAIN = ("name", "role", "background", "voice", "severity", "difficulty")
LINES = ("probes", "never_accepts")
MOVES = ("open", "probe", "cross_examine", "twist", "close")
SHARE, LEAD_IN = "share.", "lead_ins."

UNNAMED = "persona"
"""Id of a persona that has none yet; ids of new ones are made of their names."""

_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,8})?)\s*%?")
_NOTHING = re.compile(r"0*(?:[.,]0*)?\s*%?")


@dataclass(frozen=True)
class PersonaForm:
    """The fields, as they are typed: nothing in here is known to be right."""

    id: str = UNNAMED
    version: int = 1
    text: Mapping[str, str] = field(default_factory=dict)
    """Field -> text, for all of `PLAIN`."""

    lines: Mapping[str, str] = field(default_factory=dict)
    """`LINES` and `lead_ins.MOVE` -> entries, one a line."""

    shares: Mapping[str, str] = field(default_factory=dict)
    """Competency -> percent."""

    owns: tuple[str, ...] = ()
    rounds: tuple[str, ...] = ()

    @property
    def total(self) -> str:
        """Return what the shares add up to, in percent, as far as they are numbers."""
        found = (_PERCENT.fullmatch(share.strip()) for share in self.shares.values())
        return _shown(sum((_decimal(match) for match in found if match), Decimal()))

    def as_data(self) -> dict[str, Any]:
        """Return what a file of this persona would hold, right or not."""
        return {
            "id": self.id,
            "version": self.version,
            **{name: self.text[name] for name in ("name", "role", "background", "voice")},
            "concerns": self._concerns(),
            "owns": list(self.owns),
            "severity": self.text["severity"],
            **{name: _entries(self.lines[name]) for name in LINES},
            "lead_ins": {move: _entries(self.lines[f"{LEAD_IN}{move}"]) for move in MOVES},
            "prefers": {"rounds": list(self.rounds), "difficulty": self.text["difficulty"]},
        }

    def as_yaml(self, persona_id: str = "") -> str:
        """Return that as YAML, under another id if one is given."""
        return to_yaml(self.as_data() | ({"id": persona_id} if persona_id else {}))

    def _concerns(self) -> dict[str, float | str]:
        """The largest first, as files have it; what is no number stays as typed, for the check."""
        typed = {name: share.strip() for name, share in self.shares.items()}
        kept = {n: _share(share) for n, share in typed.items() if not _NOTHING.fullmatch(share)}
        return dict(sorted(kept.items(), key=_largest_first))


def empty_form() -> PersonaForm:
    """Return the form of a persona that begins with nothing."""
    text = dict.fromkeys(PLAIN, "") | {"severity": "even", "difficulty": "core"}
    return PersonaForm(text=text, lines=dict.fromkeys((*LINES, *_lead_ins()), ""))


def form_of(persona: Persona, *, new: bool = False) -> PersonaForm:
    """Return a form filled in with a persona; `new`: as the beginning of another one."""
    text = {name: str(getattr(persona, name)).strip() for name in PLAIN if name != "difficulty"}
    lines = {name: _block(getattr(persona, name)) for name in LINES}
    lines |= {f"{LEAD_IN}{move}": _block(getattr(persona.lead_ins, move)) for move in MOVES}
    return PersonaForm(
        id=UNNAMED if new else persona.id,
        version=1 if new else persona.version,
        text=text | {"difficulty": persona.prefers.difficulty},
        lines=lines,
        shares={name: _shown(Decimal(repr(s)) * 100) for name, s in persona.concerns.items()},
        owns=persona.owns,
        rounds=persona.prefers.rounds,
    )


def read_form(sent: FormData, persona_id: str, version: int) -> PersonaForm:
    """Return a form as it was sent."""
    return PersonaForm(
        id=persona_id or UNNAMED,
        version=max(version, 1),
        text={name: _sent(sent, name) for name in PLAIN},
        lines={name: _sent(sent, name) for name in (*LINES, *_lead_ins())},
        shares={
            key.removeprefix(SHARE): str(value)
            for key, value in sent.multi_items()
            if key.startswith(SHARE)
        },
        owns=tuple(dict.fromkeys(str(value) for value in sent.getlist("owns"))),
        rounds=tuple(dict.fromkeys(str(value) for value in sent.getlist("rounds"))),
    )


def _sent(sent: FormData, name: str) -> str:
    return _unbroken(str(sent.get(name, "")))


def _unbroken(text: str) -> str:
    """Browsers end lines as typewriters did."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _lead_ins() -> tuple[str, ...]:
    return tuple(f"{LEAD_IN}{move}" for move in MOVES)


def _entries(block: str) -> list[str]:
    return [line.strip() for line in block.split("\n") if line.strip()]


def _block(entries: tuple[str, ...]) -> str:
    return "\n".join(" ".join(entry.split()) for entry in entries)


def _share(typed: str) -> float | str:
    match = _PERCENT.fullmatch(typed)
    return float(_decimal(match) / 100) if match else typed


def _largest_first(concern: tuple[str, float | str]) -> float:
    return -concern[1] if isinstance(concern[1], float) else 0.0


def _decimal(match: "re.Match[str]") -> Decimal:
    return Decimal(match[1].replace(",", "."))


def _shown(percent: Decimal) -> str:
    return f"{percent:.8f}".rstrip("0").rstrip(".") or "0"
