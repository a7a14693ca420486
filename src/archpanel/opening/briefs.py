"""From what somebody wishes for to a brief, with errors that teach; for every way in."""

from dataclasses import dataclass, field
from pathlib import Path

from archpanel.domain import (
    LONGEST_EXCERPT,
    MAX_SEED,
    MAX_TURNS,
    BadFile,
    BadRequest,
    Brief,
    Form,
    JobReading,
    PackRef,
    Paper,
    Persona,
    Purpose,
    RolePack,
    UnknownName,
    WrongUsage,
)
from archpanel.files import MAX_PERSONA_FILE, as_model, parse_yaml, read_text
from archpanel.opening.model_wishes import ModelWishes, choose_models
from archpanel.packs import load_pack, pack_ids
from archpanel.papers import read_paper
from archpanel.personas import seat_panel

TURNS = 9
"""Questions in all where nothing else is said: about forty minutes."""

PROBES_PER_FORM = 3
"""A form of n questions leaves room for n / 3 probes and challenges."""

MAX_SEATS = 5


@dataclass(frozen=True)
class Wishes:
    """What a rehearsal or a review is to be like, as typed or chosen."""

    world: str
    view: str
    rounds: tuple[str, ...]
    seats: str
    turns: int | None
    level: str
    surprise: bool
    form: str
    pack: str
    seed: int
    models: ModelWishes = field(default_factory=ModelWishes)
    embedded: bool = False
    """No model thinks, whatever the settings say: nothing is sent anywhere."""

    jd: Path | Paper | None = None
    cv: Path | Paper | None = None
    personas: tuple[Persona, ...] = ()
    """Who sits on the panel, instead of `seats`."""


def make_brief(wishes: Wishes, purpose: Purpose = "rehearsal") -> Brief:
    """Fix a session's settings.

    Raises:
        UnknownName: a world, view, round, level, form or persona that is not there.
        BadRequest: settings that do not fit together.
        BadFile: a pack, form, persona, job description or CV that cannot be read.
    """
    pack = load_pack(wishes.pack)
    form = find_form(pack, wishes.form) if wishes.form else None
    _check_purpose(pack, purpose)
    seated = take_seats(wishes)
    seats = tuple(p.id for p in seated)
    models = None if wishes.embedded else choose_models(wishes.models, seats)
    jd, cv = _paper(wishes.jd, "--jd"), _paper(wishes.cv, "--cv")
    made_of_jd = read_jd(jd, pack) if jd else JobReading()
    return Brief(
        pack=_reference(pack, wishes.pack),
        world=_known("world", wishes.world, [w.id for w in pack.worlds]),
        view=_known("view", _view(wishes, pack), [v.id for v in pack.views]),
        rounds=_rounds(wishes, pack, form),
        seats=seats,
        turns=_turns(wishes, form) if purpose == "rehearsal" else MAX_TURNS,  # none are held
        level=_known("level", wishes.level or pack.policy.default_level, list(pack.policy.bars)),
        purpose=purpose,
        surprise=wishes.surprise,
        form=form,
        seed=_seed(wishes.seed),
        engine="llm" if models else "embedded",
        models=models,
        jd=jd,
        cv=cv,
        focus=made_of_jd.focus,
        job_lines=made_of_jd.lines,
    )


def _paper(given: Path | Paper | None, given_as: str) -> Paper | None:
    try:
        return read_paper(given) if isinstance(given, Path) else given
    except BadFile as error:
        raise BadFile(error.file, f"{error.problem} It was given as {given_as}.") from None


def read_jd(jd: Paper, pack: RolePack) -> JobReading:
    """Return what is made of a job description, by the embedded encoder whatever the engine is.

    It takes one to two seconds for a long one; nothing is sent anywhere.
    """
    from archpanel.agents.offline.encoder import open_encoder
    from archpanel.agents.offline.focus import read_job

    return read_job(jd.text, pack.competencies, open_encoder())


def papers_line(brief: Brief, pack: RolePack) -> str:
    """Return what the panel took from job description and CV, in one line; "" without either."""
    if brief.jd is None and brief.cv is None:
        return ""
    parts = [_taken(brief, pack)] if brief.jd is not None else []
    if brief.form is not None:
        parts.append("The form is asked as it is.")
    if cut := [p.name for p in (brief.jd, brief.cv) if p is not None and p.is_cut]:
        parts.append(
            f"A language model sees the first {LONGEST_EXCERPT:,} characters of "
            f"{' and '.join(cut)}."
        )
    return " ".join([*parts, "Neither paper is scored."])


def _taken(brief: Brief, pack: RolePack) -> str:
    """Return which competencies were taken, and from how many lines of the job description."""
    if not brief.focus:
        return "From the job description: no competency of this role."
    names = {competency.id: competency.name for competency in pack.competencies}
    taken = ", ".join(names.get(f.competency, f.competency) for f in brief.focus)
    lines = sum(line.use == "taken" for line in brief.job_lines)
    of = f"{lines} of {len(brief.job_lines)} lines of the job description"
    return f"From {of}: {taken}. The report says what became of each line."


def _check_purpose(pack: RolePack, purpose: Purpose) -> None:
    if purpose == "rehearsal" and not pack.questions:
        raise BadRequest(
            f"Pack {pack.id!r} has anchors but no questions, enough for `archpanel review` only."
        )


def _reference(pack: RolePack, name: str) -> PackRef:
    return PackRef(
        id=pack.id,
        version=pack.version,
        digest=pack.digest,
        source="" if name in pack_ids() else str(Path(name).resolve()),
    )


def take_seats(wishes: Wishes) -> tuple[Persona, ...]:
    """Return who sits on the panel: shipped personas by id, others by their file.

    Raises:
        UnknownName: nobody of this name.
        BadRequest: no seat, too many, or the same persona twice.
    """
    return wishes.personas or seat_panel(_seats(wishes.seats))


def find_form(pack: RolePack, name: str) -> Form:
    """Return a form by id, or read one from a YAML file.

    Raises:
        UnknownName: no such form, or the form names a question that the pack does not have.
    """
    if name.endswith((".yaml", ".yml")):
        data = parse_yaml(read_text(Path(name), MAX_PERSONA_FILE), name)
        form = as_model(Form, data, name)
    else:
        form = pack.form(name)
    for question in form.questions:
        pack.question(question)
    return form


def _known(kind: str, name: str, known: list[str]) -> str:
    if known and name not in known:
        raise UnknownName(kind, name, known)
    return name


def _view(wishes: Wishes, pack: RolePack) -> str:
    """Without a word from the user, take the view that the chosen rounds belong to."""
    if wishes.view or not pack.views:
        return wishes.view
    for view in pack.views:
        if wishes.rounds and all(view.id in pack.round(r).views for r in wishes.rounds):
            return view.id
    return pack.views[0].id


def _rounds(wishes: Wishes, pack: RolePack, form: Form | None) -> tuple[str, ...]:
    if form is not None:
        return tuple(dict.fromkeys(pack.question(q).round for q in form.questions))
    if wishes.rounds:
        return tuple(pack.round(name).id for name in dict.fromkeys(wishes.rounds))
    view = _view(wishes, pack)
    own = [r.id for r in pack.rounds if r.views == (view,)]
    return tuple(own or [r.id for r in pack.rounds] or ["review"])


def _seats(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not 1 <= len(names) <= MAX_SEATS:
        raise WrongUsage(f"A panel has 1 to {MAX_SEATS} seats; {len(names)} were given.")
    return names


def _seed(seed: int) -> int:
    if abs(seed) > MAX_SEED:
        raise BadRequest(f"--seed {seed} is not between -{MAX_SEED} and {MAX_SEED}.")
    return seed


def _turns(wishes: Wishes, form: Form | None) -> int:
    if wishes.turns is not None:
        if not 1 <= wishes.turns <= MAX_TURNS:
            raise WrongUsage(f"--turns {wishes.turns} is not between 1 and {MAX_TURNS}.")
        return wishes.turns
    if form is None:
        return TURNS
    return min(MAX_TURNS, len(form.questions) + len(form.questions) // PROBES_PER_FORM)
