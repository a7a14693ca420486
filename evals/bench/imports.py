"""What importing a package takes, in processor time of new processes."""

import subprocess
import sys
from collections.abc import Sequence

_TIMED = "import time; t = time.process_time(); import {}; print(time.process_time() - t)"
_LOADED = "import {}, sys; print({!r} in sys.modules)"


def import_times(packages: Sequence[str], rounds: int) -> list[tuple[float, ...]]:
    """Return per round the seconds of each package; a round that compiles them comes before."""
    times = [tuple(map(_import_time, packages)) for _ in range(rounds + 1)]
    return times[1:]


def loads(package: str, other: str) -> bool:
    """Tell whether importing a package imports another one."""
    return _say(_LOADED.format(package, other)) == "True"


def _import_time(package: str) -> float:
    return float(_say(_TIMED.format(package)))


def _say(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
