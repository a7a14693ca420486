"""Sentences that all formats share."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from archpanel.domain import Flip
from archpanel.report.model import AnchorRow, FocusRow, Report, RiskRow, TurnRow, Usage, UsageRow

PRACTICE = (
    "Practice verdict, an estimate. The embedded engine compares what was said with what good "
    "answers hold. It does not know whether an answer is right, and it is not for hiring "
    "decisions. All seats read with this one engine and differ in what they ask, weigh and "
    "credit: they are not three independent judges."
)

UNASKED = "Possibly risky, not asked about, since no turn could be spared"
"""Stands above the risks that nobody challenged."""

TAILORED = (
    "Job description and CV have a say in what is asked, and none in what an answer is worth: "
    "neither is scored."
)

LEFT_OUT = "Lines of the job description that came to nothing"
"""Stands above them; they are told so that whoever knows the job can see what was misread."""

NO_FOCUS = "In the job description the panel recognised no competency of this role."
"""Stands where a job description led to no focus."""

DECISIONS = {"hire": "Hire", "no_hire": "No hire", "hold": "Hold"}

FLIPS = "How far away the other verdicts are (levels added up)"
"""Stands above the smallest changes that would flip the verdict."""

FAR = 6.0
"""Levels added up beyond which single steps are no advice: nobody practises six things at once."""

_ORDER = ("no_hire", "hold", "hire")

_RISKS = {
    "suspected": "possible {} risk, a suspicion only",
    "raised": "possible {} risk",
    "withdrawn": "{} risk, taken back",
}

_DEPTHS = {"ai": "AI"}
"""How an axis is written for people, where its id does not do."""

SYMBOLS = {"pass": "passed", "hold": "open", "fail": "failed"}


def depth(axis: str) -> str:
    """Return an axis as people write it."""
    return _DEPTHS.get(axis, axis.replace("-", " "))


def capital(words: str) -> str:
    """Return words as a sentence begins with them."""
    return words[:1].upper() + words[1:]


def sentence(reason: str, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a gate's reason as people write it.

    Args:
        reason: may begin with an axis or the id of a competency, and name seats after a colon.
        names: id of each competency and seat -> its name.
    """
    subject, colon, rest = reason.partition(": ")
    if subject in _DEPTHS:
        return f"{depth(subject)}{colon}{rest}"
    ids = sorted(filter(None, names), key=len, reverse=True)
    begun = next((i for i in ids if reason.startswith((f"{i}: ", f"{i} was ", f"{i} is "))), "")
    said = names[begun] + reason.removeprefix(begun) if begun else reason
    return _SEAT.sub(lambda found: names.get(found.group(), found.group()), said)


_SEAT = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
"""An id with an underscore: a persona's, and no word of a sentence."""


def level(value: float | None) -> str:
    """Return a level for people; what was not assessed is not a number."""
    return "not assessed" if value is None else f"{value:.1f}"


NO_EVIDENCE = "Evidence for none of the competencies."


def anchor_sentence(row: AnchorRow) -> str:
    """Return what an answer of a reviewed interview was evidence for."""
    return f"Evidence for {row.name}: {row.level:.1f} (weight {row.weight:.0%})"


def faint_sentence(turn: TurnRow) -> str:
    """Return what else an answer of a reviewed interview says a little about, or ""."""
    faint = [f"{row.name} {row.level:.1f}" for row in turn.anchors if not row.foremost]
    return f"Says a little about: {', '.join(faint)}." if faint else ""


def moments(report: Report, competency: str) -> str:
    """Return which exchanges of a reviewed interview a level rests on, the first one first."""
    return ", ".join(
        f"{turn.question} {row.level:.1f}"
        for turn in report.turns
        for row in turn.anchors
        if row.competency == competency
    )


def flip_sentences(report: Report) -> list[str]:
    """Return how far away the other verdicts are: the steps of a near one, one line for the far."""
    near = [flip_sentence(flip) for flip in report.flips if flip.total <= FAR]
    far = [flip.decision for flip in report.flips if flip.total > FAR]
    if not far:
        return near or [no_flip(report)]
    better = [d for d in far if _ORDER.index(d) > _ORDER.index(report.decision)]
    plan = "; start with the drills" if better and report.drills else ""
    return [*near, f"Far from {DECISIONS[(better or far)[0]]}{plan}."]


def flip_sentence(flip: Flip) -> str:
    """Return what would change the decision, in words."""
    steps = ", ".join(f"{s.competency} {s.origin:.1f} to {s.to:.1f}" for s in flip.steps)
    return f"{DECISIONS[flip.decision]}, {flip.total:.1f} away: {steps}."


def no_flip(report: Report) -> str:
    """Return why no change of levels would change the decision."""
    if report.vetoes:
        return "No level would change this: a blocking concern stands, and has to be taken back."
    return "No change of levels alone would change this; see the gates that are open."


def comparable(report: Report) -> str:
    """Say which questions other candidates get word for word, and what the others are."""
    kinds: dict[str, list[str]] = {_SAME: []}
    for turn in report.turns:
        kinds.setdefault(_kind(turn), []).append(turn.question)
    same = kinds.pop(_SAME)
    who = f", as all get them who sit the form {report.form}" if report.form else ""
    told = [f"{_SAME}: {', '.join(same)}{who}."] if same else [_NONE]
    return " ".join((*told, *(f"{kind}: {', '.join(asked)}." for kind, asked in kinds.items())))


_NONE = "No question was put in the bank's own words; compare with care."
_SAME = "Comparable between candidates"


def _kind(turn: TurnRow) -> str:
    if turn.comparable:
        return _SAME
    if turn.move in ("open", "close") and turn.tailored:
        return "Chosen or worded by job description or CV"
    if turn.move in ("open", "close") and turn.worded_by == "engine":
        return "The bank's question and key points in a language model's words"
    return "Of this interview alone"


def words_of(turn: TurnRow, engine: str) -> str:
    """Say whose words a question has, where a language model could have found them."""
    if engine != "llm":
        return ""
    if turn.worded_by == "engine":
        return "Words: a language model's, for what the bank asks."
    return "Words: the bank's own; the model gave none in time that an interviewer may say."


def tokens(count: int, estimated: bool) -> str:
    """Return a number of tokens; `~` marks what no server counted."""
    return f"{'~' if estimated else ''}{count:,}"


def money(row: UsageRow, escape: Callable[[str], str] = lambda words: words) -> str:
    """Return what calls cost; `+` where some of them have no price.

    The currency is a user's word, for which `escape` is.
    """
    if row.money is None:
        return ""
    return f"{row.money:.4f}{'+' if row.unpriced else ''} {escape(row.currency)}".rstrip()


def usage_notes(usage: Usage) -> tuple[str, ...]:
    """Return what one has to know to read the table of usage."""
    notes = []
    if usage.total.estimated:
        notes.append("~ estimated from the characters: nobody counted, or what cannot be.")
    if usage.total.money is not None and not usage.total.currency:
        notes.append("Cost in the currency of the prices that were configured.")
    if usage.total.money is not None and usage.total.unpriced:
        notes.append("+ without the calls to models that have no price.")
    if usage.total.again:
        notes.append("Again: jobs that took more than one request, to retry or to repair.")
    if any(row.job == "coaching" for row in usage.rows):
        notes.append("Coaching: after the verdict, for a note; no part of the decision record.")
    return (*notes, *(f"Failed: {why}" for why in usage.failures))


DECIDES = (
    "A model words questions, reports what it heard with quotations, and may advise a more "
    "cautious vote. Code checks every quotation letter by letter, and computes levels, votes and "
    "verdict."
)

COACHED = "Written by {model} after the verdict, from its findings; it decided nothing."


def focus_sentence(row: FocusRow) -> str:
    """Return what the job description stresses, and how much of it is about that."""
    return f"{row.name} ({row.share:.0%})"


def unheard(engine: str) -> str:
    """Return what a key point is that was not heard: likeness cannot tell that it was not said."""
    return "not recognised" if engine == "embedded" else "missing"


def risk_heading(risk: RiskRow) -> str:
    """Return what a line of the transcript calls a risk."""
    return _RISKS[risk.state].format(risk.concern)


def what_levels_mean(report: Report) -> str:
    """Say what the top level means where key points were counted by likeness, or ""."""
    if report.engine != "embedded" or any(turn.reviewed for turn in report.turns):
        return ""
    return (
        f"A {report.top:.1f} here means every awaited point was recognised; it does not mean the "
        f"level-{report.top} description was shown."
    )


def left_out(report: Report) -> str:
    """Return what weighs most and was not asked, or ""."""
    if not report.not_asked:
        return ""
    return f"Not asked, though they weigh most here: {', '.join(report.not_asked)}."


def replay_sentence(report: Report) -> str:
    """Return what a replay was made of, or ""."""
    return f"A replay of session {report.replay_of}." if report.replay_of else ""
