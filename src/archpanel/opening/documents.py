"""A finished interview as a document: Markdown, HTML or JSON."""

import json
from collections.abc import Sequence

from archpanel.agents.voting import votes_by_rules
from archpanel.domain import Call, DecisionRecord, Note
from archpanel.report import Report, build_report, to_html, to_markdown

FORMATS = ("html", "json", "md")


def report_of(
    record: DecisionRecord,
    note: Note | None = None,
    later: Sequence[Call] = (),
    replay_of: str = "",
) -> Report:
    """Return a record's report, with what the rules alone would have voted.

    Args:
        record: the finished interview.
        note: a model's note to the candidate.
        later: calls that the note took.
        replay_of: the session that it is a replay of.
    """
    computed = votes_by_rules(record)
    return build_report(record, computed=computed, note=note, later=later, replay_of=replay_of)


def render(
    record: DecisionRecord,
    format_: str,
    note: Note | None = None,
    later: Sequence[Call] = (),
    *,
    ascii_only: bool = False,
    replay_of: str = "",
) -> str:
    """Return a record as one of `FORMATS`; a note is not part of the record.

    Args:
        record: the finished interview.
        format_: one of `FORMATS`.
        note: a model's note to the candidate.
        later: calls that the note took.
        ascii_only: for a terminal that shows no other characters; JSON alone can do without them.
        replay_of: the session that it is a replay of; JSON has the record alone.
    """
    if format_ == "json":
        told = record.model_dump(mode="json")
        more = {"coaching": note.model_dump(mode="json")} if note else {}
        return json.dumps({**told, **more}, ensure_ascii=ascii_only, indent=1) + "\n"
    report = report_of(record, note, later, replay_of)
    return to_html(report) if format_ == "html" else to_markdown(report)
