"""How a seat begins: in its own voice, and never as if a question had come before the first."""

import pytest

from archpanel.agents.engine import Conversation, Plan, Turn
from archpanel.agents.voice import is_in_words_of, put_into_words
from archpanel.domain import AnswerKind, Persona, Question
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


QUOTE = "We never test that, it just works."
RISK = next(iter(ASKED[0].red_flags))


def challenge_by(name: str, so_far: Conversation) -> str:
    plan = Plan(name, "cross-examine", ASKED[0].id, target=RISK.id, quote=QUOTE)
    return put_into_words(load_persona(name), plan, ASKED[0], so_far, RISK)


@pytest.mark.parametrize("name", persona_ids())
def test_a_challenge_leads_up_to_the_quote_and_says_you_said_once(name: str) -> None:
    words = challenge_by(name, after_one_question(name))
    begun, asks = words.split(f'"{QUOTE}"')
    assert begun.endswith(": ")
    assert begun.count("You said") <= 1
    assert asks == f" {RISK.challenge}"


def test_a_challenge_does_not_begin_like_the_last_one() -> None:
    first = challenge_by("startup_cto", Conversation())
    asked = after_one_question("startup_cto").turns[0].question.model_copy(update={"text": first})
    again = challenge_by("startup_cto", Conversation((Turn(asked),)))
    assert again.split('"')[0] != first.split('"')[0]


@pytest.mark.parametrize("name", persona_ids())
@pytest.mark.parametrize(
    "text",
    [
        pytest.param('{line} You said: "{quote}" {asks}', id="as sessions before have it"),
        pytest.param('{begun}: "{quote}" {asks}', id="as it is said today"),
        pytest.param("{line} {asks}", id="without a quote"),
    ],
)
def test_a_challenge_on_record_is_known_again(name: str, text: str) -> None:
    seat = load_persona(name)
    line = next(li for li in seat.lead_ins.cross_examine if li.endswith("."))
    words = text.format(line=line, begun=line[:-1], quote=QUOTE, asks=RISK.challenge)
    asked = Question(
        id="q2", persona=name, move="cross-examine", item=ASKED[0].id, item_digest="",
        round="coding", competencies=("evaluation",), text=words, target=RISK.id, reason="r",
    )  # fmt: skip
    assert is_in_words_of(asked, seat, ASKED[0], RISK, f"Well. {QUOTE} And so on.")
    if "quote" in text:
        assert not is_in_words_of(asked, seat, ASKED[0], RISK, "Something else was said.")


@pytest.mark.parametrize("heard", ["dont_know", "off_topic"])
def test_nobody_stays_with_an_answer_that_said_nothing(heard: AnswerKind) -> None:
    point = ASKED[0].key_points[0]
    plan = Plan("ml_lead", "probe", ASKED[0].id, target=point.id, heard=heard)
    words = put_into_words(
        load_persona("ml_lead"), plan, ASKED[0], after_one_question("ml_lead"), None
    )
    assert words == point.probe


def test_later_questions_have_all_the_lead_ins_of_their_seat() -> None:
    seat = load_persona("startup_cto")
    assert first_words(seat, after_one_question("ml_lead")) == set(seat.lead_ins.open)


def test_a_seat_that_can_only_go_on_begins_with_the_question_itself() -> None:
    lines = ("I will take the next one.", "My turn.", "Something else now.")
    cto = load_persona("startup_cto")
    seat = cto.model_copy(update={"lead_ins": cto.lead_ins.model_copy(update={"open": lines})})
    assert first_words(seat, Conversation()) == {""}
