"""What the statistics take: lists of numbers, checked before anything is computed from them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Numbers = Sequence[float] | Array


def numbers(given: Numbers, least: int = 1) -> Array:
    """Return the numbers as an array of one dimension.

    Raises:
        ValueError: fewer than `least`, more than one dimension, or one of them is no number.
    """
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"a table of shape {array.shape} where one list of numbers is needed")
    if len(array) < least:
        raise ValueError(f"{len(array)} values; at least {least} are needed")
    if not np.isfinite(array).all():
        raise ValueError(f"value {int(np.argmin(np.isfinite(array)))} is no number; drop its case")
    return array


def paired(ours: Numbers, theirs: Numbers, least: int = 1) -> tuple[Array, Array]:
    """Return two lists of the same cases, in the same order.

    Raises:
        ValueError: the lists differ in length, or as `numbers`.
    """
    first, second = numbers(ours, least), numbers(theirs, least)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} values against {len(second)}; pair them first")
    return first, second


def table(given: Sequence[Numbers] | Array, rows: str, columns: str) -> Array:
    """Return a complete table with at least two rows and two columns.

    Args:
        given: one list per row, all of the same length.
        rows: what a row is, for the error's text.
        columns: what a column is.

    Raises:
        ValueError: too small, ragged, or a cell is no number.
    """
    if len({len(row) for row in given}) > 1:
        raise ValueError(f"the {rows} differ in how many {columns} they have; complete them")
    array = np.asarray(given, dtype=np.float64)
    if array.ndim != 2 or min(array.shape) < 2:
        raise ValueError(f"shape {array.shape}; at least two {rows} and two {columns} are needed")
    if not np.isfinite(array).all():
        raise ValueError(f"a cell is no number; leave out {rows} that lack one of the {columns}")
    return array
