"""An OpenAI-compatible server that plays the models, in a process of its own.

    with with_stub(first_token=0.3, per_token=0.008) as stub:
        client = AsyncOpenAI(base_url=stub.base_url("a-job"), api_key="any")

Or by hand: `python -m archpanel.evals.bench.stub '{"per_token": 0.01}'` prints its port and serves
until its standard input ends, so that it never outlives who started it.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import IO, Any
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from archpanel.domain import PanelError
from archpanel.evals.bench.completions import Manners
from archpanel.evals.bench.journal import Entry
from archpanel.evals.bench.server import Server

PATIENCE = 30.0
"""Seconds that it may take to start, and a request to it; ending it is granted five."""


@dataclass(frozen=True)
class Stub:
    """A running stub server, seen from outside."""

    port: int
    process: int
    """Its process id."""

    @property
    def root(self) -> str:
        """Address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def base_url(self, job: str = "") -> str:
        """Return what a client takes for the API; calls through it are counted for the job."""
        return f"{self.root}/j/{quote(job, safe='')}/v1" if job else f"{self.root}/v1"

    def config(self, **changes: Any) -> None:
        """Change its manners (see `Manners`); caches begin cold."""
        self._post("/config", changes)

    def reset(self) -> None:
        """Forget all calls and caches."""
        self._post("/reset", {})

    def stats(self) -> dict[str, Any]:
        """Return the counters: `all`, `jobs`, `keys`."""
        read: dict[str, Any] = self._send(f"{self.root}/stats")
        return read

    def log(self, job: str | None = None) -> list[Entry]:
        """Return what was noted of each call, in the order in which they came."""
        asked = "" if job is None else f"?job={quote(job, safe='')}"
        return [Entry(**entry) for entry in self._send(f"{self.root}/log{asked}")]

    def _post(self, path: str, value: object) -> None:
        self._send(Request(self.root + path, json.dumps(value).encode(), method="POST"))

    def _send(self, request: str | Request) -> Any:
        # No proxy stands between two processes of this machine.
        with build_opener(ProxyHandler({})).open(request, timeout=PATIENCE) as reply:
            return json.load(reply)


@contextmanager
def with_stub(**manners: Any) -> Iterator[Stub]:
    """Start a stub server on a free port of the loopback, and stop it whatever happens.

    Args:
        manners: fields of `Manners`.

    Raises:
        PanelError: it does not start.
    """
    told = json.dumps(asdict(Manners(**manners)))
    errors = TemporaryFile()  # a pipe that nobody reads would fill up and stop it
    child = subprocess.Popen(
        [sys.executable, "-m", "archpanel.evals.bench.stub", told],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors,
    )  # fmt: skip
    try:
        yield Stub(_port_of(child, errors), child.pid)
    finally:
        _stop(child)
        errors.close()


def _port_of(child: subprocess.Popen[bytes], errors: IO[bytes]) -> int:
    assert child.stdout is not None
    said = child.stdout.readline()
    if not said.strip().isdigit():
        child.wait(PATIENCE)
        errors.seek(0)
        why = errors.read().decode(errors="replace").strip().splitlines()
        raise PanelError(f"The stub server did not start: {why[-1] if why else 'it said nothing'}")
    return int(said)


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.communicate(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()


async def serve(manners: Manners) -> None:
    """Serve until standard input ends."""
    server = await Server(manners).open()
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.buffer.read)
    server.close()


def main() -> None:
    """Run the server with the manners of the first argument, as JSON."""
    asyncio.run(serve(Manners(**json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}"))))


if __name__ == "__main__":
    main()
