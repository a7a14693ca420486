"""What the stub server noted about every call."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from archpanel.evals.bench.prompts import Body


@dataclass
class Entry:
    """One call. Times are seconds of `time.monotonic`, which all processes of a machine share."""

    number: int
    job: str
    """From the address, `/j/JOB/v1/...`; "" without."""

    key: str
    schema: str
    """Name of the reply's JSON schema; "" for text."""

    streamed: bool
    start: float
    connection: int
    fresh: bool
    """It is the first call of its connection."""

    first: float = 0.0
    """When the first token was due."""

    end: float = 0.0
    """0 while it is not over."""

    status: int = 200
    """0 where no whole answer was sent: on purpose, or because the client had gone."""

    prompt: int = 0
    cached: int = 0
    """Tokens that the classic cache gave."""

    read: int = 0
    written: int = 0
    """Tokens under the rules of breakpoints; see `caches`."""

    output: int = 0
    body: Body | None = None
    """The request, where bodies are recorded."""


@dataclass(frozen=True)
class Sums:
    """Counters over entries."""

    calls: int = 0
    failed: int = 0
    connections: int = 0
    prompt: int = 0
    cached: int = 0
    read: int = 0
    written: int = 0
    output: int = 0


def sum_up(entries: Iterable[Entry]) -> Sums:
    """Count."""
    kept = list(entries)
    return Sums(
        calls=len(kept),
        failed=sum(e.status != 200 for e in kept),
        connections=sum(e.fresh for e in kept),
        prompt=sum(e.prompt for e in kept),
        cached=sum(e.cached for e in kept),
        read=sum(e.read for e in kept),
        written=sum(e.written for e in kept),
        output=sum(e.output for e in kept),
    )


@dataclass
class Journal:
    """All entries since the last reset."""

    entries: list[Entry] = field(default_factory=list)

    def of(self, job: str | None) -> Iterator[Entry]:
        """Yield the entries of a job, or all."""
        return (e for e in self.entries if job is None or e.job == job)

    def stats(self) -> dict[str, Any]:
        """Return the counters: all, per job, per key."""
        jobs = sorted({e.job for e in self.entries})
        keys = sorted({e.key for e in self.entries})
        return {
            "all": asdict(sum_up(self.entries)),
            "jobs": {job: asdict(sum_up(self.of(job))) for job in jobs},
            "keys": {key: asdict(sum_up(e for e in self.entries if e.key == key)) for key in keys},
        }


def depth_of(entries: Sequence[Entry]) -> int:
    """Return how many of the calls came one after the other: the longest chain."""
    return max(depths(entries), default=0)


def depths(entries: Sequence[Entry]) -> list[int]:
    """Return for each call how many came before it, each begun when the one before had ended, + 1.

    Calls that are not over count as endless.
    """
    found: list[int] = []
    for entry in entries:
        before = [
            depth
            for other, depth in zip(entries, found, strict=False)
            if 0 < other.end <= entry.start
        ]
        found.append(1 + max(before, default=0))
    return found
