"""The report puts no words in anybody's mouth, and says what its own numbers do not show."""

from collections.abc import Callable, Sequence

import pytest

from archpanel.domain import Concerned, DecisionRecord, Flip, Form, Question
from archpanel.evals.small_pack import SEATS
from archpanel.report import build_report, to_html, to_markdown, to_terminal
from archpanel.report.wording import flip_sentences, left_out, what_levels_mean

Hold = Callable[..., DecisionRecord]
FORM = Form(id="two", version=1, title="Two", questions=("question-2", "question-0"))
RISKY = "I would say this first of all. [p0] We skip the check to be quick. [!question-2/risk]"


def challenged(hold: Hold, said: str) -> DecisionRecord:
    """Return an interview in which a risk was challenged, and this was said to it."""

    def say(question: Question) -> str:
        if question.move == "cross-examine":
            return said
        return RISKY if question.item == "question-2" else "I would say this first of all. [p0]"

    return hold(say, turns=3, form=FORM, seats=SEATS)


def test_a_risk_is_to_be_taken_off_the_table_by_who_stood_by_it(hold: Hold) -> None:
    record = challenged(hold, "Yes, we skip the check there. [!question-2/risk]")
    titles = [drill.title.partition(":")[0] for drill in build_report(record).drills]
    assert "Take a risk off the table" in titles


def test_who_was_never_heard_on_a_risk_is_asked_to_say_it_unmistakably(hold: Hold) -> None:
    drill = next(
        d for d in build_report(challenged(hold, "")).drills if d.happened.startswith("You said")
    )
    assert drill.title.startswith("Say it so that it cannot be misread: ")
    assert "This came close to something the panel worries about: " in drill.happened
    assert drill.happened.endswith("say in one sentence what you meant.")
    assert "The panel heard" not in drill.happened


def test_a_risk_in_the_transcript_is_a_possible_one(hold: Hold) -> None:
    report = build_report(challenged(hold, ""))
    for shown in (to_markdown(report), to_html(report)):
        assert "possible serious risk: Says something risky about it." in shown
        assert "serious risk raised" not in shown


@pytest.mark.parametrize(
    ("states", "against"), [(("suspected",), 0), (("suspected", "raised"), 1)], ids=str
)
def test_a_weak_claim_that_nobody_foresaw_is_held_against_who_stood_by_it(
    hold: Hold, states: Sequence[str], against: int
) -> None:
    record = unforeseen(challenged(hold, ""), states)
    rows = build_report(record).heat
    assert len({q.text for row in rows for q in row.quotes if not q.in_favour}) == against


def unforeseen(record: DecisionRecord, states: Sequence[str]) -> DecisionRecord:
    """Return the record as if its risk had been a weak claim, in these states one after another."""
    known = next(flag for flag in record.flags if flag.id == "question-2/risk")
    name = f"any/{known.competency}"
    order = iter(states)

    def told(concern: Concerned) -> Concerned:
        return concern.model_copy(update={"flag": name, "state": next(order, states[-1])})

    assessments = [
        a.model_copy(
            update={
                "concerns": tuple(told(c) for c in a.concerns),
                "evidence": tuple(
                    e.model_copy(update={"shows": name}) if e.shows == known.id else e
                    for e in a.evidence
                ),
            }
        )
        for a in record.assessments
    ]
    flags = (*record.flags, known.model_copy(update={"id": name}))
    return record.model_copy(update={"assessments": tuple(assessments), "flags": flags})


def test_an_engine_that_compares_says_not_recognised(
    practice: DecisionRecord, ai_only: DecisionRecord
) -> None:
    embedded, other = build_report(practice), build_report(ai_only)
    assert "- not recognised: " in to_markdown(embedded)
    assert "not recognised" in to_html(embedded)
    assert "What was not recognised: " in to_terminal(embedded)
    assert "- missing: " in to_markdown(other)
    assert "not recognised" not in to_markdown(other)


def test_the_top_level_is_explained_where_points_were_counted_by_likeness(
    practice: DecisionRecord, hired: DecisionRecord
) -> None:
    report = build_report(practice)
    assert what_levels_mean(report).startswith("A 5.0 here means every awaited point was recog")
    for shown in (to_markdown(report), to_terminal(report), to_html(report)):
        assert "it does not mean the level-5 description was shown." in shown
    assert what_levels_mean(build_report(hired)) == ""


def test_what_weighs_most_and_was_not_asked_is_named(practice: DecisionRecord) -> None:
    asked = set(practice.questions[0].competencies)
    names = [c.name for c in practice.role.competencies if c.id not in asked]
    told = f"Not asked, though they weigh most here: {', '.join(names)}."
    report = build_report(practice)
    assert names
    assert left_out(report) == told
    for shown in (to_markdown(report), to_terminal(report), to_html(report)):
        assert told in shown
    asked_all = {"questions": (practice.questions[0], *everything(practice))}
    assert left_out(build_report(practice.model_copy(update=asked_all))) == ""


def everything(record: DecisionRecord) -> tuple[Question, ...]:
    ids = tuple(c.id for c in record.role.competencies)
    return (record.questions[0].model_copy(update={"id": "q2", "competencies": ids}),)


def test_a_verdict_that_is_far_away_is_no_list_of_numbers(ai_only: DecisionRecord) -> None:
    report = build_report(ai_only)
    (first, *_) = ai_only.verdict.flips
    near = with_flips(ai_only, first.model_copy(update={"decision": "hold", "total": 6.0}))
    far = [
        first.model_copy(update={"decision": "hold", "total": 6.1}),
        first.model_copy(update={"decision": "hire", "total": 9.0}),
    ]
    assert report.decision == "no_hire"
    assert flip_sentences(build_report(near))[0].startswith("Hold, 6.0 away: ")
    assert flip_sentences(build_report(with_flips(ai_only, *far))) == [
        "Far from Hold; start with the drills."
    ]


def test_who_was_hired_is_sent_to_no_drill_by_a_far_verdict(hired: DecisionRecord) -> None:
    far = hired.verdict.flips[0].model_copy(update={"decision": "hold", "total": 7.7})
    assert flip_sentences(build_report(with_flips(hired, far))) == ["Far from Hold."]


def with_flips(record: DecisionRecord, *flips: Flip) -> DecisionRecord:
    verdict = record.verdict.model_copy(update={"flips": flips})
    return record.model_copy(update={"verdict": verdict})
