"""What an examination found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    detail: str
    fatal: bool = True

    @property
    def mark(self) -> str:
        """What stands before it."""
        return "ok" if self.ok else "fails" if self.fatal else "note"
