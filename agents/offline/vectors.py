"""Vectors of the bank's phrases, kept by content so that nothing is encoded twice.

Three places, asked in this order: memory, the file that ships beside the pack, the user's cache.
Every vector goes through the same 8-bit form, wherever it comes from, so that a reading does not
depend on which of them knew it.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path

from archpanel.agents.offline.encoder import DIM, Encoder, Vectors

ROW = np.dtype([("key", "<u8"), ("scale", "<f4"), ("codes", "i1", (DIM,))])
"""One phrase: 64 bits of its digest, and the vector as signed bytes times `scale`."""

Rows = npt.NDArray[np.void]
AnyVectors = TypeVar("AnyVectors", npt.NDArray[np.float32], npt.NDArray[np.float64])


class VectorStore:
    """Looks phrases up by (encoder, text) and encodes only those that no place knows."""

    def __init__(
        self, encoder: Encoder, shipped: Sequence[Path] = (), cache: Path | None = None
    ) -> None:
        """Open the store.

        Args:
            encoder: who encodes what is missing.
            shipped: files made by `write_rows`; those of other encoders simply never match.
            cache: folder for what is encoded here; the user's cache folder when not given.
        """
        self.encoder = encoder
        self._memory: dict[int, Vectors] = {}
        files = [rows for rows in map(_read_rows, shipped) if rows is not None]
        # The keys lie between the vectors in the file; searched as they lie, every look-up would
        # gather all of them anew.
        self._files = [(np.ascontiguousarray(rows["key"]), rows) for rows in files]
        self._cache = cache or user_cache_path("archpanel") / "vectors" / encoder.id

    def get(self, texts: Sequence[str], keep_as: str = "") -> Vectors:
        """Return one row per text; new ones are kept in the cache file `keep_as`, if named."""
        keys = [key_of(self.encoder.id, text) for text in texts]
        if not self._knows(keys) and keep_as:
            self._load(self._cache / f"{keep_as}.npy")
        wanted = dict(zip(keys, texts, strict=True))
        fresh = [(key, text) for key, text in wanted.items() if not self._knows([key])]
        if fresh:
            self._encode(fresh, keep_as)
        rows = [self._memory[key] for key in keys]
        return np.vstack(rows) if rows else np.zeros((0, DIM), dtype=np.float32)

    def knows(self, text: str) -> bool:
        """Tell whether a text's vector is at hand without encoding it."""
        return self._knows([key_of(self.encoder.id, text)])

    def _knows(self, keys: Iterable[int]) -> bool:
        return all(key in self._memory or self._find(key) for key in keys)

    def _find(self, key: int) -> bool:
        for keys, rows in self._files:
            at = int(np.searchsorted(keys, np.uint64(key)))
            if at < len(keys) and int(keys[at]) == key:
                self._memory[key] = unpack(rows[at : at + 1])
                return True
        return False

    def _load(self, file: Path) -> None:
        if (rows := _read_rows(file)) is not None:
            for at, vector in enumerate(unpack(rows)):
                self._memory[int(rows["key"][at])] = vector.reshape(1, DIM)

    def _encode(self, fresh: list[tuple[int, str]], keep_as: str) -> None:
        rows = pack([key for key, _ in fresh], self.encoder.encode([text for _, text in fresh]))
        for key, vector in zip((int(k) for k in rows["key"]), unpack(rows), strict=True):
            self._memory[key] = vector.reshape(1, DIM)
        if keep_as:
            try:
                write_rows(self._cache / f"{keep_as}.npy", rows)
            except OSError:
                pass  # a read-only cache costs time, nothing else


def off_centre(vectors: AnyVectors, centre: AnyVectors) -> AnyVectors:
    """Return vectors without what all sentences of the field share, of length 1."""
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9))


def key_of(encoder_id: str, text: str) -> int:
    """Return 64 bits of the digest of encoder and text."""
    digest = hashlib.sha256(f"{encoder_id}\0{text}".encode()).digest()
    return int.from_bytes(digest[:8], "little")


def pack(keys: Sequence[int], vectors: Vectors) -> Rows:
    """Return vectors as bytes, sorted by key; the same input gives the same bytes."""
    rows = np.zeros(len(keys), dtype=ROW)
    peak = np.abs(vectors).max(axis=1, initial=1e-9)
    rows["key"] = keys
    rows["scale"] = peak / 127
    rows["codes"] = np.rint(vectors / rows["scale"][:, None])
    return rows[np.argsort(rows["key"], kind="stable")]


def unpack(rows: Rows) -> Vectors:
    """Return the vectors of rows, each of length 1 again."""
    vectors = rows["codes"].astype(np.float32) * rows["scale"][:, None]
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)


def write_rows(file: Path, rows: Rows) -> None:
    """Write rows in one step, so that a reader sees the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}.part")
    with partial.open("wb") as stream:
        np.save(stream, rows, allow_pickle=False)
    partial.replace(file)


def build(
    file: Path,
    encoder: Encoder,
    texts: Iterable[str],
    batch: int = 64,
    keep: Iterable[str] = (),
) -> int:
    """Write the file that ships beside a pack; return how many phrases it holds.

    Phrases that the file holds already are not encoded again; the result is the same. Rows of
    `keep` stay too, so that a long build can be done in steps.
    """
    wanted = {key_of(encoder.id, text): text for text in texts}
    stay = {*wanted, *(key_of(encoder.id, text) for text in keep)}
    old = _read_rows(file)
    kept = np.zeros(0, dtype=ROW) if old is None else old[np.isin(old["key"], [*stay])]
    fresh = sorted(set(wanted) - {int(key) for key in kept["key"]})
    parts = [
        pack(chunk, encoder.encode([wanted[key] for key in chunk]))
        for chunk in (fresh[at : at + batch] for at in range(0, len(fresh), batch))
    ]
    rows = np.concatenate([kept, *parts])
    write_rows(file, rows[np.argsort(rows["key"], kind="stable")])
    return len(rows)


def _read_rows(file: Path) -> Rows | None:
    try:
        rows = np.load(file, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError):  # absent, or cut off: it will be encoded again
        return None
    return rows if rows.dtype == ROW else None
