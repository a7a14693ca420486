"""Vectors are kept by content and are the same wherever they come from."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from archpanel.agents.offline.encoder import DIM, Vectors, check_sha256
from archpanel.agents.offline.vectors import VectorStore, build
from archpanel.domain import BadFile


class CountingEncoder:
    id = "counting-1"
    multilingual = False

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        rows = []
        for text in texts:
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "little")
            row = np.random.default_rng(seed).normal(size=DIM)
            rows.append(row / np.linalg.norm(row))
        return np.array(rows, dtype=np.float32).reshape(-1, DIM)


def test_a_phrase_is_encoded_once(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    store = VectorStore(encoder, cache=tmp_path)
    store.get(["one", "two", "one"], keep_as="item")
    store.get(["two"])
    VectorStore(encoder, cache=tmp_path).get(["one", "two"], keep_as="item")
    assert sorted(encoder.encoded) == ["one", "two"]


def test_vectors_are_equal_from_memory_file_and_cache(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    fresh = VectorStore(encoder, cache=tmp_path).get(["one", "two"], keep_as="item")
    build(tmp_path / "shipped.npy", encoder, ["two", "one"])
    shipped = VectorStore(encoder, [tmp_path / "shipped.npy"], tmp_path / "no").get(["one", "two"])
    cached = VectorStore(encoder, cache=tmp_path).get(["one", "two"], keep_as="item")
    assert np.array_equal(fresh, shipped)
    assert np.array_equal(fresh, cached)
    assert np.allclose(fresh, encoder.encode(["one", "two"]), atol=2e-3)


def test_a_shipped_file_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    build(tmp_path / "a.npy", encoder, ["one", "two", "three"])
    build(tmp_path / "b.npy", encoder, ["three", "gone"])
    build(tmp_path / "b.npy", encoder, ["three", "two", "one"])
    assert (tmp_path / "a.npy").read_bytes() == (tmp_path / "b.npy").read_bytes()


def test_stale_and_broken_files_are_only_slower(tmp_path: Path) -> None:
    broken = tmp_path / "broken.npy"
    broken.write_bytes(b"\x93NUMPY broken")
    store = VectorStore(CountingEncoder(), [broken, tmp_path / "absent.npy"], tmp_path)
    assert store.get(["one"]).shape == (1, DIM)
    assert store.get([]).shape == (0, DIM)


def test_another_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    model = tmp_path / "model.bin"
    model.write_bytes(b"weights")
    check_sha256(model, hashlib.sha256(b"weights").hexdigest())
    model.write_bytes(b"other weights")
    with pytest.raises(BadFile, match="expected"):
        check_sha256(model, hashlib.sha256(b"weights").hexdigest())
