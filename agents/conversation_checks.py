"""What must hold of the conversation on record, whoever wrote it: order, turns and what follows.

What a question was decides what its answer may leave out: only a follow-up asks for less than all
key points of its item, and only a surprise card moves no level. So a forger who calls an opening
question a follow-up, or a card, hides what was not said.
"""

from collections.abc import Iterator

from archpanel.domain import DecisionRecord, Question

Problem = tuple[str, str]
"""Where (a path within the record) and what."""


def first_disorder(record: DecisionRecord) -> Problem | None:
    """Return the first thing that no panel's conversation could have been, or None."""
    return next(_problems(record), None)


def _problems(record: DecisionRecord) -> Iterator[Problem]:
    yield from _order(record)
    if record.brief.purpose == "review" or not record.items:
        yield from _of_others(record)
        return
    yield from _turns(record)
    yield from _surprises(record)
    for at, question in enumerate(record.questions):
        yield from _follows(record, at, question)


def _order(record: DecisionRecord) -> Iterator[Problem]:
    for number, question in enumerate(record.questions, start=1):
        if question.id != f"q{number}":
            yield f"questions/{number - 1}/id", f"is not that of turn {number}, q{number}"
    for at, (question, answer) in enumerate(zip(record.questions, record.answers, strict=False)):
        if answer.question_id != question.id:
            yield f"answers/{at}/question_id", f"is out of order; {question.id} comes here"


def _of_others(record: DecisionRecord) -> Iterator[Problem]:
    """A review judges an interview that others held: nothing of the bank was asked in it."""
    if record.items:
        yield "items/0", "is of the bank, which a review asks nothing of"
    for at, question in enumerate(record.questions):
        if question.move != "open":
            yield f"questions/{at}/move", "is a move of the panel's own, which held no review"


OUTSIDER = "interviewer"
"""Who asked where no seat of this panel did: a transcript's interviewer, or, in the lab, the bank
itself or somebody of another panel, whose interview this one reads."""


def _turns(record: DecisionRecord) -> Iterator[Problem]:
    if len(record.questions) > record.brief.turns:
        yield f"questions/{record.brief.turns}", f"is more than the {record.brief.turns} turns"
    for at, question in enumerate(record.questions):
        if question.persona not in (*record.brief.seats, OUTSIDER):
            yield f"questions/{at}/persona", "has no seat on the panel"


def _surprises(record: DecisionRecord) -> Iterator[Problem]:
    cards = [at for at, question in enumerate(record.questions) if question.move == "twist"]
    if cards and not record.brief.surprise:
        yield f"questions/{cards[0]}/move", "is a surprise, which the brief does not ask for"
    if len(cards) > 1:
        yield f"questions/{cards[1]}/move", "is a second surprise; there is one at most"


def _follows(record: DecisionRecord, at: int, question: Question) -> Iterator[Problem]:
    """A follow-up asks again about the item of an earlier answer; whatever else opens one."""
    before = {asked.answer_id: asked for asked in record.questions[:at]}
    if not question.is_follow_up:
        if question.follows:
            yield f"questions/{at}/follows", "names an answer, though it follows up none"
        if question.item in {asked.item for asked in before.values()}:
            yield f"questions/{at}/item", "was put before; to ask again is a follow-up"
    elif question.follows not in before:
        yield f"questions/{at}/follows", "is no earlier answer, which a follow-up needs"
    elif question.item != before[question.follows].item:
        yield f"questions/{at}/item", f"is not what {question.follows} was about"
