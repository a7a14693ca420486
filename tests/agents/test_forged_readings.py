"""A reading that was made up is found, also when votes, verdict and seal were derived from it.

Each forgery changes one thing of an assessment and derives everything after it by the panel's own
rules. Verification names what does not follow.
"""

from collections.abc import Callable
from typing import Any

import pytest
from finished import Json, caught_at, derived_anew, parts

Forgery = Callable[[Json], object]


def test_a_forger_who_changes_nothing_is_no_forger() -> None:
    assert derived_anew(parts()) == parts()


def reading(data: Json, answer: str, seat: str) -> Json:
    found: Json = next(a for a in data["assessments"] if a["id"] == f"{answer}/{seat}")
    return found


HALF = ("a2", "first_seat")
"""The answer that says one point by half and leaves two out."""

RISKY = ("a5", "third_seat")
"""The answer with the risk that was not taken back."""

BLOCKED = ("a8", "first_seat")
"""The answer with the blocking concern, which the next answer takes back."""

READ = {
    "half": HALF,
    "risky": RISKY,
    "blocked": BLOCKED,
    "probed": ("a3", "first_seat"),
    "card": ("a7", "first_seat"),
}


def placed(named: str) -> str:
    """Return the path of a field of a reading: `half: levels/beta`."""
    which, colon, field = named.partition(": ")
    if not colon:
        return named
    ids = [a["id"] for a in parts()["assessments"]]
    return f"assessments/{ids.index('/'.join(READ[which]))}/{field}"


def move_span(evidence: Json, start: int, end: int, text: str) -> None:
    old = evidence["id"]
    answer = evidence["answer_id"]
    evidence.update(start=start, end=end, quote=text[start:end], id=f"{answer}:{start}-{end}")
    assert old != evidence["id"]


def cite(data: Json, start: int, end: int) -> None:
    """Let the half-made point of the answer rest on another span of it."""
    mine = reading(data, *HALF)
    text = next(a["text"] for a in data["answers"] if a["id"] == "a2")
    move_span(mine["evidence"][0], start, end, text)
    mine["findings"][0].update(evidence=mine["evidence"][0]["id"], state="met")


def make_up_a_quote(data: Json) -> None:
    evidence = reading(data, *HALF)["evidence"][0]
    evidence["quote"] = evidence["quote"].replace("half", "well")


def borrow_a_quote(data: Json) -> None:
    mine, other = reading(data, *HALF), reading(data, "a1", "first_seat")
    mine["evidence"] = [*mine["evidence"], {**other["evidence"][0], "shows": "p2"}]
    mine["findings"][2].update(state="met", evidence=other["evidence"][0]["id"])


def credit_without_quote(data: Json) -> None:
    reading(data, *HALF)["findings"][2]["state"] = "met"


def credit_by_another_points_quote(data: Json) -> None:
    mine = reading(data, *HALF)
    mine["findings"][2].update(state="met", evidence=mine["evidence"][0]["id"])


def credit_off_topic(data: Json) -> None:
    reading(data, *HALF)["kind"] = "off_topic"


def leave_out_a_missed_point(data: Json) -> None:
    mine = reading(data, *HALF)
    mine["findings"] = [f for f in mine["findings"] if f["state"] != "not_met"]


def leave_out_what_was_probed(data: Json) -> None:
    mine = reading(data, "a3", "first_seat")
    mine["findings"] = [f for f in mine["findings"] if f["state"] != "not_met"]


def weigh_a_point_more(data: Json) -> None:
    reading(data, *HALF)["findings"][1]["weight"] = 3


def count_a_point_elsewhere(data: Json) -> None:
    reading(data, *HALF)["findings"][1]["competency"] = "alpha"


def set_aside_as_a_surprise(data: Json) -> None:
    reading(data, *HALF)["apart"] = True


def count_the_surprise(data: Json) -> None:
    reading(data, "a7", "first_seat")["apart"] = False


def read_another_item(data: Json) -> None:
    reading(data, *HALF)["item"] = "question-1"


def belittle_the_concern(data: Json) -> None:
    reading(data, *BLOCKED)["concerns"][0]["concern"] = "serious"


def count_the_concern_elsewhere(data: Json) -> None:
    reading(data, *RISKY)["concerns"][0]["competency"] = "alpha"


def only_suspect_the_concern(data: Json) -> None:
    reading(data, *RISKY)["concerns"][0]["state"] = "suspected"


def raise_it_without_a_quote(data: Json) -> None:
    reading(data, *RISKY)["concerns"][0]["evidence"] = "a5:0-30"


def raise_an_unknown_flag(data: Json) -> None:
    reading(data, *RISKY)["concerns"][0]["flag"] = "question-2/other"


def read_it_by_anchors(data: Json) -> None:
    mine = reading(data, *HALF)
    quote = mine["evidence"][0]["id"]
    entry = {"competency": "beta", "level": 5.0, "weight": 1.0, "evidence": [quote]}
    mine["anchored"] = [entry]


def show_another_level(data: Json) -> None:
    reading(data, *HALF)["levels"]["beta"] = 4.0


def judge_by_embedding(data: Json) -> None:
    reading(data, *HALF)["maker"]["engine"] = "embedded"


def drop_a_reading(data: Json) -> None:
    data["assessments"].remove(reading(data, *HALF))


def read_twice(data: Json) -> None:
    data["assessments"].append(reading(data, "a1", "first_seat"))


def read_a_stranger(data: Json) -> None:
    reading(data, *HALF).update(answer_id="a99", id="a99/first_seat")


def read_as_a_stranger(data: Json) -> None:
    reading(data, *HALF).update(persona="nobody", id="a2/nobody")


READINGS: list[Any] = [
    pytest.param(make_up_a_quote, "half: evidence/0/quote", id="one word of a quote"),
    pytest.param(borrow_a_quote, "half: evidence/2/quote", id="another answer's quote"),
    pytest.param(lambda d: cite(d, 3, 20), "half: evidence/0/quote", id="cut within a word"),
    pytest.param(lambda d: cite(d, 0, 7), "half: evidence/0/quote", id="two words"),
    pytest.param(credit_without_quote, "half: findings/2/evidence", id="credit, no quote"),
    pytest.param(
        credit_by_another_points_quote,
        "half: findings/2/evidence",
        id="another point's quote",
    ),
    pytest.param(credit_off_topic, "half: findings/0/evidence", id="credit off the topic"),
    pytest.param(leave_out_a_missed_point, "half: findings", id="a missed point left out"),
    pytest.param(
        leave_out_what_was_probed,
        "probed: findings",
        id="a probe that failed left out",
    ),
    pytest.param(weigh_a_point_more, "half: findings/1/weight", id="a point weighs more"),
    pytest.param(count_a_point_elsewhere, "half: findings/1/weight", id="a point elsewhere"),
    pytest.param(set_aside_as_a_surprise, "half: apart", id="set aside as a surprise"),
    pytest.param(count_the_surprise, "card: apart", id="the surprise counted"),
    pytest.param(read_another_item, "half: item", id="another item's points"),
    pytest.param(belittle_the_concern, "blocked: concerns/0/concern", id="no more blocking"),
    pytest.param(
        count_the_concern_elsewhere, "risky: concerns/0/concern", id="a concern elsewhere"
    ),
    pytest.param(only_suspect_the_concern, "risky: concerns/0/state", id="only suspected"),
    pytest.param(
        raise_it_without_a_quote,
        "risky: concerns/0/evidence",
        id="a concern without a quote",
    ),
    pytest.param(raise_an_unknown_flag, "risky: concerns/0/flag", id="an unknown red flag"),
    pytest.param(read_it_by_anchors, "half: anchored/0", id="a bank question by anchors"),
    pytest.param(show_another_level, "half: levels/beta", id="another level shown"),
    pytest.param(judge_by_embedding, "half: maker/engine", id="practice sold as real"),
    pytest.param(drop_a_reading, "assessments", id="a weak reading dropped"),
    pytest.param(read_twice, "assessments", id="a good reading doubled"),
]


@pytest.mark.parametrize(("forge", "named"), READINGS)
def test_a_forged_reading_is_found(forge: Forgery, named: str) -> None:
    data = parts()
    forge(data)
    assert caught_at(derived_anew(data)) == placed(named)


@pytest.mark.parametrize(
    ("forge", "named"),
    [
        pytest.param(read_a_stranger, "half: answer_id", id="no such answer"),
        pytest.param(read_as_a_stranger, "half: persona", id="no such seat"),
    ],
)
def test_a_reading_of_nobody_is_found(forge: Forgery, named: str) -> None:
    data = parts()
    forge(data)
    assert caught_at(data) == placed(named)
