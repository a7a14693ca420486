"""Where one stands: trends with what they rest on, the bar per world and view, what comes next."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from finished import finished
from hypothesis import given
from hypothesis import strategies as st

from archpanel.packs import load_pack
from archpanel.personas import seat_panel
from archpanel.programme.choosing import choose, seen_of_late, weaknesses
from archpanel.programme.covering import cover
from archpanel.programme.held import Held, held_of
from archpanel.programme.plan import Planned
from archpanel.programme.proof import prove
from archpanel.programme.readiness import Readiness, readiness
from archpanel.programme.standing import Standing, planned_anew
from archpanel.programme.store import Kept
from archpanel.programme.trends import trend, trends
from archpanel.programme.variants import Sitting, Space

PACK = load_pack("ai-architect")
CORE = seat_panel(["startup_cto", "enterprise_architect", "security_reviewer"])
TODAY = date(2027, 3, 1)
SEATS = tuple(persona.id for persona in CORE)
SITTING = Sitting("startup", "developer-plus", ("coding",), SEATS, "senior", False)
SPACE = Space(
    ("startup", "enterprise"),
    {"coding": ("developer-plus",), "system-design": ("developer-plus",)},
    ("developer-plus",),
    SEATS,
    ("senior", "staff"),
    (False, True),
)


def held(
    ai: float = 3.0,
    architecture: float = 3.0,
    *,
    sitting: Sitting = SITTING,
    ago: int = 0,
    levels: Mapping[str, float] | None = None,
    failed: tuple[str, ...] = (),
    items: tuple[str, ...] = (),
) -> Held:
    axes = {"ai": ai, "architecture": architecture}
    day = TODAY - timedelta(days=ago)
    name = f"s-{ago}-{ai}"
    return Held(name, day, sitting, "hold", levels or {}, axes, failed, items, {})


def here(*sessions: Held) -> Readiness:
    return readiness(PACK, sessions)[0]


def test_a_trend_says_how_sure_it_is_and_of_few_levels_nothing() -> None:
    few = trend([2.0, 3.0])
    assert (few.low, few.direction, few.last) == (None, "too few to say", 3.0)
    rising = trend([1.0, 1.5, 2.1, 2.4, 3.0, 3.4])
    assert rising.direction == "rising"
    assert rising.mean == pytest.approx((2.1 + 2.4 + 3.0 + 3.4) / 4)
    assert trend([3.4, 3.0, 2.4, 2.1, 1.5, 1.0]).direction == "falling"
    assert trend([2.0, 3.0, 2.0, 3.0, 2.0]).direction == "no clear change"


def test_the_interval_is_that_of_student() -> None:
    found = trend([2.0, 2.5, 3.0])
    assert found.low == pytest.approx(2.5 - 2.919986 * 0.5 / 3**0.5)  # t(0.95, 2), from any table
    assert found.high == pytest.approx(2.5 + 2.919986 * 0.5 / 3**0.5)


@given(st.lists(st.floats(1, 5), min_size=1, max_size=12))
def test_a_mean_lies_within_its_interval_and_the_scale(levels: list[float]) -> None:
    found = trend(levels)
    assert 1 - 1e-9 <= found.mean <= 5 + 1e-9
    if found.low is not None and found.high is not None:
        assert found.low <= found.mean <= found.high


def test_only_sessions_that_assessed_something_count_for_it() -> None:
    found = trends([{"a": 1.0}, {"b": 2.0}, {"a": 3.0}])
    assert found["a"].levels == (1.0, 3.0)
    assert found["b"].levels == (2.0,)


def test_two_good_verdicts_are_no_proof_and_four_steady_ones_are() -> None:
    assert here(held(4.5, 4.5), held(4.5, 4.5)).state == "open"
    assert "1 more session here" in here(held(4.5, 4.5), held(4.5, 4.5)).missing[0]
    assert here(*[held(4.0 + n / 10, 4.2 - n / 10) for n in range(4)]).state == "met"


def test_neither_axis_pays_for_the_other() -> None:
    ready = here(*[held(5.0, 2.0 + n / 10) for n in range(4)])
    assert ready.state == "not met"
    assert [(axis.axis, axis.state) for axis in ready.axes] == [
        ("ai", "met"),
        ("architecture", "not met"),
    ]


def test_a_must_have_that_failed_of_late_keeps_the_bar_from_being_met() -> None:
    good = [held(4.0 + n / 10, 4.2 - n / 10) for n in range(4)]
    failed = [*good[:3], replace(good[3], failed=("must-have:security-architecture",))]
    assert here(*failed).state == "open"
    assert "Security architecture, a must-have, failed of late" in here(*failed).missing
    assert here(failed[3], *good[:3]).state == "met", "long ago"


def test_each_world_and_view_has_its_own_bar_and_its_own_evidence() -> None:
    found = {(one.world, one.view): one for one in readiness(PACK, [held()] * 4)}
    assert len(found) == 4
    assert found["enterprise", "developer-plus"].state == "not rehearsed"
    startup, firm = (found[w, "developer-plus"].axes[0].bar for w in ("startup", "enterprise"))
    assert startup - firm == pytest.approx(0.2)
    assert readiness(PACK, [], "principal")[0].axes[0].bar > startup


def test_what_was_never_assessed_and_is_central_is_missing() -> None:
    named = " ".join(here(*[held(4.0, 4.0)] * 4).missing)
    assert "never assessed here: " in named
    heard = {c.id: 4.0 for c in PACK.competencies}
    assert "never assessed" not in " ".join(here(*[held(4.0, 4.0, levels=heard)] * 4).missing)


def test_the_next_session_is_weak_or_long_not_practised_but_never_far_ahead() -> None:
    coding, design = SITTING, replace(SITTING, rounds=("system-design",))
    assert choose([coding, design], [held(sitting=coding, ago=1)], PACK, TODAY).sitting == design
    weak = dict.fromkeys(PACK.round("coding").competencies, 1.0)
    strong = dict.fromkeys(PACK.round("system-design").competencies, 5.0)
    both = [held(sitting=s, ago=50, levels={**strong, **weak}) for s in (coding, design)]
    assert choose([design, coding], both, PACK, TODAY).sitting == coding
    hard = replace(SITTING, level="principal", rounds=("system-design",))
    assert choose([coding, coding, coding, hard], both, PACK, TODAY).sitting == coding


def test_weakness_is_how_far_below_the_bar() -> None:
    found = weaknesses([held(levels={"token-economy": 2.0, "llm-evaluation": 4.5})], PACK)
    assert found == {"token-economy": 0.5, "llm-evaluation": 0.0}


def test_only_what_the_last_sessions_asked_is_left_out() -> None:
    sessions = [held(ago=9 - n, items=(f"q{n}", "both")) for n in range(6)]
    assert seen_of_late(sessions) == ("q2", "both", "q3", "q4", "q5")


def standing(*sessions: Held, many: int = 5) -> Standing:
    chosen = cover(SPACE, many, rounds=1)
    weeks = [TODAY + timedelta(weeks=n) for n in range(many)]
    planned = tuple(Planned(n, d, s) for n, (d, s) in enumerate(zip(weeks, chosen, strict=True), 1))
    kept = Kept(1, "ai-architect", SPACE, planned, (), 1, 0)
    return Standing(kept, sessions, {one.session: n for n, one in enumerate(sessions, 1)})


def test_a_plan_is_made_anew_after_something_else_was_held_and_still_holds_every_pair() -> None:
    other = held(sitting=standing().kept.sessions[3].sitting)
    before = standing(other)
    assert [planned.n for planned in before.remaining] == [2, 3, 4, 5]
    assert before.is_due_anew(PACK), "place 1 is used up by what place 4 was for"
    after = planned_anew(before, PACK, CORE, TODAY)
    rest = [p.sitting for p in after.sessions if p.n != 1]
    assert prove(SPACE, [other.sitting, *rest]).is_whole
    assert after.sessions[0] == before.kept.sessions[0]


def test_a_plan_is_made_anew_for_a_weak_spot_once() -> None:
    first = standing().kept.sessions[0].sitting
    before = standing(held(sitting=first, levels={"software-craft": 1.0}))
    assert before.weak(PACK) == ("software-craft",)
    assert before.is_due_anew(PACK)
    after = replace(before, kept=planned_anew(before, PACK, CORE, TODAY))
    assert not after.is_due_anew(PACK)
    assert after.promised.is_whole


def test_weeks_running_are_counted_back_from_this_or_the_last() -> None:
    def streak(*ago: int) -> int:
        return standing(*[held(ago=days) for days in ago]).streak(TODAY)

    assert TODAY.weekday() == 0
    assert streak() == 0
    assert streak(0, 7, 14) == 3
    assert streak(3, 8) == 2, "nothing yet this week"
    assert streak(0, 14) == 1
    assert streak(15) == 0


def test_of_a_record_it_keeps_what_was_asked_and_how_surprises_went() -> None:
    record = finished()
    found = held_of(record)
    assert found.session == record.session
    assert found.items == tuple(dict.fromkeys(q.item for q in record.questions))
    assert set(found.levels) == {c for c, v in record.verdict.levels.items() if v is not None}
    twists = {q.id for q in record.questions if q.move == "twist"}
    assert twists
    assert found.surprised["alpha"] > 1
    assert not any(gate.startswith("bar:") for gate in found.failed)
