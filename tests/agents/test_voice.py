"""How a seat begins: in its own voice, and never as if a question had come before the first."""

import pytest

from archpanel.agents.engine import Conversation, Plan, Turn
from archpanel.agents.voice import put_into_words
from archpanel.domain import Persona, Question
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids

GOES_ON = ("next", "another", "other", "different", "else", "change the subject", "my turn")
ASKED = load_pack("ai-architect").questions[:40]


def first_words(seat: Persona, so_far: Conversation) -> set[str]:
    """Return every way in which a seat begins one of many questions."""
    return {
        put_into_words(seat, Plan(seat.id, "open", item.id), item, so_far, None)
        .removesuffix(item.text.strip())
        .strip()
        for item in ASKED
    }


def after_one_question(asked_by: str) -> Conversation:
    question = Question(
        id="q1", persona=asked_by, move="open", item="x", item_digest="", round="coding",
        competencies=("evaluation",), text="What would you do?", reason="It is next.",
    )  # fmt: skip
    return Conversation((Turn(question),))


@pytest.mark.parametrize("name", persona_ids())
def test_the_first_question_of_all_follows_on_nothing(name: str) -> None:
    begins = first_words(load_persona(name), Conversation())
    assert not [line for line in begins if any(word in line.lower() for word in GOES_ON)]
    assert begins
    assert "" not in begins  # each seat is heard in its own voice


def test_later_questions_have_all_the_lead_ins_of_their_seat() -> None:
    seat = load_persona("startup_cto")
    assert first_words(seat, after_one_question("ml_lead")) == set(seat.lead_ins.open)


def test_a_seat_that_can_only_go_on_begins_with_the_question_itself() -> None:
    lines = ("I will take the next one.", "My turn.", "Something else now.")
    cto = load_persona("startup_cto")
    seat = cto.model_copy(update={"lead_ins": cto.lead_ins.model_copy(update={"open": lines})})
    assert first_words(seat, Conversation()) == {""}
