"""What a session has in memory while a process goes on with it, beside its records."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import Engine
from archpanel.domain import Brief, Persona, RolePack
from archpanel.graphs import Beside

Engines = Engine | Mapping[str, Engine]
"""What the seats think with: one for all, or one by seat."""

EnginesFor = Callable[[Brief, RolePack, Sequence[Persona], CallLog], Engines]
"""Makes what the seats of a brief think with; given by the layer above, which knows the settings.
Calls to models go on the log."""


@dataclass
class Live:
    """What a session has in memory, while this process goes on with it."""

    engines: Engines
    calls: CallLog
    room: asyncio.Semaphore
    """Bounds how many calls of its engines run side by side."""

    beside: Beside = field(default_factory=Beside)
