"""The report as Markdown, and as a short text for the terminal."""

import re
from collections.abc import Iterator

from archpanel.report.model import HeatRow, Report, SeatBallot, TurnRow
from archpanel.report.wording import (
    DECISIONS,
    PRACTICE,
    SYMBOLS,
    comparable,
    depth,
    flip_sentence,
    level,
    no_flip,
)


def to_markdown(report: Report) -> str:
    """Return the whole report; candidate text is escaped, so it cannot become markup."""
    parts = (
        _head(report),
        _why(report),
        _plan(report),
        _heat(report),
        _ballots(report),
        _adaptability(report),
        _transcript(report),
        _foot(report),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def to_terminal(report: Report) -> str:
    """Return the verdict, why, what would flip it, and the plan."""
    parts = (_head(report), _why(report), _levels(report), _plan(report))
    return "\n".join(line for part in parts for line in part) + "\n"


_SIGNS = re.compile(r"[\\`*_{}\[\]#|~!@^$]")
_ADDRESS = re.compile(r"(?<=:)//|(?<=\bwww)\.", re.IGNORECASE)
"""GitHub and others make a link of a bare address."""

_BULLET = re.compile(r"^([-+=]|\d+(?=[.)]))(.?)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def text(words: str) -> str:
    """Escape text so that Markdown and HTML show it as it was said, in one line."""
    flat = " ".join(words.split())
    flat = _SIGNS.sub(r"\\\g<0>", "".join(_ENTITIES.get(c, c) for c in flat))
    flat = _ADDRESS.sub(lambda found: "\\" + "\\".join(found[0]), flat)
    return _BULLET.sub(_no_bullet, flat)


def _no_bullet(found: re.Match[str]) -> str:
    """A dash or a number at the beginning of a line would open a list."""
    sign, after = found.groups()
    return f"{sign}\\{after}" if sign.isdigit() else f"\\{sign}{after}"


def quoted(words: str) -> Iterator[str]:
    """Yield an answer as a quotation that keeps its lines, since it may be code or a table."""
    lines = words.split("\n")
    for number, line in enumerate(lines, start=1):
        indent = "&nbsp;" * (len(line) - len(line.lstrip(" \t")))
        end = "\\" if number < len(lines) and line.strip() and lines[number].strip() else ""
        yield f"> {indent}{text(line)}{end}".rstrip(" ")


def _head(report: Report) -> Iterator[str]:
    yield f"# {DECISIONS[report.decision]}: {text(report.role)}"
    yield ""
    yield f"**{text(report.headline)}**"
    yield ""
    if report.practice:
        yield f"> {PRACTICE}"
        yield ""
    if report.provisional:
        yield "> Provisional: an invited seat did not cast a full vote."
        yield ""
    rounds = ", ".join(report.rounds)
    yield f"{report.world}, {report.view or 'any view'}, {text(report.level)}; rounds: {rounds}; "
    yield f"session {report.session}, {report.created}."
    yield ""


def _why(report: Report) -> Iterator[str]:
    yield "## Why"
    yield ""
    yield "| Depth | Level | Bar | | Assessed |"
    yield "|---|---|---|---|---|"
    for axis in report.axes:
        known = level(None) if axis.level is None else f"{axis.level:.2f}"
        yield (
            f"| {depth(axis.axis)} | {known} "
            f"| {axis.bar:.2f} | {axis.state.replace('_', ' ')} "
            f"| {axis.assessed} of {axis.asked_for} competencies ({axis.covered:.0%}) |"
        )
    yield ""
    for gate in report.gates:
        if gate.outcome != "pass":
            yield f"- **{SYMBOLS[gate.outcome]}**: {text(gate.reason)}"
    for veto in report.vetoes:
        yield f"- **Blocking concern**: {text(veto)}"
    passed = sum(g.outcome == "pass" for g in report.gates)
    yield f"- {passed} of {len(report.gates)} gates passed."
    agreed = "not measurable" if report.agreement is None else f"{report.agreement:.0%}"
    yield f"- Agreement of the seats: {agreed}; confidence of their readings: {report.confidence}."
    yield ""
    yield from _dissent(report)
    yield from _flips(report)


def _dissent(report: Report) -> Iterator[str]:
    if report.dissent:
        yield "**Dissent**"
        yield ""
        yield from (f"- {text(line)}" for line in report.dissent)
        yield ""


def _flips(report: Report) -> Iterator[str]:
    yield "**What would change it**"
    yield ""
    yield from (f"- {text(flip_sentence(flip))}" for flip in report.flips)
    if not report.flips:
        yield f"- {no_flip(report)}"
    for wanted in report.wanted:
        wanted_by = f"asked by {text(wanted.persona)}"
        yield f"- To find out: {text(wanted.subject)} ({text(wanted.reason)}), {wanted_by}."
    yield ""


def _levels(report: Report) -> Iterator[str]:
    seats = " | ".join(text(name) for name in report.seats)
    yield f"| Competency | Panel | {seats} |"
    yield "|---|---|" + "---|" * len(report.seats)
    for row in report.heat:
        if row.panel is not None:
            own = " | ".join(level(v) for v in row.levels)
            name = f"{text(row.name)} (disputed)" if row.disputed else text(row.name)
            yield f"| {name} | {level(row.panel)} | {own} |"
    yield ""


def _plan(report: Report) -> Iterator[str]:
    if not report.drills:
        return
    yield "## What to practise"
    yield ""
    for number, drill in enumerate(report.drills, start=1):
        yield f"{number}. **{text(drill.title)}** ({drill.moment}) {text(drill.happened)}"
        yield ""
        yield f"   {text(drill.practise)}"
        yield ""
        if drill.command:
            yield f"   `{drill.command}`"
            yield ""


def _heat(report: Report) -> Iterator[str]:
    yield f"## Levels (1 to {report.top})"
    yield ""
    yield from _levels(report)
    asked = [row for row in report.heat if row.panel is None]
    if asked:
        yield f"Not assessed: {', '.join(text(row.name) for row in asked)}."
        yield ""
    yield "### Evidence"
    yield ""
    for row in report.heat:
        yield from _evidence(row)
    yield ""


def _evidence(row: HeatRow) -> Iterator[str]:
    if row.quotes:
        yield f"- **{text(row.name)}** ({level(row.panel)})"
    for quote in row.quotes:
        sign = "for" if quote.in_favour else "against"
        yield f'  - {sign}, {quote.answer}: "{text(quote.text)}"'


def _ballots(report: Report) -> Iterator[str]:
    yield "## Ballots"
    yield ""
    for ballot in report.ballots:
        yield from _ballot(ballot)
    yield ""


def _ballot(ballot: SeatBallot) -> Iterator[str]:
    advice = ballot.sealed.replace("_", " ")
    if ballot.final != ballot.sealed:
        advice += f", after the debrief {ballot.final.replace('_', ' ')}"
    yield f"- **{text(ballot.name)}**, {text(ballot.role)}: {advice}. Seal {ballot.seal[:16]}."
    yield from (f"  - moved: {text(change)}" for change in ballot.changes)
    yield from (f"  - blocking: {text(concern)}" for concern in ballot.blocking)
    for quote in ballot.strongest:
        sign = "for" if quote.in_favour else "against"
        yield f'  - {sign}, {quote.answer}: "{text(quote.text)}"'


def _adaptability(report: Report) -> Iterator[str]:
    for turn in report.adaptability:
        made = sum(2 * p.met + p.partly for p in turn.points)
        possible = sum(2 * p.seats for p in turn.points)
        yield "## Adaptability (reported apart; it moves no level)"
        yield ""
        yield f"{turn.question}: {text(turn.text)}"
        yield ""
        if possible:
            yield f"{made / possible:.0%} of what a good reaction holds was heard."
        yield ""


def _transcript(report: Report) -> Iterator[str]:
    yield "## Transcript"
    yield ""
    yield comparable(report)
    yield ""
    for turn in report.turns:
        yield from _turn(turn)


def _turn(turn: TurnRow) -> Iterator[str]:
    yield f"### {turn.question} · {text(turn.asked_by)} · {turn.move}"
    yield ""
    if turn.context:
        yield f"{text(turn.context)}"
        yield ""
    yield text(turn.text)
    yield ""
    yield from quoted(turn.answer or "(passed)")
    yield ""
    yield f"Why asked: {text(turn.reason)}"
    yield ""
    for point in turn.points:
        state = "made" if point.met * 2 > point.seats else "half made" if point.quote else "missing"
        quote = f' ("{text(point.quote)}")' if point.quote else ""
        yield f"- {state}: {text(point.point)}{quote}"
    for risk in turn.risks:
        yield f'- {risk.concern} risk {risk.state}: {text(risk.text)} ("{text(risk.quote)}")'
    yield ""


def _foot(report: Report) -> Iterator[str]:
    yield "---"
    yield ""
    yield f"archpanel {report.software}; record head {report.head}."
    yield "`archpanel verify record.json` recomputes this verdict without an engine."
