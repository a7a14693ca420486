"""Interviews put together of answers that were written beforehand, and what a panel makes of them.

Which answers meet is settled by the levels they were written to, never by what an engine read. In
each set of interviews an answer is in one of them only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from archpanel.agents.gates import all_gates, axis_result, decide, panel_levels
from archpanel.agents.record import keep_role
from archpanel.agents.setting import Setting
from archpanel.domain import UNREAD, Assessment, AxisResult, Decision
from archpanel.evals.borderline import read_one
from archpanel.evals.deliberations import cast, deliberate
from archpanel.evals.harness.sample import own_rows
from archpanel.evals.harness.task import Setup
from archpanel.evals.panel_runs import CORE_SEATS, item_level, make_brief
from archpanel.evals.tasks.ladders import rungs
from archpanel.personas import seat_panel

GOLDEN_FORMS = 4
"""31 golden questions make three forms of eight questions and one of seven."""

LADDER_FORMS = 5
"""40 ladders make five interviews of eight questions."""

MIDDLE_RUNGS = (2, 3, 4)
"""Rungs of a ladder that are neither hopeless nor without fault."""


@dataclass(frozen=True)
class Interview:
    """What a candidate says to each question."""

    id: str
    answers: Mapping[str, str]
    """Question of the bank -> answer."""


def by_rank() -> list[Interview]:
    """Return golden interviews in which all answers are the worst, the middle or the best ones."""
    names = ("low", "middle", "high")
    return [
        Interview(f"golden-{form}/{name}", {q: ranked[at]["text"] for q, ranked in asked.items()})
        for form, asked in enumerate(_golden_forms())
        for at, name in enumerate(names)
    ]


def mixed() -> list[Interview]:
    """Return interviews near the bar: golden answers of mixed levels, ladders of middle rungs.

    Each question is in one interview, and its answers there are no better or worse on purpose.
    """
    golden = [
        Interview(
            f"golden-{form}",
            {q: ranked[at % len(ranked)]["text"] for at, (q, ranked) in enumerate(asked.items())},
        )
        for form, asked in enumerate(_golden_forms())
    ]
    return golden + _of_ladders()


def _golden_forms() -> list[dict[str, list[dict[str, Any]]]]:
    """Return forms of question -> its answers, from the lowest level written to."""
    ranked: dict[str, list[dict[str, Any]]] = {}
    for row in own_rows("golden"):
        ranked.setdefault(row["question_id"], []).append(row)
    for rows in ranked.values():
        rows.sort(key=lambda row: int(row["level"]))
    # Every fourth question: the rounds stand together in the file, and each form is to have all.
    return [dict(list(ranked.items())[form::GOLDEN_FORMS]) for form in range(GOLDEN_FORMS)]


def _of_ladders() -> list[Interview]:
    rows = own_rows("ladders")
    return [
        Interview(
            f"ladders-{form}",
            {
                row["question_id"]: rungs(row)[MIDDLE_RUNGS[at % len(MIDDLE_RUNGS)] - 1]
                for at, row in enumerate(rows[form::LADDER_FORMS])
            },
        )
        for form in range(LADDER_FORMS)
    ]


@dataclass(frozen=True)
class Outcome:
    """What a panel came to."""

    decision: Decision
    axes: tuple[AxisResult, ...]

    @property
    def in_zone(self) -> bool:
        """Whether an axis lies within the policy's borderline zone, where raters split as well."""
        return any(axis.state == "borderline" for axis in self.axes)


async def read_answers(
    setup: Setup,
    answers: Mapping[str, str],
    *,
    seats: Sequence[str] = CORE_SEATS,
    words: Mapping[str, str] | None = None,
) -> list[Assessment]:
    """Let every seat read every answer.

    Args:
        setup: who works.
        answers: question -> answer, in the order in which they are read.
        seats: persona ids, in the order of the table; the first one asks.
        words: question -> the words it was asked in, where they are not the bank's.
    """
    brief = make_brief(setup.pack, seats=tuple(seats))
    made: list[Assessment] = []
    for name, text in answers.items():
        asked = (words or {}).get(name, "")
        made += await read_one(setup, brief, name, text, words=asked)
    return made


async def outcome_of(
    setup: Setup, made: Sequence[Assessment], *, seats: Sequence[str] = CORE_SEATS
) -> Outcome:
    """Return what the seats come to on their readings: vote, one round of debrief, gates."""
    engine = setup.engine.maker.engine
    brief = make_brief(setup.pack, seats=tuple(seats), engine=engine)
    setting, seated = Setting(brief, keep_role(setup.pack)), tuple(seat_panel(seats))
    hearing = cast(setup, setting, seated, made)
    ballots = hearing.after(await deliberate(hearing, "anonymous"))
    levels = panel_levels(ballots, setting)
    axes = tuple(axis_result(axis, levels, setting) for axis in setting.role.axes)
    return Outcome(decide(all_gates(ballots, levels, axes, seated, setting)), axes)


def levels_by_seat(setup: Setup, made: Sequence[Assessment]) -> dict[str, dict[str, float]]:
    """Return question -> seat -> the level of its answer; who abstained is left out."""
    found: dict[str, dict[str, float]] = {}
    for one in made:
        if one.kind not in UNREAD:
            level = item_level(setup.pack.question(one.item), one, setup.pack.top)
            found.setdefault(one.item, {})[one.persona] = level
    return found


def panel_means(setup: Setup, made: Sequence[Assessment]) -> dict[str, float]:
    """Return question -> the mean level of its answer over the seats that read it."""
    return {q: fmean(seats.values()) for q, seats in levels_by_seat(setup, made).items()}
