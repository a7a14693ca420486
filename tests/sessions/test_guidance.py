"""What a candidate is told beside a question: how a round begins, and how long an answer takes."""

from pathlib import Path

import pytest
from interviews import RISK, THOROUGH, brief, new_session, only_sqlite, question, sessions_in, talk

from archpanel.domain import Brief, Form, Question, RolePack, SurpriseCard
from archpanel.evals.small_pack import small_pack
from archpanel.sessions.guidance import guidance_for

pytestmark = only_sqlite

OPENING = "We ask, you answer, marks decide."


def two_rounds() -> RolePack:
    pack = small_pack()
    second = pack.rounds[0].model_copy(update={"id": "second", "opening": "Now to something else."})
    return pack.model_copy(update={"rounds": (*pack.rounds, second)})


def asked(number: int, round_: str, **changes: object) -> Question:
    return question(number).model_copy(update={"round": round_, **changes})


def openings(settings: Brief, *rounds: str) -> list[str]:
    questions = [asked(n, name) for n, name in enumerate(rounds, start=1)]
    pack = two_rounds()
    return [guidance_for(q, questions[:n], settings, pack).opening for n, q in enumerate(questions)]


def test_a_round_is_opened_once() -> None:
    told = openings(brief(), "plain", "plain", "second", "second", "plain")
    assert told == [OPENING, "", "Now to something else.", "", ""]


def test_a_form_that_picks_questions_from_many_rounds_opens_none() -> None:
    form = Form(id="f", version=1, title="Form", questions=("question-0",))
    assert openings(brief(form=form), "plain", "second") == ["", ""]


@pytest.mark.parametrize(
    ("move", "minutes"), [("open", 5), ("close", 5), ("probe", 0), ("cross-examine", 0)]
)
def test_only_a_question_of_the_bank_has_a_usual_time(move: str, minutes: int) -> None:
    it = asked(1, "plain", move=move)
    assert guidance_for(it, (), brief(), small_pack()).minutes == minutes


def test_a_surprise_is_no_round_and_has_no_usual_time() -> None:
    pack = small_pack()
    fields = pack.questions[0].model_dump(include=set(SurpriseCard.model_fields))
    card = SurpriseCard.model_validate({**fields, "id": "card", "kind": "budget-cut"})
    it = asked(1, "surprise", move="twist", item=card.id)
    told = guidance_for(it, (), brief(), pack.model_copy(update={"surprises": (card,)}))
    assert (told.opening, told.minutes) == ("", 0)


async def test_a_session_tells_it_beside_each_question(tmp_path: Path) -> None:
    sessions = sessions_in(tmp_path)
    session = new_session(sessions)
    await talk(sessions, session, lambda q: f"{THOROUGH} {RISK}", turns=5)
    told = [
        await sessions.guidance(session, q) for q in await sessions.records(session).questions()
    ]
    assert [t.opening for t in told] == [OPENING, "", "", "", "", ""]
    assert told[0].minutes == 5
