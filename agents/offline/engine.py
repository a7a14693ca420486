"""The embedded engine: no key, no network, deterministic. Its verdicts are practice verdicts."""

from collections import OrderedDict

from archpanel.agents.engine import (
    AnchorReading,
    Case,
    Conversation,
    Plan,
    Reading,
    Reconsidered,
)
from archpanel.agents.offline.anchors import AnchorReader
from archpanel.agents.offline.claims import ClaimIndex
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.reader import Reader
from archpanel.agents.offline.second_thoughts import reconsider
from archpanel.agents.offline.voice import put_into_words
from archpanel.domain import (
    Answer,
    Competency,
    EngineKind,
    Item,
    Persona,
    Question,
    RedFlag,
    RolePack,
)

KEPT_READINGS = 256
"""Three seats read the same answer; the encoder works once."""


class EmbeddedEngine:
    """Reads answers by their likeness to the pack's key points, wrong versions and anchors."""

    def __init__(self, pack: RolePack) -> None:
        """Prepare for one role pack; models are loaded when they are first needed."""
        self._pack = pack
        self._flags: dict[str, RedFlag] = {
            f"{item.id}/{flag.id}": flag
            for item in (*pack.questions, *pack.surprises)
            for flag in item.red_flags
        }
        self._readings: OrderedDict[tuple[str, str, str], Reading] = OrderedDict()
        self._open: tuple[Reader, AnchorReader, ClaimIndex] | None = None
