"""A prompt as long as the last one of a usual interview, to try a model on."""

from dataclasses import dataclass

from archpanel.agents.llm.pages import Pages
from archpanel.opening import TURNS, Wishes, make_brief, take_seats
from archpanel.packs import load_pack

PACK, WORLD = "ai-architect", "startup"


@dataclass(frozen=True)
class Sample:
    """What a model would be sent."""

    system: str
    """The real one."""

    user: tuple[str, ...]
    """Questions and adequate answers of the bank, as many as an interview has."""

    @property
    def characters(self) -> int:
        """Its length."""
        return len(self.system) + sum(map(len, self.user))


def sample_prompts(seats: str) -> Sample:
    """Return the prompt for a panel of these seats."""
    wishes = Wishes(WORLD, "", (), seats, None, "", False, "", PACK, 0)
    pack, seated = load_pack(PACK), take_seats(wishes)
    pages = Pages(make_brief(wishes), pack, seated)
    turns = (f"{q.text}\n{q.examples.adequate.text}" for q in pack.questions[:TURNS])
    return Sample(pages.system, tuple(turns))
