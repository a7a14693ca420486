"""Seats that are played for debates: how well they judge, which way they lean, what moves them.

They read the panel's real prompts and fill its real forms, as the parts of `evals/actors.py` do.
What an answer makes is known, since it was put together from key points. A seat judges rightly as
often as it is competent; a lenient one also credits what was not said, on a real sentence that does
not show it or on words that nobody said; a stern one overlooks what was said and raises red flags.
In a debate it may believe a reason, go with its peers, defer to the owner of the matter, or change
its mind for no reason. Every draw follows from names, so that two arms differ in the arm alone.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, Literal

from archpanel.evals.actors import (
    BOTTOM,
    TOP,
    Messages,
    Schema,
    filled,
    job_of,
    said,
    seat_of,
    user_text,
)
from archpanel.evals.deliberations import Arm

Lean = Literal["", "lenient", "stern"]

DOUBTS = 0.37
"""Share of cases in which a seat that looks again changes its mind without any peer, half of the
time for the better. Source: 37 % of observations, arXiv:2606.00820."""

CONFORMS = 0.29
"""Share of cases in which a seat goes where its peers stand, whatever the reason. Source: strict
conformity, arXiv:2606.00820."""

DEFERS = 0.5
"""Share of cases in which a seat that knows who is who takes over the level of the seat that owns
the matter. A setting, not an observation: names are to matter more than numbers alone."""

LEANS = 0.6
"""Share of key points that a leaning seat judges as it leans. A setting: enough for a dispute."""

FLAGS = 0.3
"""Share of answers in which a stern seat raises a red flag that is not there. A setting."""

MADE_UP = "That is what we had been running in production for two whole years by then."
"""Words that no answer holds: a lenient seat quotes them every other time."""

_POINT = re.compile(r"^(P\d): (.*)$", re.MULTILINE)
_CASE = re.compile(
    r"^([a-z0-9-]+): your seat ([\d.]+); the others ([\d., ]+|none)(?:; at most ([\d.]+))?$",
    re.MULTILINE,
)
_UNUSED = re.compile(r"^  (\S+) \((for|against), [\d.]+\): (.*)$", re.MULTILINE)
_STEP = re.compile(r"by at most ([\d.]+) from")
_FLAG = "red flag: "
_MOST_WORDS = 38


def plain(text: str) -> str:
    """Return a text in one line, as prompts and answers have it here."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Shown:
    """One competency, as a seat sees it in the debate."""

    competency: str
    own: float
    peers: tuple[float, ...]
    most: float | None
    reasons: tuple[tuple[str, bool, str], ...]
    """Evidence id, in the candidate's favour, and what it was read as."""


@dataclass(frozen=True)
class Crowd:
    """What all seats of one interview have in common."""

    name: str
    """Draws follow from it."""

    made: frozenset[str]
    """The key points that the answers make, each in one line."""

    seats: tuple[str, ...]
    owners: Mapping[str, str] = field(default_factory=dict)
    """Competency -> the seat that owns it."""


@dataclass(frozen=True)
class Debater:
    """One seat's model."""

    crowd: Crowd
    competence: float
    """Share of key points and reasons that it judges rightly."""

    lean: Lean = ""
    arm: Arm = "vote"
    """What it sees in the debate."""

    def __call__(self, messages: Messages, schema: Schema | None) -> str:
        """Do a job.

        Raises:
            ValueError: it is asked for a job that these debates do not have.
        """
        text, job, seat = user_text(messages), job_of(messages), seat_of(messages)
        if job == "ASSESS":
            return filled(self._assessed(text, seat), schema)
        if job == "DEBRIEF":
            step = float(_STEP.findall(text)[-1])
            moves = (self._move(case, seat, step) for case in cases_in(text))
            return filled({"moves": [move for move in moves if move]}, schema)
        raise ValueError(f"Debaters read answers and debate; {job!r} is neither.")

    def _assessed(self, text: str, seat: str) -> dict[str, Any]:
        lines = [line for line in said(text)[-1].splitlines() if len(line.split()) >= 4]
        rubric = text.partition("Key points:")[2].partition("Red flags:")[0]
        points = [self._point(name, plain(p), lines, seat) for name, p in _POINT.findall(rubric)]
        return {"kind": "answered", "points": points, "flags": self._flags(text, lines, seat)}

    def _point(self, name: str, point: str, lines: Sequence[str], seat: str) -> dict[str, Any]:
        made = point in self.crowd.made
        heard = self._leant(point, self._judges(f"{seat}/{point}", made))
        quote = self._quote(point, lines) if heard else ""
        state = "met" if quote else "not_met"
        return {"point": name, "state": state, "quote": quote, "sure": "certain"}

    def _leant(self, point: str, heard: bool) -> bool:
        """Two seats that lean alike are wrong about the same: the draw does not name the seat."""
        if not self.lean or self._draw(f"leans/{point}") >= LEANS:
            return heard
        return self.lean == "lenient"

    def _quote(self, point: str, lines: Sequence[str]) -> str:
        """Return the sentence that makes a point; for one that none makes, any, or none's."""
        own = [line for line in lines if point in line]
        if not own and self.lean and self._draw(f"made up/{point}") < 1 / 2:
            return MADE_UP
        chosen = own or [self._any(lines, f"quote/{point}")]
        return " ".join(chosen[0].split()[:_MOST_WORDS])

    def _flags(self, text: str, lines: Sequence[str], seat: str) -> list[dict[str, Any]]:
        if self.lean != "stern" or self._draw(f"flags/{lines[:1]}") >= FLAGS:
            return []
        if not re.search(r"^F1: ", text, re.MULTILINE) or not lines:
            return []
        quote = " ".join(self._any(lines, "flag").split()[:_MOST_WORDS])
        return [{"flag": "F1", "withdrawn": False, "quote": quote, "sure": "certain"}]

    def _move(self, case: Shown, seat: str, step: float) -> dict[str, Any] | None:
        wanted = self._wanted(case, seat, step)
        if wanted is None or not case.reasons:
            return None
        low, high = max(BOTTOM, case.own - step), min(TOP, case.own + step)
        to = round(min(max(wanted, low), high, max(case.own, case.most or TOP)), 1)
        if to == case.own:
            return None
        fits = [i for i, good, _ in case.reasons if good == (to > case.own)]
        evidence = (fits or [case.reasons[0][0]])[0]
        reason = "Looked at again."
        return {"competency": case.competency, "to": to, "evidence": evidence, "reason": reason}

    def _wanted(self, case: Shown, seat: str, step: float) -> float | None:
        """Return the level that a seat would go to, or None where it stays."""
        about = f"{seat}/{case.competency}"
        authority = self._authority(case, seat)
        if authority is not None and self._draw(f"defers/{about}") < DEFERS:
            return authority
        if case.peers and self._draw(f"conforms/{about}") < CONFORMS:
            return fmean(case.peers)
        for _, good, meaning in case.reasons:
            if self._judges(f"debate/{about}/{meaning}", self._is_true(meaning)):
                return case.own + (step if good else -step)
        if self._draw(f"doubts/{about}") < DOUBTS:
            return case.own + (step if self._draw(f"which way/{about}") < 1 / 2 else -step)
        return None

    def _authority(self, case: Shown, seat: str) -> float | None:
        """Return the level of the seat that owns the matter, where it can be told from others."""
        others = [other for other in self.crowd.seats if other != seat]
        owner = self.crowd.owners.get(case.competency, "")
        if self.arm != "named" or owner not in others or len(case.peers) < len(others):
            return None
        return case.peers[others.index(owner)]

    def _is_true(self, meaning: str) -> bool:
        """Tell whether a reason is true: no red flag is, since no answer holds one."""
        return not meaning.startswith(_FLAG) and meaning in self.crowd.made

    def _judges(self, about: str, truth: bool) -> bool:
        return truth if self._draw(about) < self.competence else not truth

    def _any(self, lines: Sequence[str], about: str) -> str:
        return lines[int(self._draw(about) * len(lines))] if lines else ""

    def _draw(self, about: str) -> float:
        return random.Random(f"{self.crowd.name}/{about}").random()


def cases_in(text: str) -> list[Shown]:
    """Return what a DEBRIEF page shows."""
    parts = re.split(r"\n\n(?=[a-z0-9-]+: your seat)", text)
    return [case for part in parts if (case := _case(part))]


def _case(part: str) -> Shown | None:
    found = _CASE.search(part)
    if not found:
        return None
    competency, own, peers, most = found.groups()
    return Shown(
        competency,
        float(own),
        tuple(float(level) for level in peers.split(", ")) if peers != "none" else (),
        float(most) if most else None,
        tuple((i, side == "for", plain(meaning)) for i, side, meaning in _UNUSED.findall(part)),
    )
