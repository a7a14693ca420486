"""A vote, a move or a verdict that was made up is found, also under a fresh seal."""

from collections.abc import Callable
from typing import Any

import pytest
from finished import Json, caught_at, derived_anew, finished, parts, sealed_again

from archpanel.agents.verification import verify
from archpanel.agents.voting import sealed

Forgery = Callable[[Json], object]


def vote(data: Json, part: str, seat: int, **change: Any) -> None:
    """Change a ballot and write its own seal anew."""
    fields = {k: v for k, v in data[part][seat].items() if k != "seal"}
    data[part][seat] = sealed(**{**fields, **change}).model_dump(mode="json")


def levels(data: Json, part: str, seat: int, **change: float | None) -> None:
    vote(data, part, seat, levels={**data[part][seat]["levels"], **change})


SEALED = "sealed_ballots"

VOTES: list[tuple[str, str, Forgery]] = [
    ("a level", "sealed_ballots/1/levels/gamma", lambda d: levels(d, SEALED, 1, gamma=3.5)),
    ("not assessed", "sealed_ballots/1/levels/gamma", lambda d: levels(d, SEALED, 1, gamma=None)),
    (
        "advice",
        "sealed_ballots/1/recommendation",
        lambda d: vote(d, SEALED, 1, recommendation="hire"),
    ),
    ("evidence", "sealed_ballots/0/cited", lambda d: vote(d, SEALED, 0, cited=())),
    ("completeness", "sealed_ballots/0/complete", lambda d: vote(d, SEALED, 0, complete=False)),
    ("confidence", "sealed_ballots/0/confidence", lambda d: vote(d, SEALED, 0, confidence=0.1)),
    ("its seal", "sealed_ballots/2/seal", lambda d: d["sealed_ballots"][2].update(seal="0" * 64)),
    ("a stranger", "sealed_ballots/0/persona", lambda d: vote(d, SEALED, 0, persona="nobody")),
    ("no vote", SEALED, lambda d: d["sealed_ballots"].pop()),
    (
        "a vote twice",
        "sealed_ballots/3/persona",
        lambda d: d["sealed_ballots"].append(d["sealed_ballots"][0]),
    ),
    ("a final level", "ballots/1/levels/gamma", lambda d: levels(d, "ballots", 1, gamma=3.5)),
    (
        "final advice",
        "ballots/1/recommendation",
        lambda d: vote(d, "ballots", 1, recommendation="hire"),
    ),
    ("a final vote", "ballots/2/advice", lambda d: d["ballots"].pop()),
]


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


def test_an_interview_without_its_bad_answers_is_found() -> None:
    data = parts()
    gone = data["answers"].pop()["id"]
    data["assessments"] = [a for a in data["assessments"] if a["answer_id"] != gone]
    assert caught_at(derived_anew(data)) == "answers"
