"""How an interview was read and what that took, as Markdown."""

from collections.abc import Iterator

from archpanel.report.escaping import text
from archpanel.report.model import HowRead, Report, Usage, UsageRow
from archpanel.report.wording import DECIDES, money, tokens, usage_notes


def how_read(report: Report) -> Iterator[str]:
    """Yield the section: readers, prompts, who did not read, and what the calls took."""
    if (told := report.reading) is None:
        return
    yield "## How this was read"
    yield ""
    if told.endpoint:
        yield f"{DECIDES} The interview was opened for models at {text(told.endpoint)}."
        yield ""
    for reader in told.readers:
        minds = " and ".join(map(text, reader.minds)) or "nobody"
        set_to = f", {text(' and '.join(reader.parameters))}" if reader.parameters else ""
        yield (
            f"- **{text(reader.name)}**: {minds}{set_to}; read {reader.read} of {reader.answers} "
            "answers."
        )
    yield from _gaps(told)
    if told.prompts:
        yield f"- Prompts: {', '.join(text(label) for label in told.prompts)}."
    yield ""
    if report.usage:
        yield from _usage(report.usage)


def briefly(report: Report) -> Iterator[str]:
    """Yield what the terminal shows of it: gaps, and the sum of what calls took."""
    told, usage = report.reading, report.usage
    gaps = list(_gaps(told)) if told else []
    if usage is None and not gaps:
        return
    yield "## How this was read"
    yield ""
    yield from gaps
    if usage:
        all_ = usage.total
        cost = f", cost {money(all_, text)}" if all_.money is not None else ""
        calls = f"{all_.calls} call{'s' * (all_.calls != 1)}"
        yield (
            f"- {calls}: {tokens(all_.input, all_.estimated)} tokens in "
            f"({tokens(all_.cached, False)} cached), {tokens(all_.output, all_.estimated)} out"
            f"{cost}; {all_.failed} failed, {all_.again} asked again."
        )
        yield from (f"- {text(note)}" for note in usage_notes(usage) if note.startswith("Failed"))
    yield ""


def _gaps(told: HowRead) -> Iterator[str]:
    yield from (f"- {text(line)}" for line in (*told.stand_ins, *told.abstained))


def _usage(usage: Usage) -> Iterator[str]:
    priced = usage.total.money is not None
    yield f"| Seat | Job | Calls | Input | Cached | Output |{' Cost |' * priced} Again | Failed |"
    yield "|---|---|---:|---:|---:|---:|" + "---:|" * priced + "---:|---:|"
    for row in usage.rows:
        yield _line(text(row.seat), row.job, row, priced)
    yield _line("**All**", "", usage.total, priced)
    yield ""
    yield from (f"{text(note)}\n" for note in usage_notes(usage))


def _line(seat: str, job: str, row: UsageRow, priced: bool) -> str:
    counts = (
        tokens(row.input, row.estimated),
        tokens(row.cached, False),
        tokens(row.output, row.estimated),
        *((money(row, text),) if priced else ()),
        str(row.again or ""),
        str(row.failed or ""),
    )
    return f"| {seat} | {job} | {row.calls} | {' | '.join(counts)} |"
