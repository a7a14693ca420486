"""What a candidate says becomes an answer: the one way in, wherever it is kept."""

from archpanel.agents.clock import Clock, stamp, utc_now
from archpanel.agents.suspicion import suspicious_spans
from archpanel.domain import MAX_ANSWER, Answer, BadRequest, answer_id_of, canonical


def make_answer(question: str, text: str, key: str, clock: Clock = utc_now) -> Answer:
    """Return an answer in canonical form, with the spans that address the panel marked.

    Args:
        question: id of the question that is answered.
        text: what was said; "" is a pass.
        key: idempotency key.
        clock: when it came.

    Raises:
        BadRequest: longer than `MAX_ANSWER` characters.
    """
    clean = canonical(text)
    if len(clean) > MAX_ANSWER:
        raise BadRequest(
            f"The answer to {question} has {len(clean)} characters, at most {MAX_ANSWER} are "
            "taken; nothing of it was kept. Shorten it."
        )
    return Answer(
        id=answer_id_of(question),
        question_id=question,
        text=clean,
        received=stamp(clock),
        key=key,
        flags=suspicious_spans(clean),
    )
