"""`archpanel serve` in processes of their own, for harnesses."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import archpanel
from archpanel.domain import PanelError
from archpanel.evals.candidates import HEADER

STARTS_WITHIN = 90.0

_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""What is on this machine is not asked through a proxy, whatever the environment says."""


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    port: int
    child: "subprocess.Popen[bytes]"
    log: Path

    @property
    def memory(self) -> float:
        """Resident megabytes, where the system tells."""
        status = Path(f"/proc/{self.child.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    @property
    def processor(self) -> float:
        """Seconds of CPU that it has used, where the system tells."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it as a machine that dies does."""
        self.child.kill()
        self.child.wait()

    def end(self) -> None:
        """Kill it, unless it has ended."""
        if self.child.poll() is None:
            self.kill()

    def stop(self) -> float:
        """End it as an administrator does; return how many seconds it took."""
        began = time.monotonic()
        self.child.terminate()
        self.child.wait(60)
        return time.monotonic() - began


@contextmanager
def server(folder: Path, name: str, **settings: str) -> Iterator[Served]:
    """Serve from a home of its own until the block ends.

    Args:
        folder: where the home is made.
        name: of the home.
        settings: names as in `ARCHPANEL_NAME`, without that prefix.
    """
    served = begin(folder / name, free_port(), **{"trusted_header": HEADER, **settings})
    try:
        yield served
    finally:
        served.end()


def begin(home: Path, port: int, **settings: str) -> Served:
    """Serve from a home, which is made if need be, until the server is ended.

    Args:
        home: its folder; a server that was killed goes on where it was.
        port: of the loopback.
        settings: names as in `ARCHPANEL_NAME`, without that prefix.

    Raises:
        PanelError: it does not start; says what it said.
    """
    home.mkdir(exist_ok=True)
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("ARCHPANEL_", "OPENAI_"))}
    ours = {f"ARCHPANEL_{n.upper()}": v for n, v in {"home": str(home), **settings}.items() if v}
    path = {"PYTHONPATH": str(Path(archpanel.__file__).parents[1])}
    command = [sys.executable, "-m", "archpanel.cli", "serve", "--port", str(port)]
    log = home / "serve.log"
    with log.open("ab") as told:
        child = subprocess.Popen(
            command, env={**kept, **ours, **path}, stdout=told, stderr=told, cwd=home
        )
    served = Served(port, child, log)
    try:
        _wait(served)
    except BaseException:
        served.end()
        raise
    return served


def _wait(served: Served) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while served.child.poll() is None and time.monotonic() < until:
        try:
            _DIRECTLY.open(f"http://127.0.0.1:{served.port}/enter", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    raise PanelError(f"the server did not start: {served.log.read_text()[-2000:]}")


def free_port() -> int:
    """Return a port of the loopback that nobody listens on right now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
