"""Who worked on the samples, and with what: outputs are kept under it, and runs are told by it."""

import hashlib
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import archpanel
from archpanel.agents.engine import Engine
from archpanel.domain import RolePack, digest
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Task
from archpanel.personas import load_persona, persona_ids

READ_WITH = (
    "agents", "domain", "files", "graphs", "packs", "personas", "report", "sessions", "transcripts",
)  # fmt: skip
"""Parts of the package that a reading, a vote or a verdict may depend on."""


@dataclass(frozen=True)
class Identity:
    """All that an output depends on beside task, sample and epoch."""

    engine: Mapping[str, str]
    """What the engine's maker says: kind, version with weights, model, parameters, prompts."""
    pack: Mapping[str, Any]
    """`id`, `version`, `digest`."""
    personas: Mapping[str, str]
    """Id -> digest of every shipped persona."""
    sources: str
    """Digest of the package's own files in `READ_WITH`, and of what tasks share."""
    package: str
    """Version of the package."""
    commit: str = ""
    """Git commit, with `+changes` where files differ from it; "" outside of a clone."""

    @property
    def is_embedded(self) -> bool:
        """Whether gates and baseline are meant for it."""
        return self.engine["engine"] == "embedded"

    def plain(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def identify(pack: RolePack, engine: Engine) -> Identity:
    """Return who is about to work."""
    return Identity(
        engine=engine.maker.model_dump(mode="json", exclude_defaults=True),
        pack={"id": pack.id, "version": pack.version, "digest": pack.digest},
        personas={name: digest(_contents(name)) for name in persona_ids()},
        sources=sources_digest(),
        package=archpanel.__version__,
        commit=commit(),
    )


def _contents(name: str) -> dict[str, Any]:
    return load_persona(name).model_dump(mode="json")


def key_of(task: Task, sample: Sample, epoch: int, who: Identity) -> str:
    """Return what an output is kept under: equal only where it must come out equal.

    The target is not in it, since solvers do not see it; version of the package and commit are
    not, since `sources` says what in them matters.
    """
    seen = {"id": sample.id, "input": sample.input, "cluster": sample.cluster}
    kept = {"engine": dict(who.engine), "pack": dict(who.pack), "personas": dict(who.personas)}
    return digest(
        {
            "task": [task.name, task.version],
            "sample": {**seen, "metadata": dict(sample.metadata)},
            "epoch": epoch,
            "sources": who.sources,
            **kept,
        }
    )


@cache
def sources_digest() -> str:
    """Return the SHA-256 over names and contents of all files that an output may depend on."""
    home = Path(archpanel.__file__).parent
    files = [file for part in READ_WITH for file in (home / part).rglob("*")]
    files += (home / "evals").glob("*.py")
    found = hashlib.sha256()
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts:
            found.update(f"{file.relative_to(home).as_posix()}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


@cache
def commit() -> str:
    """Return the commit of the clone that this package lies in, or ""."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():  # installed: a repository around it is somebody else's
        return ""
    head = _git(root, "rev-parse", "HEAD")
    return f"{head}+changes" if head and _git(root, "status", "--porcelain") else head


def short_commit(who: Identity) -> str:
    """Return the commit as people write it, and whether files differed from it."""
    head, _, changed = who.commit.partition("+")
    return f"{head[:12]}{'+' if changed else ''}{changed}"


def _git(root: Path, *words: str) -> str:
    try:
        done = subprocess.run(
            ["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):  # no git, or no repository that it may read
        return ""
    return done.stdout.strip()
