"""What a good answer says is kept from the candidate before it is heard, however it is streamed."""

import random

import pytest
from played import pack

from archpanel.agents.engine import UnusableReply
from archpanel.agents.llm.giveaway import FREE_WORDS, Giveaway
from archpanel.agents.llm.sayable import Gate

POINT = "Measure where the time goes before you cut the largest part of it."
OPENING = "So, tell me about the slow one. Would you "
PACK = pack()


def heard_of(text: str, size: int, giveaway: Giveaway) -> tuple[list[str], bool]:
    """Return what was heard piece by piece, and whether the gate let it come to its end."""
    heard: list[str] = []
    gate = Gate(heard.append, giveaway=giveaway)
    try:
        for at in range(0, len(text), size):
            gate(text[at : at + size])
        gate.close()
    except UnusableReply:
        return heard, False
    return heard, True


def words(text: str) -> list[str]:
    return text.casefold().replace(",", "").replace(".", "").split()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 500])
@pytest.mark.parametrize("end", ["", "?", ", and then what?"])
def test_at_most_one_word_of_a_key_point_is_ever_heard(size: int, end: str) -> None:
    told = POINT.rstrip(".").casefold()
    heard, ended = heard_of(f"{OPENING}{told}{end}", size, Giveaway([POINT]))
    assert not ended
    assert f"{OPENING}{told}".startswith("".join(heard))
    assert len(words("".join(heard))) <= len(words(OPENING)) + FREE_WORDS


@pytest.mark.parametrize("seed", range(20))
def test_every_key_point_of_the_pack_is_kept_however_its_words_are_cut(seed: int) -> None:
    draw = random.Random(seed)
    item = draw.choice(PACK.questions)
    long = [p for p in item.key_points if len(words(p.point)) >= 10]
    for point in long:
        awaited = [w for p in item.key_points for w in (p.point, *p.said_as)]
        heard, ended = heard_of(
            f"Now then, about it all: {point.point.upper()}", draw.randint(1, 30), Giveaway(awaited)
        )
        assert not ended, (seed, point.point)
        assert len(words("".join(heard))) <= 5 + FREE_WORDS, (seed, heard)


def held(text: str, size: int, giveaway: Giveaway) -> list[str]:
    """Return what is held back after each piece."""
    ends = (min(at + size, len(text)) for at in range(0, len(text), size))
    return [text[:end][giveaway.held_from(text[:end]) :] for end in ends]


def test_seven_words_in_a_row_may_be_said_and_are_released_by_the_eighth() -> None:
    row = "measure where the time goes before you"
    seen = held(f"Would you {row} sleep over it?", 1, Giveaway([POINT]))
    assert f"{row} " in seen
    assert seen[-1] == ""
    assert not [back for back in seen if "sleep" in back]


@pytest.mark.parametrize("size", [1, 4, 100])
def test_the_first_word_is_never_waited_for(size: int) -> None:
    assert set(held("Measure", size, Giveaway([POINT]))) == {""}


def test_what_the_model_was_given_may_be_said() -> None:
    given = f"The bank asks: {POINT.upper()} Why?"
    assert set(held(f"{OPENING}{POINT}", 1, Giveaway([POINT], given))) == {""}


def test_the_banks_own_questions_pass_whole() -> None:
    for item in PACK.questions:
        said = item.text.strip()
        awaited = [w for p in item.key_points for w in (p.point, *p.said_as)]
        heard, ended = heard_of(said, 4, Giveaway(awaited, said))
        assert ended, item.id
        assert "".join(heard) == said
