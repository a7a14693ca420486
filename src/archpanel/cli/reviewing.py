"""Judge a finished interview: transcript to record, by the same seats, votes and rules."""

import asyncio
from dataclasses import replace
from pathlib import Path

from archpanel import __version__
from archpanel.cli.briefs import Wishes, make_brief, take_seats
from archpanel.cli.consoles import busy
from archpanel.cli.doors import make_engine
from archpanel.cli.exits import print_json
from archpanel.cli.results import save_reports, show_verdict
from archpanel.packs import load_pack
from archpanel.sessions.reviewing import judge_exchanges
from archpanel.transcripts import exchanges, read_transcript


def review(
    transcript: Path, wishes: Wishes, *, candidate: str, out: Path | None, as_json: bool
) -> None:
    """Read a transcript, judge it, show and save the result."""
    brief = make_brief(replace(wishes, turns=60), purpose="review")
    seated = take_seats(wishes)
    said = read_transcript(transcript)
    panel = [name for p in seated for name in (p.id, p.name)]
    pairs = exchanges(said, str(transcript), candidate=candidate, panel=panel)
    pack = load_pack(wishes.pack)
    engine = make_engine(brief, pack)
    with busy(f"The panel reads {len(pairs)} answers"):
        record = asyncio.run(
            judge_exchanges(pairs, brief, seated, pack, engine, software=__version__)
        )
    files = save_reports(record, out) if out else ()
    if as_json:
        print_json(record.model_dump(mode="json"))
    else:
        show_verdict(record, files)
