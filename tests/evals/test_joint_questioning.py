from typing import Any

import pytest

from archpanel.agents.chair import Proceedings
from archpanel.agents.offline import EmbeddedEngine
from archpanel.domain import Item, Question
from archpanel.evals.arbiters import keywords, words_of
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Scored
from archpanel.evals.panel_runs import CORE_SEATS, hold, make_brief
from archpanel.evals.tasks.joint_questioning import CHAIRS, JOINT_QUESTIONING, load
from archpanel.evals.tasks.planted_flags import PLANTED_FLAGS
from archpanel.packs import load_pack
from archpanel.personas import seat_panel


def held(by: str) -> dict[str, Any]:
    return {"by": by, "asked_by": "", "challenges": 1, "repeats": 0, "balance": 1.0}


def scored(name: str, kind: str, owner: str, **by: str) -> Scored:
    sample = Sample(name, {}, owner, {"kind": kind})
    output = {chair: held(by.get(chair, "")) for chair in CHAIRS}
    return Scored(sample, 1, output, JOINT_QUESTIONING.score(sample, output))


def test_the_right_seat_counts_for_claims_and_any_seat_is_wrong_for_a_twin() -> None:
    rows = [
        scored("a", "claim", "startup_cto", chair="startup_cto", keywords="security_reviewer"),
        scored("b", "claim", "startup_cto", chair="startup_cto", rotation="startup_cto"),
        scored("c", "honest", "", rotation="startup_cto"),
    ]
    found = {figure.name: figure.value for figure in JOINT_QUESTIONING.measure(rows)}
    assert (found["right/chair"], found["right/rotation"], found["right/keywords"]) == (1, 0.5, 0)
    assert found["any/keywords"] == 0.5
    assert (found["false/chair"], found["false/rotation"]) == (0, 1)
    assert (found["ahead-of/rotation"], found["ahead-of/keywords"]) == (0.5, 1)


def test_the_target_is_the_owner_and_is_not_in_the_input() -> None:
    claim = next(one for one in load(None) if one.metadata["kind"] == "claim")
    assert claim.target in CORE_SEATS
    assert claim.target not in str(claim.input)


async def test_the_keyword_arbiter_challenges_the_sentence_with_a_seats_words() -> None:
    pack, seat = load_pack("ai-architect"), seat_panel(CORE_SEATS)[2]
    loaded = " ".join(sorted(words_of(seat)))
    seen: list[Any] = []

    def say(question: Question, item: Item) -> str:
        return f"We shipped it. {loaded}." if question.is_opening else "I would have to look."

    def noted(proceedings: Proceedings, *rest: Any) -> Any:
        seen.append(keywords(proceedings, *rest))
        return seen[-1]

    brief = make_brief(pack, turns=2)
    run = await hold(pack, EmbeddedEngine(pack), brief, say, chair=noted)
    assert [q.move for q in run.questions] == ["open", "cross-examine"]
    assert seen[1].persona == seat.id
    assert seen[1].quote.startswith(loaded[:20])
    assert seen[-1] is None


@pytest.mark.parametrize(("flag", "hit"), [("q/clean-cut", 1.0), ("q/other", 0.0)])
def test_a_planted_flag_is_foreseen_only_by_its_own_name(flag: str, hit: float) -> None:
    sample = Sample("x", {"question": "q", "text": ""}, "clean-cut", {"kind": "planted"})
    score = PLANTED_FLAGS.score(sample, [{"flag": flag, "counts": False}])
    assert score.value == {"foreseen": hit, "anything": 1.0, "counted": 0.0}
    assert PLANTED_FLAGS.score(sample, []).value["anything"] == 0
