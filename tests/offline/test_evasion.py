"""A challenge that is evaded leaves the suspicion as it was: neither taken back nor proven."""

import pytest

from archpanel.agents.offline.claims import ClaimReader
from archpanel.agents.offline.encoder import open_encoder
from archpanel.agents.offline.evasion import concedes, evades
from archpanel.agents.offline.reader import Reader
from archpanel.domain import BankQuestion
from archpanel.packs import load_pack

PACK = load_pack("ai-architect")
READER = ClaimReader(open_encoder(), [c.id for c in PACK.competencies if c.challenge])
SECURITY = "any/security-architecture"
ELSEWHERE = [
    "Let us talk about something else, please, that is more fun.",
    "I would rather talk about our roadmap for the next two quarters.",
    "Can we move on to the next question, there is a lot to cover.",
]
FACED = [
    "You are right, that was careless; the page gets a login and the link expires in an hour.",
    "Every caller signs in with single sign-on, and the key is rotated after thirty days.",
]


@pytest.mark.parametrize("said", ELSEWHERE)
def test_who_evades_takes_no_claim_back_and_stands_by_none(said: str) -> None:
    assert evades(said)
    assert READER.find(said, target=SECURITY) == ()


@pytest.mark.parametrize("said", FACED)
def test_who_answers_takes_a_claim_back(said: str) -> None:
    assert [found.withdrawn for found in READER.find(said, target=SECURITY)] == [True]


@pytest.mark.parametrize("said", ELSEWHERE)
def test_who_evades_takes_no_red_flag_back(
    said: str, reader: Reader, items: dict[str, BankQuestion]
) -> None:
    item = items["agent-with-refunds"]
    flag = item.red_flags[0]
    assert reader.read(item, flag.challenge, said, target=flag.id).flags == ()


@pytest.mark.parametrize(
    "said", ["Fair point, I take that back.", "I was wrong there.", "You're right about the key."]
)
def test_a_concession_is_no_evasion(said: str) -> None:
    assert concedes(said)
    assert not evades(said)


@pytest.mark.parametrize(
    "said",
    [
        "To avoid that, every caller signs in with single sign-on.",
        "We drop it after thirty days.",
        "What matters is that the key never leaves the vault.",
        "We move on to the canary only after a week.",
        "We skip that step for internal callers.",
    ],
)
def test_ordinary_words_evade_nothing(said: str) -> None:
    assert not evades(said)


@pytest.mark.parametrize(
    "said", ["It was not wrong.", "You are not right about that.", "That is never a mistake."]
)
def test_who_holds_their_ground_concedes_nothing(said: str) -> None:
    assert not concedes(said)
