"""What a search came to, in the words and cells that terminal and page share."""

from collections.abc import Sequence

from archpanel.funnel.calibration import Calibration
from archpanel.funnel.figures import (
    FEWEST_DAYS,
    FEWEST_GROUP,
    MENTOR,
    MENTOR_WHOLE,
    SURE,
    Days,
    Group,
    Needed,
    Share,
    needed,
)
from archpanel.funnel.state import Step
from archpanel.funnel.summary import Summary

Cells = tuple[str, ...]

TOO_FEW = "too few to say"

ONE_PERSON = (
    "The mentor's figures are one person's search: 50 applications, 14 processes, 2 offers, 1 "
    "contract. They are no norm, and their intervals are as wide as they are."
)

SETTLED = (
    "Shares are of those settled: they got on, were turned down, fell silent or were given up. "
    "Open ones are in no share. A step that was not noted follows from the next: an offer stands "
    "for a process. While many are open, a share may still go either way. Intervals are 95 % "
    "(Wilson)."
)

STEPS: dict[Step, str] = {
    "applied": "applications",
    "process": "processes",
    "offer": "offers",
    "contract": "contracts",
}

SHARE_HEAD = ("from, to", "settled", "share", "open", "mentor")
GROUP_HEAD = ("name", "applications", "settled", "to a process")
DAYS_HEAD = ("days in", "left it", "median", "in it now", "longest wait")
FORESEEN_HEAD = ("verdict", "outcomes", "stated", "offers", "share")

SILENT = 60
"""Days without news from which on the page asks whether an application fell silent. Nothing is
counted by it: only you know."""


def percent(value: float) -> str:
    """Return a share as people write it."""
    return f"{value:.0%}".replace("%", " %")


def counted(count: int, step: Step) -> str:
    """Return how many came to a step, in words."""
    called = STEPS[step]
    return f"{count} {called[: -2 if called.endswith('sses') else -1] if count == 1 else called}"


def share_text(share: Share) -> str:
    """Return a share with its interval."""
    if share.share is None or share.interval is None:
        return TOO_FEW
    low, high = share.interval
    return f"{percent(share.share)} ({percent(low)} to {percent(high)})"


def share_cells(summary: Summary) -> list[Cells]:
    """Return the rows of the funnel's table, the whole of it last."""
    pairs = zip((*summary.shares, summary.whole), (*MENTOR, MENTOR_WHOLE), strict=True)
    return [
        (
            f"{STEPS[mine.origin]} to {STEPS[mine.to]}",
            f"{mine.passed} of {mine.settled}",
            share_text(mine),
            str(mine.open),
            f"{theirs.passed} of {theirs.settled}: {share_text(theirs)}",
        )
        for mine, theirs in pairs
    ]


def group_cells(groups: Sequence[Group]) -> list[Cells]:
    """Return the rows of a table by source or role."""
    return [
        (
            group.name,
            str(group.share.reached),
            str(group.share.settled),
            share_text(group.share) if group.tells else TOO_FEW,
        )
        for group in groups
    ]


def group_note() -> str:
    """Return from how many on a group has a share, and what a difference is not."""
    return (
        f"A group has a share from {FEWEST_GROUP} settled applications on. Groups differ in more "
        "than their name: do not drop a source for a difference within the intervals."
    )


def days_cells(days: Sequence[Days]) -> list[Cells]:
    """Return the rows of the table of days."""
    return [
        (
            STEPS[one.step],
            str(one.done),
            TOO_FEW if one.median is None else f"{one.median:g} ({one.low:g} to {one.high:g})",
            str(one.waiting),
            "" if one.longest is None else f"{one.longest} days",
        )
        for one in days
    ]


def days_note() -> str:
    """Return from how many on there is a median, and why it is too short."""
    return (
        f"A median is told from {FEWEST_DAYS} on. Those that still wait are not in it, so it is "
        "rather too short."
    )


def needed_lines(summary: Summary) -> list[str]:
    """Return how many applications one contract takes, by both searches."""
    theirs = needed(MENTOR_WHOLE)
    assert theirs is not None, "the mentor's applications are all settled"
    by_theirs = f"By the mentor's: {_average(theirs, 'applications')}."
    return [_needed(summary.needed, summary.whole), by_theirs]


def _needed(mine: Needed | None, whole: Share) -> str:
    if mine is None:
        return f"Applications for one contract, by your figures: {TOO_FEW}; none is settled."
    if mine.applications is None:
        return (
            f"By your figures, no contract in {whole.settled} settled applications: one takes more "
            f"than {mine.low:.0f} on average, and nobody can say how many more."
        )
    told = _average(mine, "more applications")
    return (
        f"By your figures, should the next ones go like those settled: {told}. That counts from "
        f"now, without the {whole.open} that are open."
    )


def _average(found: Needed, what: str) -> str:
    high = "any number" if found.high is None else f"{found.high:.0f}"
    return (
        f"one contract takes {found.applications:.0f} {what} on average (95 % interval "
        f"{found.low:.0f} to {high}); {percent(SURE)} of such searches have one within {found.sure}"
    )


def silent_lines(summary: Summary) -> list[str]:
    """Return the applications that may have fallen silent."""
    found = [
        (a, (summary.today - s.since).days)
        for a, s in summary.rows()
        if not s.ended and (summary.today - s.since).days >= SILENT
    ]
    return [
        f"{a.id} {a.named}: no news for {wait} days. `archpanel funnel update {a.id} --stage "
        "ghosted` counts it as settled."
        for a, wait in found
    ]


def foreseen_cells(calibration: Calibration) -> list[Cells]:
    """Return the rows of the table of verdicts and what became of them."""
    return [
        (
            row.decision.replace("_", " "),
            str(row.n),
            percent(row.stated),
            str(row.offers),
            f"{percent(row.offers / row.n)} ({percent(row.low)} to {percent(row.high)})",
        )
        for row in calibration.rows
    ]


def calibration_lines(calibration: Calibration) -> list[str]:
    """Return how well verdicts foresaw outcomes, or why nothing can be said."""
    if not calibration.linked:
        return [
            "No application is linked to a rehearsal. `archpanel funnel link ID SESSION` links one."
        ]
    counts = (
        f"Applications linked to a rehearsal: {calibration.linked}; with a verdict and a later "
        f"outcome: {calibration.outcomes}; rehearsals that these rest on: {calibration.rehearsals}."
    )
    if calibration.brier is None or calibration.base is None:
        return [counts, calibration.missing]
    base = calibration.base
    return [
        counts,
        f"Mean squared error of the verdicts (Brier, 0 is best): {calibration.brier:.3f}. Stating "
        f"the base rate of {percent(base)} each time: {base * (1 - base):.3f}.",
        _gained(calibration),
    ]


def _gained(calibration: Calibration) -> str:
    gain = calibration.gain
    if gain is None:
        return "All rest on one rehearsal: nobody can say whether verdicts foresee anything."
    told = f"{gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})"
    if gain.low > 0:
        return f"The verdicts foresaw more than the base rate: {told}."
    if gain.high < 0:
        return f"The verdicts foresaw less than the base rate: {told}."
    return f"Whether they foresaw more than the base rate cannot be told: {told}."
