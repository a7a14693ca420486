"""Run a comparison in the lab: material and panels from options, the report to its files."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archpanel import __version__
from archpanel.agents.verification import verify
from archpanel.cli.answers import check_names, read_answers
from archpanel.cli.asking import check_first
from archpanel.cli.coach_ratings import ratings_of
from archpanel.cli.consoles import busy, counted, notices
from archpanel.cli.lab_results import deliver_report, save_records
from archpanel.cli.options import CORE_SEATS
from archpanel.cli.results import check_folder
from archpanel.cli.verifying import read_record
from archpanel.domain import BadRequest, Brief, Persona, Question, RolePack, WrongUsage
from archpanel.domain.brief import Purpose
from archpanel.lab.bank_mix import bank_candidates, mixed_interviews, rounds_for
from archpanel.lab.holding import Room
from archpanel.lab.material import Interview, Script, from_exchanges, from_record
from archpanel.lab.report import Asked, build_report
from archpanel.lab.seating import EMBEDDED, Seating, seat_all
from archpanel.lab.sitting import (
    Comparison,
    Hearing,
    Material,
    Sitting,
    compare_sittings,
    count_sittings,
    sit,
)
from archpanel.opening import (
    ModelWishes,
    Wishes,
    hang_up,
    make_brief,
    make_engines,
    read_limits,
)
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids, seat_panel
from archpanel.settings import read_settings
from archpanel.transcripts import exchanges, read_transcript

FORM = "demo"
"""What a scripted candidate is asked where nothing else is said: the examples answer it."""


@dataclass(frozen=True)
class Wanted:
    """What is to be compared on what, as typed."""

    wishes: Wishes
    records: Sequence[str] = ()
    transcripts: Sequence[Path] = ()
    scripts: Sequence[Path] = ()
    bank: int = 0
    candidates: int = 0
    personas: Sequence[str] = ()
    panels: Sequence[str] = ()
    minds: Sequence[str] = ()
    base_url: str = ""
    fallback: str = ""
    candidate: str = ""
    coach: Path | None = None
    keep_records: bool = False

    @property
    def reads_anew(self) -> bool:
        """Tell whether somebody has to read; else finished records are taken as they are."""
        fresh = self.transcripts or self.scripts or self.bank or self.candidates
        return bool(fresh or self.personas or self.panels or self.minds)


def run_comparison(wanted: Wanted, *, out: Path | None, as_json: bool) -> None:
    """Compare, show the report, and save it where that is wanted."""
    check_folder(out)
    if wanted.keep_records and out is None:
        raise WrongUsage("--keep-records needs --out FOLDER, and makes a folder in it.")
    pack = load_pack(wanted.wishes.pack)
    material = _material(wanted, pack)
    seatings = _seatings(wanted) if wanted.reads_anew else ()
    for seating in seatings:
        check_first(_brief(wanted, seating, "rehearsal"), _notice)
    with counted("The panels sit", count_sittings(material, seatings)) as one_done:
        sittings = asyncio.run(_sit(material, seatings, wanted, pack, one_done))
    comparison = compare_sittings(sittings)
    with busy("The figures are worked out"):
        report = build_report(comparison, _asked(wanted, comparison, sittings))
    if out is not None and wanted.keep_records:
        save_records(sittings, out)
    deliver_report(report, out, as_json=as_json)


def _notice(line: str) -> None:
    notices().print(line, highlight=False, markup=False)


async def _sit(
    material: Material,
    seatings: Sequence[Seating],
    wanted: Wanted,
    pack: RolePack,
    one_done: Callable[[], None],
) -> list[Sitting]:
    room = Room(pack, make_engines, read_limits(), __version__)

    def brief_for(seating: Seating, purpose: Purpose, number: int) -> Brief:
        rounds = _rounds(wanted, pack, number) if wanted.candidates else ()
        return _brief(wanted, seating, purpose, rounds)

    try:
        return await sit(material, seatings, Hearing(room, brief_for, one_done))
    finally:
        await hang_up()


def _rounds(wanted: Wanted, pack: RolePack, number: int) -> tuple[str, ...]:
    return () if wanted.wishes.form else rounds_for(pack, wanted.wishes.view, number)


def _brief(
    wanted: Wanted, seating: Seating, purpose: Purpose, rounds: tuple[str, ...] = ()
) -> Brief:
    wishes = wanted.wishes
    model = "" if seating.mind == EMBEDDED else seating.mind
    models = ModelWishes(model, wanted.base_url, (), wanted.fallback) if model else ModelWishes()
    form = wishes.form or (FORM if wanted.scripts and wishes.turns is None else "")
    asked = replace(
        wishes,
        rounds=rounds,
        personas=seating.seats,
        models=models,
        form=form if purpose == "rehearsal" else "",
    )
    brief = make_brief(asked, purpose)
    if not model and brief.models is not None:  # ARCHPANEL_MODEL is set, and embedded was asked for
        return brief.model_copy(update={"engine": EMBEDDED, "models": None})
    return brief


def _material(wanted: Wanted, pack: RolePack) -> Material:
    """Read all material; each interview has a name of its own.

    Raises:
        WrongUsage: there is none.
    """
    found: list[Interview] = [*map(_record, wanted.records)]
    found += [_transcript(path, wanted, pack) for path in wanted.transcripts]
    if wanted.bank:
        found += mixed_interviews(pack, wanted.bank, wanted.wishes.seed, wanted.wishes.world)
    scripts = tuple(_script(path, pack) for path in wanted.scripts)
    if scripts and wanted.candidates:
        raise WrongUsage(
            "--answers and --candidates cannot be compared at once: the one is asked a form, the "
            "other what the chair chooses. Run them one after the other."
        )
    scripts += bank_candidates(pack, wanted.candidates, wanted.wishes.seed)
    if not found and not scripts:
        raise WrongUsage(
            "There is nothing to compare on: give --bank 24, --candidates 24, --record, "
            "--transcript or --answers."
        )
    names = [each.id for each in found] + [script.id for script in scripts]
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise BadRequest(f"{', '.join(doubled)} was given twice, or two files have that name.")
    return Material(tuple(found), scripts)


def _record(name: str) -> Interview:
    record = verify(read_record(name))
    path = Path(name)
    # Records of a folder per session are all called record.json.
    told = path.parent.name if path.stem == "record" and path.parent.name else path.stem
    return from_record(told if path.suffix else record.session, record)


def _transcript(path: Path, wanted: Wanted, pack: RolePack) -> Interview:
    panel = [name for p in map(load_persona, persona_ids()) for name in (p.id, p.name)]
    said = read_transcript(path, candidate=wanted.candidate, panel=panel)
    pairs = exchanges(said, str(path), candidate=wanted.candidate, panel=panel)
    return from_exchanges(path.stem, pairs, pack.rounds[0].id if pack.rounds else "review")


def _script(path: Path, pack: RolePack) -> Script:
    if (first := read_answers(path)).by_question:
        check_names(first, pack, str(path))

    def anew() -> Callable[[Question], str]:
        answers = read_answers(path)
        return lambda question: answers.answer_to(question) or ""

    return Script(path.stem, anew)


def _seatings(wanted: Wanted) -> tuple[Seating, ...]:
    """Return who sits where: the panels that were named, and tables for the personas."""
    core = seat_panel(CORE_SEATS.split(","))
    named = [load_persona(name) for name in wanted.personas]
    everybody = not named and not wanted.panels
    every = [load_persona(name) for name in persona_ids()] if everybody else named
    minds = wanted.minds or (read_settings().model or EMBEDDED,)
    made: list[Seating] = []
    for mind in minds:
        tables = [*_panels(wanted, mind), *([Seating("core", core, mind)] if everybody else [])]
        tables += seat_all(every, core, mind) if every else ()
        made += [
            replace(one, name=f"{one.name} on {mind}") if len(minds) > 1 else one for one in tables
        ]
    return tuple(made)


def _panels(wanted: Wanted, mind: str) -> list[Seating]:
    found = []
    for text in wanted.panels:
        names = [name.strip() for name in text.split(",") if name.strip()]
        seats: tuple[Persona, ...] = seat_panel(names)
        found.append(Seating(", ".join(p.id for p in seats), seats, mind))
    return found


def _asked(wanted: Wanted, comparison: Comparison, sittings: Sequence[Sitting]) -> Asked:
    parts = [
        (len(wanted.records), "finished record", ""),
        (len(wanted.transcripts), "transcript", ""),
        (len(wanted.scripts), "scripted candidate", ""),
        (wanted.candidates, "candidate", " answering from the bank's examples"),
        (wanted.bank, "interview", " drawn from the bank's example answers"),
    ]
    named = [load_persona(name) for name in wanted.personas]
    files = {
        label: name
        for label, persona in comparison.personas.items()
        for given, name in zip(named, wanted.personas, strict=True)
        if given == persona and name.endswith((".yaml", ".yml"))
    }
    return Asked(
        ", ".join(f"{n} {what}{'' if n == 1 else 's'}{which}" for n, what, which in parts if n),
        seed=wanted.wishes.seed if wanted.bank or wanted.candidates else None,
        ratings=ratings_of(sittings, wanted.coach),
        only=tuple(p.id for p in named),
        origins=files,
    )
