"""A forger who seals a record anew still cannot make up what code derives.

Each forgery changes one thing, derives everything after it by the panel's own rules where the
forger can, and puts a fresh seal on it. Verification names what does not follow.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from finished import Json, finished, parts, sealed_again

from archpanel.agents.consensus import reach_verdict
from archpanel.agents.record import finals
from archpanel.agents.verification import verify
from archpanel.agents.voting import Setting, cast_ballot, sealed
from archpanel.domain import DecisionRecord, RecordTampered

Forgery = Callable[[Json], object]


def caught_at(data: Json) -> str:
    with pytest.raises(RecordTampered) as caught:
        verify(sealed_again(data))
    return caught.value.field


def derived_anew(data: Json, *, from_votes: bool = True) -> Json:
    """Cast the ballots, apply the moves and reach the verdict by the panel's own rules."""
    record = DecisionRecord.model_validate_json(json.dumps({**data, "seal": {}}))
    setting = Setting(record.brief, record.role)
    votes = record.sealed_ballots
    if from_votes:
        votes = tuple(
            cast_ballot(p, [a for a in record.assessments if a.persona == p.id], setting)
            for p in record.personas
        )
    ballots = finals(votes, record.moves, record.personas, setting)
    fresh = record.model_copy(
        update={
            "sealed_ballots": votes,
            "ballots": ballots,
            "verdict": reach_verdict(ballots, record.personas, setting),
        }
    )
    found: Json = json.loads(fresh.model_dump_json(exclude={"seal"}))
    return found


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


def vote(data: Json, part: str, seat: int, **change: Any) -> None:
    """Change a ballot and write its own seal anew."""
    fields = {k: v for k, v in data[part][seat].items() if k != "seal"}
    data[part][seat] = sealed(**{**fields, **change}).model_dump(mode="json")


def levels(data: Json, part: str, seat: int, **change: float | None) -> None:
    vote(data, part, seat, levels={**data[part][seat]["levels"], **change})


VOTES: list[tuple[str, str, Forgery]] = [
    ("a level", "sealed_ballots/1/levels/gamma", lambda d: levels(d, "sealed_ballots", 1, gamma=3.5)),
    ("not assessed", "sealed_ballots/1/levels/gamma", lambda d: levels(d, "sealed_ballots", 1, gamma=None)),
    ("advice", "sealed_ballots/1/recommendation", lambda d: vote(d, "sealed_ballots", 1, recommendation="hire")),
    ("evidence", "sealed_ballots/0/cited", lambda d: vote(d, "sealed_ballots", 0, cited=())),
    ("completeness", "sealed_ballots/0/complete", lambda d: vote(d, "sealed_ballots", 0, complete=False)),
    ("confidence", "sealed_ballots/0/confidence", lambda d: vote(d, "sealed_ballots", 0, confidence=0.1)),
    ("its seal", "sealed_ballots/2/seal", lambda d: d["sealed_ballots"][2].update(seal="0" * 64)),
    ("a stranger", "sealed_ballots/0/persona", lambda d: vote(d, "sealed_ballots", 0, persona="nobody")),
    ("no vote", "sealed_ballots", lambda d: d["sealed_ballots"].pop()),
    ("a vote twice", "sealed_ballots/3/persona", lambda d: d["sealed_ballots"].append(d["sealed_ballots"][0])),
    ("a final level", "ballots/1/levels/gamma", lambda d: levels(d, "ballots", 1, gamma=3.5)),
    ("final advice", "ballots/1/recommendation", lambda d: vote(d, "ballots", 1, recommendation="hire")),
    ("a final vote", "ballots/2/blocking", lambda d: d["ballots"].pop()),
]  # fmt: skip


@pytest.mark.parametrize(("named", "forge"), [v[1:] for v in VOTES], ids=[v[0] for v in VOTES])
def test_a_forged_vote_is_found(named: str, forge: Forgery) -> None:
    data = parts()
    forge(data)
    assert caught_at(data) == named


MOVES: list[tuple[str, str, Json]] = [
    ("from another level", "moves/0/origin", {"origin": 2.0, "to": 3.6}),
    ("too far", "moves/0", {"to": 2.6}),
    ("against the quote", "moves/0", {"to": 4.5}),
    ("with a quote it had used", "moves/0", {"evidence": "a5:0-30"}),
    ("with a quote that nobody verified", "moves/0", {"evidence": "a5:3-40"}),
    ("on what was not in dispute", "moves/0/competency", {"competency": "alpha", "origin": 3.7}),
    ("before its time", "moves/0/competency", {"round": 2, "competency": "beta", "origin": 4.1}),
    ("by a stranger", "moves/0/persona", {"persona": "nobody"}),
]


@pytest.mark.parametrize(("named", "change"), [m[1:] for m in MOVES], ids=[m[0] for m in MOVES])
def test_a_forged_move_is_found(named: str, change: Json) -> None:
    data = parts()
    data["moves"][0].update(change)
    assert caught_at(data) == named


def test_a_move_that_was_dropped_doubled_or_added_is_found() -> None:
    data = parts()
    move = data["moves"].pop()
    assert caught_at(data).startswith("ballots/0/")
    again = {**move, "origin": move["to"], "to": 2.8}
    assert caught_at({**data, "moves": [move, again]}) == "moves/1/round"
    late = {**again, "round": 2}
    assert caught_at({**data, "moves": [move, late]}).startswith("ballots/0/")
    assert caught_at({**data, "moves": [{**late, "origin": 3.7}, move]}) == "moves/1/round"


def test_no_round_is_held_that_the_policy_does_not_grant() -> None:
    data = parts()
    data["role"]["policy"]["debrief_rounds"] = 0
    assert caught_at(data) == "moves/0/round"


VERDICTS: list[tuple[str, Forgery]] = [
    ("verdict/decision", lambda d: d["verdict"].update(decision="no_hire")),
    ("verdict/levels/gamma", lambda d: d["verdict"]["levels"].update(gamma=3.0)),
    ("verdict/axes/0/level", lambda d: d["verdict"]["axes"][0].update(level=4.0)),
    ("verdict/gates/2/outcome", lambda d: d["verdict"]["gates"][2].update(outcome="fail")),
    ("verdict/dissent/0/own", lambda d: d["verdict"].update(dissent=[])),
    ("verdict/flips/0/decision", lambda d: d["verdict"].update(flips=[])),
    ("verdict/practice", lambda d: d["verdict"].update(practice=True)),
    ("verdict/provisional", lambda d: d["verdict"].update(provisional=True)),
    ("verdict/agreement", lambda d: d["verdict"].update(agreement=0.5)),
    ("verdict/reasons/0", lambda d: d["verdict"]["reasons"].insert(0, "A fine person.")),
    ("verdict/policy_version", lambda d: d["verdict"].update(policy_version=2)),
]


@pytest.mark.parametrize(("named", "forge"), VERDICTS, ids=[named for named, _ in VERDICTS])
def test_a_forged_verdict_is_found(named: str, forge: Forgery) -> None:
    data = parts()
    forge(data)
    field = caught_at(data)
    assert field == named or field == named.rsplit("/", 2)[0]


RULES: list[tuple[str, Forgery]] = [
    ("brief/level", lambda d: d["brief"].update(level="junior")),
    ("role/policy/bars/senior", lambda d: d["role"]["policy"]["bars"]["senior"].pop("ai")),
    (
        "role/policy/importance_weights",
        lambda d: d["role"]["policy"].update(importance_weights=[1]),
    ),
    ("personas/2/severity", lambda d: d["role"]["policy"]["severity"].pop("strict")),
    ("personas", lambda d: d["personas"].pop()),
    ("personas", lambda d: d["brief"]["seats"].pop()),
    ("questions", lambda d: d["questions"].append(d["questions"][0])),
    ("answers", lambda d: d["answers"].append(d["answers"][0])),
    ("answers/0/question_id", lambda d: d["answers"][0].update(question_id="q99")),
    ("answers/0/id", lambda d: d["answers"][0].update(id="a99")),
    ("assessments/0/item", lambda d: d["items"][0].update(digest="0" * 64)),
    ("assessments/0/item", lambda d: d["items"].pop(0)),
    ("assessments/0/evidence/0/quote", lambda d: d["answers"][0].update(flags=[[0, 400]])),
    ("sealed_ballots/0/levels/alpha", lambda d: d["role"]["competencies"].pop(0)),
]


@pytest.mark.parametrize(
    ("named", "forge"), RULES, ids=[f"{named} {n}" for n, (named, _) in enumerate(RULES)]
)
def test_rules_or_conversation_that_do_not_fit_are_named(named: str, forge: Forgery) -> None:
    data = parts()
    forge(data)
    assert caught_at(data) == named


def test_a_softer_policy_leads_to_another_verdict_than_the_one_recorded() -> None:
    data = parts()
    data["role"]["policy"]["bars"]["senior"] = {"ai": 1.0, "architecture": 1.0}
    data["role"]["policy"]["strong_margin"] = 9.0
    assert caught_at(data).startswith("sealed_ballots/1/recommendation")
    assert caught_at(derived_anew(data, from_votes=False)).startswith("sealed_ballots/")


def test_whoever_writes_another_interview_altogether_needs_another_head() -> None:
    """What no recomputation can find is found by comparing the head with the published one."""
    data = parts()
    data["answers"][0]["text"] += " Thank you for asking."
    verified = verify(sealed_again(data))
    assert verified.verdict == finished().verdict
    assert verified.seal["head"] != finished().seal["head"]
