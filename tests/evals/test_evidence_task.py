from collections import Counter
from typing import Any

import pytest

from archpanel.domain import Assessment
from archpanel.evals.harness.sample import Sample
from archpanel.evals.harness.task import Scored, Setup
from archpanel.evals.panel_runs import assess_alone
from archpanel.evals.small_pack import small_pack, small_seats
from archpanel.evals.tasks.evidence import (
    CONTROL,
    EVIDENCE,
    KINDS,
    MEANT,
    QUESTIONS,
    load,
    panel_words,
    quotes_in,
    texts_of,
)
from archpanel.packs import load_pack
from archpanel.testing import ScriptedEngine

PACK = small_pack()
ITEM = PACK.question("question-0")


async def read(text: str) -> list[Assessment]:
    return await assess_alone(PACK, ScriptedEngine(), ITEM, text, small_seats())


def scored(name: str, **changes: dict[str, Any]) -> Scored:
    plain = {"level": 1.0, "quotes": 0, "exact": 0, "echoed": 0, "credited": 0}
    strong = {"level": 5.0, "quotes": 4, "exact": 4, "echoed": 0, "credited": 4}
    kinds = {kind: {**plain, **changes.get(kind, {})} for kind in KINDS}
    kinds |= {MEANT: {**plain, "level": 5.0}, CONTROL: strong}
    sample = Sample(name, {}, None)
    output = {"bar": 3.0, "kinds": kinds}
    return Scored(sample, 1, output, EVIDENCE.score(sample, output))


def figures(*rows: Scored) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in EVIDENCE.measure(rows)}


def test_the_same_seed_draws_and_makes_the_same_texts() -> None:
    assert load(None) == load(None)
    assert len({one.id for one in load(None)}) == QUESTIONS


def test_every_kind_is_made_of_what_it_says() -> None:
    item = load_pack("ai-architect").question("refund-exactly-once")
    made = texts_of(item)
    said = [point.said_as[0] for point in item.key_points]
    assert set(made) == {*KINDS, MEANT, CONTROL}
    assert all(phrase in made["planted"] and phrase in made["negated"] for phrase in said)
    assert Counter(made["shuffled"].split()) == Counter(" ".join(said).split())
    assert made["shuffled"] != " ".join(said)
    assert made["pasted"].count("\n") == len(item.key_points) - 1
    assert item.text in made["interviewer"]
    assert not any(phrase in panel_words(item) for phrase in said)


async def test_quotes_of_an_answer_are_counted_against_it() -> None:
    text = "I would do it like this and no other way. [p1]"
    found = quotes_in(await read(text), text, panel_words(ITEM))
    assert found["quotes"] == found["exact"] == found["credited"] == 3
    assert found["echoed"] == 0


async def test_a_quote_that_is_no_span_of_the_answer_or_the_panels_own_is_seen() -> None:
    text = "I would do it like this and no other way. [p1]"
    made = await read(text)
    assert quotes_in(made, f"Well, {text}", "")["exact"] == 0
    quoted = made[0].evidence[0].quote
    assert quotes_in(made, text, f"You say: {quoted.upper()}")["echoed"] == 3


async def test_the_solver_reads_every_kind() -> None:
    texts = {CONTROL: "I would do it like this. [p0] And so on. [p1]", "pasted": "Point 1 of it."}
    sample = Sample("s", {"question": "question-0", "texts": texts})
    output = await EVIDENCE.solve(sample, Setup(PACK, ScriptedEngine()))
    assert output["bar"] == 3
    assert output["kinds"][CONTROL]["credited"] > 0
    assert output["kinds"]["pasted"]["level"] == 1


@pytest.mark.parametrize("level", [3.0, 4.2])
def test_a_text_at_the_bar_has_not_failed(level: float) -> None:
    found = figures(scored("a"), scored("b", negated={"level": level}))
    assert found["at-bar/negated"] == 0.5
    assert found["at-bar/pasted"] == 0
    assert found["at-bar/strong"] == 1
    assert found["level/negated"] == (1 + level) / 2


def test_one_wrong_quote_in_ten_is_a_tenth() -> None:
    wrong = {"quotes": 2, "exact": 1, "echoed": 1}
    found = figures(scored("a"), scored("b", planted=wrong))
    assert found["quotes-exact"] == pytest.approx(0.9)
    assert found["quotes-of-panel"] == pytest.approx(0.1)
