"""A weak claim is challenged about what was talked of, unless it is clearly about another thing."""

import pytest

from archpanel.agents.offline.claims import ClaimReader
from archpanel.agents.offline.encoder import open_encoder
from archpanel.packs import load_pack

PACK = load_pack("ai-architect")
READER = ClaimReader(open_encoder(), [c.id for c in PACK.competencies if c.challenge])
RETENTION = PACK.question("keep-transcripts-how-long").competencies
UNCLEAR = (
    "I would not pick one number. Complaints need maybe 30 days, because 90 percent arrive in 21. "
    "Engineers debug mostly recent things so 30 days is fine for them as well."
)
SECRET_URL = "Security, well, the URL is secret, nobody knows it."


def matters(said: str, *about: str) -> list[str]:
    return [claim.flag.removeprefix("any/") for claim in READER.find(said, matters=about)]


def test_what_is_not_clearly_about_one_thing_is_about_the_question() -> None:
    assert matters(UNCLEAR)
    assert not {*matters(UNCLEAR)} & {*RETENTION}
    assert {*matters(UNCLEAR, *RETENTION)} <= {*RETENTION}


@pytest.mark.parametrize("about", [(), ("integration", "distributed-systems"), RETENTION])
def test_what_is_clearly_about_another_thing_stays_so(about: tuple[str, ...]) -> None:
    assert matters(SECRET_URL, *about) == ["security-architecture"]
