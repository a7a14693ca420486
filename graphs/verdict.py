"""From what the seats assessed to sealed ballots, and from these to the decision record."""

from collections.abc import Mapping

from archpanel.agents.record import write_record
from archpanel.agents.table import lay_out
from archpanel.domain import Advice, DecisionRecord
from archpanel.graphs.panel import Panel
from archpanel.graphs.scoring import abstain, missing_jobs
from archpanel.graphs.side_by_side import side_by_side

NOT_READ = "It was not read before the votes were sealed."
NO_ADVICE: Mapping[str, Advice | None] = {}


async def take_advice(panel: Panel) -> dict[str, Advice | None]:
    """Let each seat that has not voted look at its own evidence; what it then advises, by seat."""
    voted = {ballot.persona for ballot in await panel.records.ballots()}
    proceedings = await panel.proceedings()
    points = {
        (item, point.id): point.point
        for item in {q.item for q in proceedings.questions if panel.from_bank}
        for point in panel.bank.item(item).key_points
    }
    answers = [answer.id for answer in proceedings.answers]
    seats = [seat for name, seat in panel.interviewers.items() if name not in voted]
    tables = [
        lay_out(seat.persona, proceedings.assessments, points, answers, panel.setting)
        for seat in seats
    ]
    # A seat that has read nothing yet has nothing to look at: the rules alone vote for it.
    asked = [(seat, table) for seat, table in zip(seats, tables, strict=True) if table.rows]
    made = await side_by_side([seat.advise(table) for seat, table in asked])
    return {seat.persona.id: advice for (seat, _), advice in zip(asked, made, strict=True)}


async def seal_ballots(panel: Panel, advice: Mapping[str, Advice | None] = NO_ADVICE) -> None:
    """Seal every invited seat's vote, each from its own assessments, before any is opened.

    Whatever a seat has not read by now it abstains on: a gap would look like an answer that was
    never given.
    """
    voted = {ballot.persona for ballot in await panel.records.ballots()}
    for job in missing_jobs(await panel.proceedings(), panel):
        if job["seat"] not in voted:
            await abstain(panel, job, NOT_READ)
    proceedings = await panel.proceedings()
    answers = [answer.id for answer in proceedings.answers]
    for name, seat in panel.interviewers.items():
        ballot = seat.vote(proceedings.assessments, answers, advice.get(name))
        await panel.records.put_ballot(ballot)


async def record_of(session: str, panel: Panel) -> DecisionRecord:
    """Reach the verdict on what is in the records, and write the sealed decision record.

    Args:
        session: the session's id.
        panel: its live panel; debrief and ballots are done.
    """
    proceedings = await panel.proceedings()
    asked = dict.fromkeys(q.item for q in proceedings.questions if panel.from_bank)
    return write_record(
        session=session,
        software=panel.software,
        setting=panel.setting,
        personas=panel.seated,
        items=tuple(panel.bank.item(item) for item in asked),
        flags=panel.bank.flags(),
        proceedings=proceedings,
        sealed=tuple(await panel.records.ballots()),
        moves=tuple(await panel.records.moves()),
        calls=tuple(await panel.records.calls()),
        clock=panel.clock,
    )
