"""Times the embedded reader on the bank's own strong and adequate answers.

    python -m archpanel.evals.training.time_reader [N_QUESTIONS]

Wall time depends on what else runs; CPU time over both cores, halved, is what an idle machine
with two cores needs.
"""

import sys
import time
from pathlib import Path

import numpy as np

from archpanel.agents.offline.segments import words
from archpanel.evals.training import corpus
from archpanel.evals.training.train_reader import BANK


def main(arguments: list[str]) -> None:
    """Print start-up, preparation and reading times."""
    started = time.perf_counter()
    from archpanel.agents.offline.reader import Reader

    reader = Reader.open(tuple(sorted(Path(BANK).parent.glob("vectors-*.npy"))))
    _say(f"start-up {time.perf_counter() - started:.2f} s (imports of this script excluded)")
    items = corpus.load_bank(BANK)[:: max(1, 160 // int(arguments[0] if arguments else 20))]
    started = time.perf_counter()
    for item in items:
        reader.prepare(item)
    _say(f"prepare {(time.perf_counter() - started) / len(items) * 1000:.0f} ms per question")
    wall, cpu, length = [], [], []
    for item in items:
        for example in (item.examples.adequate, item.examples.strong):
            before = time.perf_counter(), time.process_time()
            reader.read(item, item.text, example.text)
            wall.append((time.perf_counter() - before[0]) * 1000)
            cpu.append((time.process_time() - before[1]) * 1000)
            length.append(len(words(example.text)))
    _say(f"{len(wall)} answers of {int(np.mean(length))} words on average")
    _say(f"wall ms: median {np.median(wall):.0f}, p95 {np.quantile(wall, 0.95):.0f}")
    _say(f"CPU ms / 2: median {np.median(cpu) / 2:.0f}, p95 {np.quantile(cpu, 0.95) / 2:.0f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
