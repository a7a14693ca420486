"""What is reported: a number with its interval and count, and the bar it is held against."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One number of a task."""

    name: str
    """Kebab-case and unique in the task, `qwk` or `qwk/semeval` for a stratum."""
    value: float | None
    """None: undefined on this material; `note` says why."""
    low: float | None = None
    high: float | None = None
    """95 % interval, where there is one."""
    n: int = 0
    """How many samples (or pairs, or clusters: `note` says so) it rests on."""
    unit: str = ""
    """What 1 means: "levels", "share", "" for a coefficient."""
    note: str = ""


@dataclass(frozen=True)
class Gate:
    """A bar for one figure. A run fails when it is missed, or when the figure is undefined."""

    figure: str
    least: float | None = None
    most: float | None = None
    enough: int = 0
    """A figure of some rows and fewer than these is too little to say; the bar waits for more."""

    def is_too_few(self, n: int) -> bool:
        """Return whether so many rows are too few. None at all is a missing figure."""
        return 0 < n < self.enough

    def holds(self, value: float | None) -> bool:
        """Return whether a value passes."""
        if value is None or value != value:
            return False
        above = self.least is None or value >= self.least
        return above and (self.most is None or value <= self.most)
