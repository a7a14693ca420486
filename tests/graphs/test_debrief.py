"""Seats that disagree may move, a little, for a reason; and nobody moves without one."""

import math

import pytest
from interviews import RISK, SOUND, THOROUGH, held

from archpanel.agents.engine import Case, Reconsidered
from archpanel.agents.verification import recompute, verify
from archpanel.domain import Move, Persona, RecordTampered
from archpanel.domain.record import DecisionRecord
from archpanel.evals.small_pack import SEATS
from archpanel.graphs import MemoryRecords, Panel, score_missing
from archpanel.graphs.debrief import hold_debrief
from archpanel.graphs.verdict import record_of, seal_ballots
from archpanel.testing import ScriptedEngine

FIRST, SECOND, THIRD = SEATS


def risky_sentence_after(said: str) -> str:
    start = len(said) + 1
    return f"a3:{start}-{start + RISK.index(' [')}"


UNUSED = risky_sentence_after(THOROUGH)
"""The risky sentence of the third answer; the first seat does not care and did not cite it."""


async def judged(engine: ScriptedEngine, risky: bool = True, said: str = THOROUGH) -> Panel:
    """Return a panel whose ballots are sealed; a risk parts them on `gamma`: 5, 4 and 3.5."""
    panel, _ = await held(engine, lambda q: f"{said} {RISK}" if risky and q.id == "q3" else said)
    await score_missing(panel)
    await seal_ballots(panel)
    return panel


async def decided(panel: Panel) -> DecisionRecord:
    return await record_of("s", panel)


def moving(to: float, evidence: str = UNUSED, seat: str = FIRST) -> ScriptedEngine:
    change = Reconsidered(to=to, evidence=evidence, reason="I had not weighed that.")
    return ScriptedEngine(changes={(seat, "gamma"): change})


async def test_nothing_happens_where_ballots_agree() -> None:
    engine = ScriptedEngine()
    panel = await judged(engine, risky=False)

    await hold_debrief("s", panel)

    assert engine.cases == []
    assert await panel.records.moves() == []


async def test_seats_further_apart_than_a_level_reconsider_what_they_differ_in() -> None:
    engine = ScriptedEngine()
    panel = await judged(engine)

    await hold_debrief("s", panel)

    assert [(seat, case.competency) for seat, case in engine.cases] == [
        (seat, "gamma") for seat in SEATS
    ]
    assert await panel.records.moves() == []


async def test_a_seat_moves_one_level_for_a_quote_it_had_not_used() -> None:
    engine = moving(to=4.0)
    panel = await judged(engine)

    await hold_debrief("s", panel)

    engine.assert_complete()
    [move] = await panel.records.moves()
    assert (move.persona, move.origin, move.to, move.evidence) == (FIRST, 5.0, 4.0, UNUSED)
    record = await decided(panel)
    assert {b.persona: b.levels["gamma"] for b in record.ballots} == {
        FIRST: 4.0,
        SECOND: 4.0,
        THIRD: 3.5,
    }
    assert record.sealed_ballots[0].levels["gamma"] == 5.0
    verify(record.model_dump_json())


@pytest.mark.parametrize(
    ("to", "evidence", "why"),
    [
        (3.9, UNUSED, "more than a level"),
        (5.0, UNUSED, "no move"),
        (6.0, UNUSED, "above the scale"),
        (0.5, UNUSED, "below every scale"),
        (1e9, UNUSED, "no level at all"),
        (math.nan, UNUSED, "no number"),
        (4.0, "a3:0-5", "a quote that nobody verified"),
        (4.0, "", "no quote"),
        (4.0, "a3:0-30", "a quote of its own first ballot"),
    ],
)
async def test_a_move_that_is_not_allowed_is_refused(to: float, evidence: str, why: str) -> None:
    engine = moving(to, evidence)
    panel = await judged(engine)

    await hold_debrief("s", panel)

    engine.assert_complete()
    assert await panel.records.moves() == [], why


async def test_nobody_moves_against_what_the_quote_shows() -> None:
    engine = ScriptedEngine()
    panel = await judged(engine, said=SOUND)
    own = (await panel.records.ballots())[0].levels["gamma"]
    assert own is not None
    engine.changes = moving(own + 0.5, risky_sentence_after(SOUND)).changes

    await hold_debrief("s", panel)

    engine.assert_complete()
    assert await panel.records.moves() == []


def a_move() -> Move:
    return Move(
        persona=FIRST,
        competency="gamma",
        origin=5.0,
        to=4.0,
        evidence=UNUSED,
        round=1,
        reason="I had not weighed that.",
    )


class Yielding(ScriptedEngine):
    """Gives in by a tenth whenever it is asked."""

    async def change(self, seat: Persona, case: Case) -> Reconsidered | None:
        await super().change(seat, case)
        return Reconsidered(to=case.own - 0.1, evidence=UNUSED, reason="A little.")


async def test_there_are_two_rounds_at_most() -> None:
    engine = Yielding()
    panel = await judged(engine)

    await hold_debrief("s", panel)
    await hold_debrief("s", panel)

    assert [(m.round, m.origin, m.to) for m in await panel.records.moves()] == [
        (1, 5.0, 4.9),
        (2, 4.9, 4.8),
    ]
    assert len(engine.cases) == 2 * len(SEATS)
    verify((await decided(panel)).model_dump_json())


async def test_a_round_that_was_kept_is_not_held_again_after_a_crash() -> None:
    panel = await judged(Yielding())
    kept = a_move()
    await panel.records.put_round(1, [kept])

    await hold_debrief("s", panel)

    assert await panel.records.moves() == [kept]


async def test_of_two_workers_that_hold_the_same_round_the_first_counts() -> None:
    records = MemoryRecords()
    move = a_move()

    assert await records.put_round(1, [move]) == (move,)
    assert await records.put_round(1, []) == (move,)


async def test_a_seat_is_shown_levels_and_ids_but_neither_names_nor_words() -> None:
    engine = ScriptedEngine()

    await hold_debrief("s", await judged(engine))

    shown = dict(engine.cases)
    levels = {FIRST: 5.0, SECOND: 4.0, THIRD: 3.5}
    for seat, case in shown.items():
        assert case.own == levels[seat]
        assert sorted(case.peers) == sorted(v for k, v in levels.items() if k != seat)
        assert not [name for name in SEATS if name in repr(case)]
        assert "I would say" not in repr(case)
        assert "skip the check" not in repr(case)
    assert shown[FIRST].unused == ((UNUSED, False, 1.0),)
    assert shown[THIRD].unused == ()


async def test_the_order_of_peers_differs_between_sessions_but_not_between_runs() -> None:
    async def peers(session: str) -> tuple[float, ...]:
        engine = ScriptedEngine()
        await hold_debrief(session, await judged(engine))
        return engine.cases[0][1].peers

    orders = [await peers(f"session-{n}") for n in range(8)]

    assert set(orders) == {(4.0, 3.5), (3.5, 4.0)}
    assert orders[:2] == [await peers("session-0"), await peers("session-1")]


async def test_a_move_that_claims_another_origin_does_not_verify() -> None:
    panel = await judged(moving(to=4.0))
    await hold_debrief("s", panel)
    record = await decided(panel)
    [honest] = record.moves
    forged = honest.model_copy(update={"origin": 4.5})

    with pytest.raises(RecordTampered, match=r"moves/0/origin: is not where the seat stood"):
        recompute(record.model_copy(update={"moves": (forged,)}))
