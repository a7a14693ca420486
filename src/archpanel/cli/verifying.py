"""Recompute a verdict from its record. Needs no session, no engine, and no framework."""

from pathlib import Path

import typer

from archpanel.agents.verification import verify
from archpanel.cli.exits import print_json
from archpanel.files import read_text

MAX_RECORD = 64 * 1024 * 1024


def verify_record(path: Path, *, as_json: bool) -> None:
    """Recompute a verdict and say whether it stands."""
    record = verify(read_text(path, MAX_RECORD))
    found = {
        "verified": True,
        "session": record.session,
        "decision": record.verdict.decision,
        "practice": record.verdict.practice,
        "engine": record.brief.engine,
        "purpose": record.brief.purpose,
        "head": record.seal["head"],
    }
    if as_json:
        print_json(found)
        return
    typer.echo(
        f"Verified: {path} recomputes to {record.verdict.decision} "
        f"({len(record.answers)} answers, {len(record.assessments)} assessments, "
        f"{len(record.ballots)} ballots; engine {record.brief.engine}, {record.brief.purpose}"
        f"{', practice verdict' if record.verdict.practice else ''}). "
        f"Head {record.seal['head'][:16]}: compare it with the one you were given, since whoever "
        "rewrites a whole interview can seal it anew."
    )
