"""A reader learns how many minds judged, what they advised, what failed, and what it cost."""

from html.parser import HTMLParser

import pytest
from read_by_models import EVIL, as_llm

from archpanel.domain import Advice, Call, DecisionRecord, Note
from archpanel.evals.small_pack import SEATS
from archpanel.report import build_report, to_html, to_markdown, to_terminal
from archpanel.report.quotes import strongest_quotes

ONE = dict.fromkeys(SEATS, "gpt-x")
TWO = dict(zip(SEATS, ("gpt-x", "gpt-x", "qwen"), strict=True))
THREE = dict(zip(SEATS, ("gpt-x", "llama", "qwen"), strict=True))


def votes(record: DecisionRecord) -> str:
    reading = build_report(record).reading
    assert reading is not None
    return reading.votes


def call(seat: str = SEATS[0], **changes: object) -> Call:
    fields: dict[str, object] = {
        "job": "assess", "seat": seat, "about": "a1", "model": "gpt-x", "requests": 1,
        "input": 1000, "cached": 400, "output": 50, "seconds": 1.0, **changes,
    }  # fmt: skip
    return Call.model_validate(fields)


def test_three_seats_on_one_model_are_one_opinion(hired: DecisionRecord) -> None:
    told = (
        "All three seats think with gpt-x: their errors are shared, so read this as one opinion in "
        "three voices, not as three."
    )
    record = as_llm(hired, ONE)
    assert votes(record) == told
    for text in (to_markdown, to_terminal, to_html):
        assert told in text(build_report(record))


def test_two_models_are_two_votes_and_the_pair_is_named(hired: DecisionRecord) -> None:
    names = {p.id: p.name for p in hired.personas}
    pair = f"{names[SEATS[0]]} and {names[SEATS[1]]} share gpt-x"
    told = votes(as_llm(hired, TWO))
    assert told.startswith("Three seats, 2 independent votes: ")
    assert all(name in told for name in (names[SEATS[0]], names[SEATS[1]]))
    assert "share gpt-x" in told
    assert names[SEATS[2]] not in told, pair


def test_three_models_are_three_votes_with_a_caution(hired: DecisionRecord) -> None:
    told = votes(as_llm(hired, THREE))
    assert "3 independent votes, as far as" in told
    assert all(model in told for model in THREE.values())


def test_a_stand_in_that_all_share_makes_one_vote_of_three(hired: DecisionRecord) -> None:
    told = votes(as_llm(hired, THREE, stand_in="spare"))
    assert "each shares a model with another" in told
    assert "one opinion in three voices" in told


def test_the_embedded_engine_is_one_reader(practice: DecisionRecord) -> None:
    assert votes(practice).startswith("Three personas, one reader")


def test_a_record_that_does_not_tell_is_shown_without(hired: DecisionRecord) -> None:
    verdict = hired.verdict.model_copy(update={"diversity": None})
    assert votes(hired.model_copy(update={"verdict": verdict})) == ""


def test_no_usage_is_shown_where_no_model_was_called(practice: DecisionRecord) -> None:
    report = build_report(practice)
    assert report.usage is None
    assert "| Job |" not in to_markdown(report)
    assert "tokens" not in to_terminal(report)


def test_usage_is_added_up_by_seat_and_job(hired: DecisionRecord) -> None:
    calls = (
        call(money=0.5),
        call(money=0.25, requests=2),
        call(SEATS[1], estimated=True, money=None),
        call(
            SEATS[1], job="ballot", outcome="gpt-x gave no answer.", requests=0, input=0, output=0
        ),
    )
    report = build_report(as_llm(hired, ONE, calls=calls))
    assert report.usage is not None
    first, second, ballot = report.usage.rows
    assert (first.calls, first.input, first.money, first.again, first.failed) == (
        2,
        2000,
        0.75,
        1,
        0,
    )
    assert second.estimated
    assert ballot.failed == 1
    assert report.usage.total.unpriced == 2
    text = to_markdown(report)
    assert report.usage.total.currency == ""
    assert "Cost in the currency of the prices that were configured." in text
    assert "~1,000" in text
    assert "0.7500+" in text
    assert "Failed: gpt-x gave no answer." in text
    assert "4 calls" in to_terminal(report)


def test_money_is_shown_in_its_currency(hired: DecisionRecord) -> None:
    calls = (call(money=0.5, currency="EUR"), call(SEATS[1], money=0.25, currency="EUR"))
    report = build_report(as_llm(hired, ONE, calls=calls))
    assert report.usage is not None
    assert report.usage.total.currency == "EUR"
    for text in (to_markdown, to_terminal, to_html):
        assert "0.7500 EUR" in text(report)
        assert "currency of the prices" not in text(report)


def test_a_currency_that_is_markup_is_shown_as_it_is(hired: DecisionRecord) -> None:
    report = build_report(as_llm(hired, ONE, calls=(call(money=0.5, currency="<b>|x"),)))
    assert "<b>" not in to_html(report).partition("0.5000")[2][:12]
    assert "<b>" not in to_markdown(report).partition("0.5000")[2][:12]


def test_what_notes_took_is_added_up_with_the_rest(hired: DecisionRecord) -> None:
    record = as_llm(hired, ONE, calls=(call(money=0.5, currency="USD"),))
    later = call(job="coaching", about="", money=0.25, currency="USD")
    report = build_report(record, later=(later,))
    assert report.usage is not None
    assert [row.job for row in report.usage.rows] == ["assess", "coaching"]
    assert (report.usage.total.calls, report.usage.total.money) == (2, 0.75)
    assert "no part of the decision record" in to_markdown(report)


@pytest.mark.parametrize(
    ("recommendation", "computed", "told"),
    [
        ("hire", "strong_hire", "the rules computed strong hire. Heeded: the vote is hire."),
        ("hire", "hire", "the rules computed hire as well."),
        ("no_hire", "hire", "not heeded, since"),
        ("hire", "", "the vote is hire."),
    ],
)
def test_advice_is_told_beside_what_the_rules_computed(
    hired: DecisionRecord, recommendation: str, computed: str, told: str
) -> None:
    given = Advice.model_validate(
        {"recommendation": recommendation, "model": "gpt-x", "note": "So."}
    )
    record = as_llm(hired, ONE, advice={SEATS[0]: given})
    sealed = tuple(b.model_copy(update={"recommendation": "hire"}) for b in record.sealed_ballots)
    record = record.model_copy(update={"sealed_ballots": sealed})
    report = build_report(record, computed={SEATS[0]: computed})
    (advice,) = (b.advice for b in report.ballots if b.advice)
    assert told in advice.told
    assert 'in the words of gpt-x: "So."' in to_markdown(report)


def test_who_stood_in_and_who_did_not_read_is_told(hired: DecisionRecord) -> None:
    failed = call(outcome="gpt-x did not answer in time.")
    report = build_report(as_llm(hired, THREE, stand_in="spare", calls=(failed,)))
    assert report.reading is not None
    assert "spare stood in for gpt-x, which had failed, on a1." in report.reading.stand_ins[0]
    assert "did not answer in time" in report.reading.stand_ins[0]
    assert "spare stood in for gpt-x" in to_terminal(report)


def test_models_parameters_and_prompts_are_named(hired: DecisionRecord) -> None:
    record = as_llm(hired, THREE, base_url="https://llm.example.org/v1")
    page = to_html(build_report(record))
    for word in (
        *THREE.values(),
        "temperature not sent",
        "assess@1#def",
        "https://llm.example.org/v1",
    ):
        assert word in page


def test_a_question_in_a_models_words_is_not_comparable(hired: DecisionRecord) -> None:
    first, second, *rest = hired.questions
    questions = (
        first.model_copy(update={"wording": "engine"}),
        second.model_copy(update={"tailored": "The job description stresses it."}),
        *rest,
    )
    record = as_llm(hired.model_copy(update={"questions": questions}), ONE)
    report = build_report(record)
    assert not any(turn.comparable for turn in report.turns[:2])
    text = to_markdown(report)
    assert "in a language model's words: q1." in text
    assert "Chosen or worded by job description or CV: q2." in text
    assert "Words: a language model's" in text
    assert "Words: the bank's own" in text


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)


def test_whatever_a_model_or_its_server_writes_is_text(hired: DecisionRecord) -> None:
    given = Advice(recommendation="hire", note=EVIL, model=EVIL[:60])
    calls = (call(outcome=EVIL[:100]), call(model=EVIL))
    record = as_llm(hired, dict.fromkeys(SEATS, EVIL[:90]), advice={SEATS[0]: given}, calls=calls)
    note = Note(kind="coaching", text=EVIL, model=EVIL, prompt="coaching@1#a", created="now")
    report = build_report(record, note=note)
    page, text = to_html(report), to_markdown(report)
    tags = Tags()
    tags.feed(page)
    assert not tags.tags & {"script", "b", "img"}
    assert "<script" not in text
    assert "[a](http" not in text
    assert "\n# head" not in text


def test_a_coaching_note_says_who_wrote_it_and_that_it_decided_nothing(
    hired: DecisionRecord,
) -> None:
    note = Note(
        kind="coaching", text="Say the number first.", model="gpt-x", prompt="c@1#a", created="now"
    )
    report = build_report(as_llm(hired, ONE), note=note)
    for text in (to_markdown, to_terminal, to_html):
        assert "Written by gpt-x after the verdict" in text(report)
        assert "it decided nothing" in text(report)
        assert "Say the number first." in text(report)


def test_a_ballot_shows_each_quotation_once(hired: DecisionRecord) -> None:
    for ballot in build_report(hired).ballots:
        shown = [(quote.answer, quote.text, quote.in_favour) for quote in ballot.strongest]
        assert len(shown) == len(set(shown))


def test_one_sentence_that_makes_many_points_is_quoted_once(hired: DecisionRecord) -> None:
    own = next(a for a in hired.assessments if a.evidence)
    one = own.evidence[0]
    made = [f for f in own.findings if f.state == "met"]
    points = ["x", "y", "z"]
    many = own.model_copy(
        update={
            "evidence": tuple(one.model_copy(update={"shows": p}) for p in points),
            "findings": tuple(made[0].model_copy(update={"point": p}) for p in points),
        }
    )
    assert len(strongest_quotes([one.id], [many], 5)) == 1
