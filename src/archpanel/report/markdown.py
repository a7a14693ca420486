"""The report as Markdown, and as a short text for the terminal."""

from collections.abc import Iterator, Sequence

from archpanel.report.escaping import quoted, text
from archpanel.report.markdown_reading import briefly, how_read
from archpanel.report.model import HeatRow, Report, SeatBallot, TurnRow
from archpanel.report.wording import (
    COACHED,
    DECISIONS,
    FLIPS,
    LEFT_OUT,
    NO_EVIDENCE,
    NO_FOCUS,
    PRACTICE,
    SYMBOLS,
    TAILORED,
    UNASKED,
    anchor_sentence,
    comparable,
    depth,
    faint_sentence,
    flip_sentences,
    focus_sentence,
    left_out,
    level,
    moments,
    replay_sentence,
    risk_heading,
    unheard,
    what_levels_mean,
    words_of,
)


def to_markdown(report: Report) -> str:
    """Return the whole report; candidate text is escaped, so it cannot become markup."""
    parts = (
        _head(report),
        _why(report),
        _plan(report),
        _coaching(report),
        _heat(report),
        _ballots(report),
        _adaptability(report),
        _tailored(report),
        _transcript(report),
        how_read(report),
        _foot(report),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def to_terminal(report: Report) -> str:
    """Return the verdict, why, what would flip it, and the plan."""
    parts = (
        _head(report),
        _why(report),
        _levels(report, _called(report.seats)),
        _plan(report),
        _coaching(report),
        briefly(report),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


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
    if told := left_out(report):
        yield text(told)
        yield ""
    if replayed := replay_sentence(report):
        yield text(replayed)
        yield ""
    yield f"{report.world}, {report.view or 'any view'}, {text(report.level)}; "
    if report.reviewed:
        yield f"a transcript of {len(report.turns)} answers, judged {report.created}."
    else:
        rounds = ", ".join(report.rounds)
        yield f"rounds: {rounds}; session {report.session}, {report.created}."
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
    yield from (f"- {text(pull)}" for pull in report.pulls)
    passed = sum(g.outcome == "pass" for g in report.gates)
    yield f"- {passed} of {len(report.gates)} gates passed."
    if not report.unread:
        yield f"- {_agreement(report)}"
    if report.reading and report.reading.votes:
        yield f"- {text(report.reading.votes)}"
    yield ""
    yield from _dissent(report)
    yield from _flips(report)


def _agreement(report: Report) -> str:
    agreed = "not measurable" if report.agreement is None else f"{report.agreement:.0%}"
    return f"Agreement of the seats: {agreed}; confidence of their readings: {report.confidence}."


def _dissent(report: Report) -> Iterator[str]:
    if report.dissent:
        yield "**Dissent**"
        yield ""
        yield from (f"- {text(line)}" for line in report.dissent)
        yield ""


def _flips(report: Report) -> Iterator[str]:
    yield f"**{FLIPS}**"
    yield ""
    yield from (f"- {text(line)}" for line in flip_sentences(report))
    for wanted in report.wanted:
        wanted_by = f"asked by {text(wanted.persona)}"
        yield f"- To find out: {text(wanted.subject)} ({text(wanted.reason)}), {wanted_by}."
    yield ""


def _called(names: Sequence[str]) -> Sequence[str]:
    """Return first names, so that the table fits a terminal; whole ones where two are alike."""
    first = [name.partition(" ")[0] for name in names]
    return first if len({*first}) == len(names) else names


def _levels(report: Report, names: Sequence[str]) -> Iterator[str]:
    if all(row.panel is None for row in report.heat):
        return
    seats = " | ".join(text(name) for name in names)
    yield f"| Competency | Panel | {seats} |"
    yield "|---|---|" + "---|" * len(report.seats)
    for row in report.heat:
        if row.panel is not None:
            own = " | ".join(level(v) for v in row.levels)
            name = f"{text(row.name)} (disputed)" if row.disputed else text(row.name)
            yield f"| {name} | {level(row.panel)} | {own} |"
    yield ""
    if told := what_levels_mean(report):
        yield told
        yield ""


def _plan(report: Report) -> Iterator[str]:
    if not report.drills:
        return
    yield "## What to practise"
    yield ""
    for number, drill in enumerate(report.drills, start=1):
        yield f"{number}. **{text(drill.title)}** ({drill.moment})"
        yield ""
        yield f"   {text(drill.happened)}"
        yield ""
        yield f"   {text(drill.practise)}"
        yield ""
        if drill.command:
            yield f"   `{drill.command}`"
            yield ""


def _coaching(report: Report) -> Iterator[str]:
    if (note := report.coaching) is None:
        return
    yield "## A note to you"
    yield ""
    yield f"*{COACHED.format(model=text(note.model))}*"
    yield ""
    yield from quoted(note.text)
    yield ""


def _heat(report: Report) -> Iterator[str]:
    yield f"## Levels (1 to {report.top})"
    yield ""
    yield from _levels(report, report.seats)
    asked = [row for row in report.heat if row.panel is None]
    if asked:
        yield f"Not assessed: {', '.join(text(row.name) for row in asked)}."
        yield ""
    if any(row.quotes for row in report.heat):
        yield "### Evidence"
        yield ""
        for row in report.heat:
            yield from _evidence(row, moments(report, row.competency))
        yield ""


def _evidence(row: HeatRow, rests_on: str) -> Iterator[str]:
    if row.quotes:
        told = f"{level(row.panel)}; by exchange: {rests_on}" if rests_on else level(row.panel)
        yield f"- **{text(row.name)}** ({told})"
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
    if ballot.advice:
        yield f"  - advice: {text(ballot.advice.told)}"
        if ballot.advice.note:
            yield f'  - in the words of {text(ballot.advice.model)}: "{text(ballot.advice.note)}"'


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


def _tailored(report: Report) -> Iterator[str]:
    if (told := report.tailoring) is None:
        return
    yield "## Tailored to the job"
    yield ""
    yield f"{'; '.join(text(paper) for paper in told.papers)}. {TAILORED}"
    yield ""
    for row in told.job.focus:
        yield f"- **{text(focus_sentence(row))}**"
        yield from (f'  - "{text(line)}"' for line in row.lines)
    if told.in_vain:
        yield f"- {NO_FOCUS}"
    yield from (f"- {question}: {text(why)}" for question, why in told.questions)
    yield ""
    if told.job.left:
        yield f"{LEFT_OUT}:"
        yield ""
    for left in told.job.left:
        yield f"- {text(left.why)}:"
        yield from (f'  - "{text(line)}"' for line in left.lines)
    yield ""


def _transcript(report: Report) -> Iterator[str]:
    yield "## Transcript"
    yield ""
    yield comparable(report)
    yield ""
    if report.unasked:
        yield f"{UNASKED}:"
        yield ""
        yield from (f"- {text(risk)}" for risk in report.unasked)
        yield ""
    for turn in report.turns:
        yield from _turn(turn, unheard(report.engine), words_of(turn, report.engine))


def _turn(turn: TurnRow, unheard_as: str, words: str) -> Iterator[str]:
    yield f"### {turn.question} · {text(turn.asked_by)} · {turn.move}"
    yield ""
    for part in (turn.lead_in, turn.context, turn.text):
        if part:
            yield text(part)
            yield ""
    yield from quoted(turn.answer or "(passed)")
    yield ""
    yield f"Why asked: {text(turn.reason)}{words and f' {words}'}"
    yield ""
    for point in turn.points:
        made = point.met * 2 > point.seats
        state = "made" if made else "half made" if point.quote else unheard_as
        quote = f' ("{text(point.quote)}")' if point.quote else ""
        yield f"- {state}: {text(point.point)}{quote}"
    for row in turn.anchors:
        if row.foremost:
            yield f'- {text(anchor_sentence(row))} ("{text(row.quote)}")'
    if faint := faint_sentence(turn):
        yield f"- {text(faint)}"
    if not turn.anchors and turn.reviewed:
        yield f"- {NO_EVIDENCE}"
    for risk in turn.risks:
        yield f'- {risk_heading(risk)}: {text(risk.text)} ("{text(risk.quote)}")'
    yield from (f"- {text(line)}" for line in turn.unread)
    yield ""


def _foot(report: Report) -> Iterator[str]:
    yield "---"
    yield ""
    yield f"archpanel {report.software}; record head {report.head}."
    yield "`archpanel verify record.json` recomputes this verdict without an engine."
