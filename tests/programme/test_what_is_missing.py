"""What keeps the bar from being met is named, and days follow what was really held."""

from dataclasses import replace
from datetime import timedelta

import pytest
from half_way import EVERYBODY, PACK, half_way, seen

from archpanel.programme.overview import overview
from archpanel.programme.readiness import Readiness, readiness
from archpanel.programme.standing import planned_anew
from archpanel.programme.wording import ready

SITTING = half_way(1).held[0].sitting
WORLD, VIEW = SITTING.world, SITTING.view
DAY = half_way(1).held[0].day


def here(*axes: tuple[float, float], failed: tuple[str, ...] = ()) -> Readiness:
    one = half_way(1).held[0]
    held = [
        replace(one, session=f"s{n}", axes={"ai": ai, "architecture": depth}, failed=failed)
        for n, (ai, depth) in enumerate(axes)
    ]
    found = readiness(PACK, held)
    return next(one for one in found if (one.world, one.view) == (WORLD, VIEW))


def more(ready: Readiness) -> list[str]:
    return [line for line in ready.missing if "like the last one" in line]


@pytest.mark.parametrize("rise", [(1.5, 2.8, 4.5), (2.0, 3.0, 4.0), (3.0, 3.5, 4.9)])
def test_so_many_sessions_like_the_last_one_are_just_enough(rise: tuple[float, ...]) -> None:
    axes = [(level, level) for level in rise]
    before = here(*axes)
    assert before.state == "open"
    (told,) = more(before)
    many = int(told.split()[0])
    assert here(*axes, *[axes[-1]] * many).state == "met"
    assert here(*axes, *[axes[-1]] * (many - 1)).state != "met"


def test_a_last_session_below_the_bar_promises_nothing() -> None:
    assert more(here((4.0, 4.0), (3.0, 3.0), (2.5, 2.5))) == []
    assert more(here((4.5, 4.5), (4.6, 4.4))) == [], "too few to say anything"
    assert more(here(*[(4.5, 4.5)] * 4)) == [], "it is met"


def test_a_failed_must_have_is_told_from_levels_that_are_too_close() -> None:
    strong = [(4.5, 4.5), (4.4, 4.6), (4.5, 4.5)]
    failed = here(*strong, failed=("must-have:security-architecture",))
    assert failed.state == "open"
    assert ready(failed) == "both depths are above the bar, but a gate failed of late"
    assert "Security architecture, a must-have, failed of late" in failed.missing
    assert ready(here(*strong)) == "the bar is met"
    assert ready(here((3.0, 3.0), (3.2, 3.2), (2.8, 3.0))) == "too close to the bar to say"
    assert ready(here((3.0, 3.0))) == "too little was heard to say"


def test_what_was_held_out_of_turn_leaves_its_day_to_the_others() -> None:
    standing = half_way(3)
    planned = [place.day for place in standing.kept.sessions]
    # The third session took the sixth place: places 3 to 5 are open, on the days from the fourth.
    moved = replace(standing, places={"s1": 1, "s2": 2, "s3": 6})
    assert [place.n for place in moved.remaining] == [3, 4, 5, 7, 8, 9, 10, 11, 12]
    assert [place.day for place in moved.remaining] == planned[3:]
    anew = planned_anew(moved, PACK, EVERYBODY, planned[2] + timedelta(days=1))
    after = replace(moved, kept=anew)
    days = [place.day for place in after.remaining]
    assert days == sorted(days)
    assert days[-1] == planned[-1]
    assert min(days) > standing.held[-1].day


def test_worlds_and_views_that_the_programme_leaves_out_are_no_gap() -> None:
    assert len(seen(1).grounds) == 4
    standing = half_way(0)
    space = replace(standing.kept.space, worlds=(WORLD,), views=(VIEW,))
    narrow = replace(standing, kept=replace(standing.kept, space=space))
    found = overview(narrow, PACK, EVERYBODY, DAY)
    assert [(one.ready.world, one.ready.view) for one in found.grounds] == [(WORLD, VIEW)]
