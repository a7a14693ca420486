"""Judge a finished interview: transcript to record, by the same seats, votes and rules."""

import asyncio
from pathlib import Path

from archpanel import __version__
from archpanel.agents.call_log import CallLog
from archpanel.cli.asking import check_first
from archpanel.cli.consoles import busy, notices
from archpanel.cli.results import check_folder, deliver
from archpanel.domain import DecisionRecord
from archpanel.opening import Wishes, hang_up, make_brief, make_engines, read_limits, take_seats
from archpanel.packs import load_pack
from archpanel.sessions.reviewing import judge_exchanges
from archpanel.transcripts import exchanges, read_transcript


def review(
    transcript: Path, wishes: Wishes, *, candidate: str, out: Path | None, as_json: bool
) -> None:
    """Read a transcript, judge it, show and save the result."""
    check_folder(out)
    brief = make_brief(wishes, purpose="review")
    seated = take_seats(wishes)
    panel = [name for p in seated for name in (p.id, p.name)]
    said = read_transcript(transcript, candidate=candidate, panel=panel)
    pairs = exchanges(said, str(transcript), candidate=candidate, panel=panel)
    pack = load_pack(wishes.pack)
    check_first(brief, lambda line: notices().print(line, highlight=False, markup=False))
    calls = CallLog()
    engines = make_engines(brief, pack, seated, calls)

    async def judge() -> DecisionRecord:
        try:
            return await judge_exchanges(
                pairs,
                brief,
                seated,
                pack,
                engines,
                software=__version__,
                limits=read_limits(),
                calls=calls,
            )
        finally:
            await hang_up()

    with busy(f"The panel reads {len(pairs)} answers"):
        record = asyncio.run(judge())
    deliver(record, out, as_json=as_json)
