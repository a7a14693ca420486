"""Everything that is to be said of a search, and the same as one JSON object."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from archpanel.domain import PanelError
from archpanel.funnel.application import Application
from archpanel.funnel.calibration import (
    LIMITS,
    Calibration,
    Foreseen,
    calibration_of,
    forecast,
    margin_of,
    outcome_of,
)
from archpanel.funnel.figures import (
    MENTOR,
    MENTOR_WHOLE,
    Days,
    Group,
    Needed,
    Share,
    days,
    groups,
    needed,
    share_of,
    shares,
)
from archpanel.funnel.state import State, oddities, standing, state_of
from archpanel.sessions import Sessions


@dataclass(frozen=True)
class Summary:
    """One search on one day."""

    today: date
    applications: tuple[Application, ...]
    states: tuple[State, ...]
    """One per application, in their order."""

    shares: tuple[Share, ...]
    whole: Share
    """From application to contract."""

    needed: Needed | None
    """None where nothing is settled."""

    days: tuple[Days, ...]
    sources: tuple[Group, ...]
    roles: tuple[Group, ...]
    calibration: Calibration

    @property
    def odd(self) -> tuple[str, ...]:
        """Return what was kept though it cannot have happened in that order."""
        return tuple(
            f"{a.id} {a.named}: {why}." for a in self.applications for _, why in oddities(a.events)
        )

    def rows(self) -> list[tuple[Application, State]]:
        """Return applications with their states: the open ones first, the latest news first."""
        pairs = zip(self.applications, self.states, strict=True)
        return sorted(pairs, key=lambda pair: (pair[1].ended, -pair[1].since.toordinal()))


def summary_of(
    applications: Sequence[Application], found: Sequence[Foreseen], today: date
) -> Summary:
    """Return what is to be said of applications.

    Args:
        applications: all of one owner.
        found: those that a verdict came before; see `foreseen`.
        today: until when open ones have waited.
    """
    states = tuple(state_of(application.events) for application in applications)
    whole = share_of(states, "applied", "contract")
    linked = sum(bool(application.sessions) for application in applications)
    return Summary(
        today=today,
        applications=tuple(applications),
        states=states,
        shares=shares(states),
        whole=whole,
        needed=needed(whole),
        days=days(states, today),
        sources=groups(applications, lambda a: a.source),
        roles=groups(applications, lambda a: a.role),
        calibration=calibration_of(linked, found),
    )


def foreseen(applications: Sequence[Application], sessions: Sessions) -> list[Foreseen]:
    """Return the applications with an outcome that a verdict came before.

    Of several rehearsals the last one before the outcome counts: it is the closest to what was
    heard in the process. One that was held later foresaw nothing.
    """
    found = (_foreseen(application, sessions) for application in applications)
    return [one for one in found if one is not None]


def _foreseen(application: Application, sessions: Sessions) -> Foreseen | None:
    if not application.sessions or (outcome := outcome_of(application.events)) is None:
        return None
    day, offer = outcome
    rows = [row for row in sessions.rows(application.sessions).values() if row.status == "finished"]
    held = [row for row in rows if datetime.fromisoformat(row.created).date() <= day]
    for row in sorted(held, key=lambda row: row.created, reverse=True):
        try:
            verdict = sessions.record(row.id).verdict
        except PanelError:  # erased this moment, or kept by another version of archpanel
            continue
        chance = forecast(verdict.decision, margin_of(verdict))
        return Foreseen(application.id, row.id, verdict.decision, chance, offer)
    return None


def as_plain(summary: Summary) -> dict[str, Any]:
    """Return a summary as plain values; days are written as 2026-11-03."""
    return {
        "today": summary.today.isoformat(),
        "applications": [plain(application) for application in summary.applications],
        "states": dict(Counter(state.now for state in summary.states)),
        "funnel": [_share(share) for share in (*summary.shares, summary.whole)],
        "mentor": [_share(share) for share in (*MENTOR, MENTOR_WHOLE)],
        "needed": _needed(summary.whole),
        "mentor_needed": _needed(MENTOR_WHOLE),
        "days": [asdict(one) for one in summary.days],
        "by_source": [_group(group) for group in summary.sources],
        "by_role": [_group(group) for group in summary.roles],
        "calibration": _calibration(summary.calibration),
        "odd": list(summary.odd),
    }


def plain(application: Application, *, whole: bool = False) -> dict[str, Any]:
    """Return an application as plain values.

    Args:
        application: which.
        whole: with the text of the job description, as an export has it.
    """
    state, jd = state_of(application.events), application.jd
    counting = {event.n for event in standing(application.events)}
    return {
        "id": application.id,
        "company": application.company,
        "role": application.role,
        "source": application.source,
        "applied": state.applied.isoformat(),
        "stage": state.now,
        "since": state.since.isoformat(),
        "furthest": state.furthest,
        "open": not state.ended,
        "sessions": list(application.sessions),
        "jd": jd and (jd.model_dump(mode="json") if whole else jd.name),
        "events": [
            {**vars(event), "day": event.day.isoformat(), "counts": event.n in counting}
            for event in application.events
        ],
    }


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval or (None, None)
    return {
        "from": share.origin,
        "to": share.to,
        "reached": share.reached,
        "settled": share.settled,
        "open": share.open,
        "passed": share.passed,
        "share": share.share,
        "low": low,
        "high": high,
    }


def _needed(whole: Share) -> dict[str, Any] | None:
    found = needed(whole)
    return asdict(found) if found else None


def _group(group: Group) -> dict[str, Any]:
    told = _share(group.share)
    if not group.tells:  # too few to say
        told |= {"share": None, "low": None, "high": None}
    return {"name": group.name, "tells": group.tells, **told}


def _calibration(calibration: Calibration) -> dict[str, Any]:
    gain = calibration.gain
    return {
        **asdict(calibration),
        "gain": gain and gain._asdict(),
        "limits": list(LIMITS),
    }
