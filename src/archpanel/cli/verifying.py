"""Recompute a verdict from its record. A file needs no session, no engine, and no framework."""

import json
from collections.abc import Iterator
from pathlib import Path

import typer

from archpanel.agents.provenance import differences
from archpanel.agents.verification import verify
from archpanel.cli.exits import print_json
from archpanel.domain import BadFile, DecisionRecord, RecordTampered, escaped
from archpanel.files import read_text
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids

MAX_RECORD = 64 * 1024 * 1024


def verify_record(path: Path, against: str, *, as_json: bool) -> None:
    """Recompute a verdict and say whether it stands, and on whose content."""
    record = verify(read_record(str(path)))
    if against:
        _compare(record, against)
    found = {
        "verified": True,
        "session": record.session,
        "decision": record.verdict.decision,
        "practice": record.verdict.practice,
        "engine": record.brief.engine,
        "purpose": record.brief.purpose,
        "head": record.seal["head"],
        "against": against,
    }
    if as_json:
        print_json(found)
        return
    # `last` is another session tomorrow.
    for line in _told(record, record.session if _is_session(path) else str(path), against):
        typer.echo(line)


def _told(record: DecisionRecord, named: str, against: str) -> Iterator[str]:
    """Say what was recomputed, from what, and what that does not show."""
    yield f"Verified: {escaped(named)} recomputes to {record.verdict.decision.replace('_', ' ')}"
    yield (
        f"  from {len(record.answers)} answers, {len(record.assessments)} assessments, "
        f"{len(record.ballots)} ballots"
    )
    practice = ", practice verdict" if record.verdict.practice else ""
    yield f"  engine {record.brief.engine}, {record.brief.purpose}{practice}"
    if against:
        yield f"  Its content is that of {against}."
    yield f"  Head {record.seal['head'][:16]}: compare it with the one you were given,"
    yield "  since whoever rewrites a whole interview can seal it anew."


def read_record(name: str) -> str:
    """Return the text of a record: of a file, or of a finished session by id or `last`.

    Raises:
        BadFile: the file cannot be read, or holds something else.
        UnknownName: there is no such session.
    """
    path = Path(name)
    return _kept(path.name) if _is_session(path) else _read(path)


def _read(path: Path) -> str:
    """Return the text of a file that holds a decision record, be it an altered one.

    Raises:
        BadFile: it cannot be read, or holds something else.
    """
    text = read_text(path, MAX_RECORD)
    if wrong := _no_record(text):
        raise BadFile(str(path), f"is no decision record ({wrong}).")
    return text


def _no_record(text: str) -> str:
    """Say why a text is no decision record at all, or ""."""
    if not text.strip():
        return "it is empty"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        return f"it is not JSON: {str(error)[:80]}"
    if not isinstance(found, dict):
        return "it should be a JSON object"
    if found.keys() & {"verdict", "seal"}:
        return ""
    if "record" in found:
        return "it looks like an export; the record is what stands in it under `record`"
    return "it has neither a verdict nor a seal; `rehearse --out` and `report --format json` do"


def _is_session(path: Path) -> bool:
    """A bare word that is no file here is a session: `last`, an id, or its beginning."""
    return path.name == str(path) and not path.suffix and not path.exists()


def _kept(session: str) -> str:
    from archpanel.opening import open_sessions

    sessions = open_sessions()
    return sessions.record(sessions.find_finished(session).id).model_dump_json()


def _compare(record: DecisionRecord, against: str) -> None:
    """Refuse a record that rests on other content than the installed one.

    Raises:
        RecordTampered: names the first part that differs, and how many do.
    """
    pack = load_pack(against)
    found = differences(record, pack, {name: load_persona(name) for name in persona_ids()})
    if found:
        others = f", and {len(found) - 1} more" if len(found) > 1 else ""
        raise RecordTampered(
            found[0],
            f"is not what {pack.id} version {pack.version} says here{others}. The record "
            f"recomputes, but rests on other content: made with version {record.role.version}, "
            "with personas of its own, or rewritten. Likely fix: compare with the pack it names.",
        )
