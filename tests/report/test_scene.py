"""A question is shown in the order in which one would say it: lead-in, scene, what is asked."""

import pytest

from archpanel.domain import DecisionRecord, Question
from archpanel.evals.small_pack import small_seats
from archpanel.report import build_report, to_html, to_markdown
from archpanel.report.scene import parted

SEAT = small_seats()[0]
LEAD_IN = SEAT.lead_ins.open[0]
SCENE = "Two shops share one ledger."


def asked(record: DecisionRecord, **changes: str) -> Question:
    fields = {"persona": SEAT.id, "move": "open", "context": SCENE, "text": f"{LEAD_IN} And now?"}
    return record.questions[0].model_copy(update={**fields, **changes})


def test_the_lead_in_stands_before_the_scene(hired: DecisionRecord) -> None:
    question = asked(hired)
    assert parted(question, SEAT) == (LEAD_IN, "And now?")
    record = hired.model_copy(update={"questions": (question, *hired.questions[1:])})
    for shown in (to_markdown(build_report(record)), to_html(build_report(record))):
        transcript = shown[shown.index("Transcript") :]
        places = [transcript.index(part) for part in (LEAD_IN, SCENE, "And now?")]
        assert places == sorted(places)


@pytest.mark.parametrize(
    "changes", [{"context": ""}, {"text": "In my own words: and now?"}, {"move": "close"}], ids=str
)
def test_a_question_that_cannot_be_parted_is_shown_whole(
    hired: DecisionRecord, changes: dict[str, str]
) -> None:
    seat = SEAT.model_copy(
        update={"lead_ins": SEAT.lead_ins.model_copy(update={"close": ("Last one.", "Done.")})}
    )
    question = asked(hired, **changes)
    assert parted(question, seat) == ("", question.text)
    assert parted(question, None) == ("", question.text)
