"""From what was asked for on the command line to a brief, with errors that teach."""

from dataclasses import dataclass
from pathlib import Path

from archpanel.domain import (
    BadRequest,
    Brief,
    Form,
    PackRef,
    Persona,
    Purpose,
    RolePack,
    UnknownName,
)
from archpanel.files import MAX_PERSONA_FILE, as_model, parse_yaml, read_text
from archpanel.packs import load_pack, pack_ids
from archpanel.personas import seat_panel

TURNS = 9
"""Questions in all where nothing else is said: about forty minutes."""

PROBES_PER_FORM = 3
"""A form of n questions leaves room for n / 3 probes and challenges."""

MAX_SEATS = 5


@dataclass(frozen=True)
class Wishes:
    """The options of `rehearse` and `review`, as typed."""

    world: str
    view: str
    rounds: tuple[str, ...]
    seats: str
    turns: int
    level: str
    surprise: bool
    form: str
    pack: str
    seed: int


def make_brief(wishes: Wishes, purpose: Purpose = "rehearsal") -> Brief:
    """Fix a session's settings.

    Raises:
        UnknownName: a world, view, round, level, form or persona that is not there.
        BadRequest: settings that do not fit together.
    """
    pack = load_pack(wishes.pack)
    form = find_form(pack, wishes.form) if wishes.form else None
    if purpose == "rehearsal" and not pack.questions:
        raise BadRequest(
            f"Pack {pack.id!r} has anchors but no questions, enough for `archpanel review` only."
        )
    seated = take_seats(wishes)
    return Brief(
        pack=PackRef(
            id=pack.id,
            version=pack.version,
            digest=pack.digest,
            source="" if wishes.pack in pack_ids() else str(Path(wishes.pack).resolve()),
        ),
        world=_known("world", wishes.world, [w.id for w in pack.worlds]),
        view=_known("view", _view(wishes, pack), [v.id for v in pack.views]),
        rounds=_rounds(wishes, pack, form),
        seats=tuple(p.id for p in seated),
        turns=_turns(wishes, form),
        level=_known("level", wishes.level or pack.policy.default_level, list(pack.policy.bars)),
        purpose=purpose,
        surprise=wishes.surprise,
        form=form,
        seed=wishes.seed,
    )


def take_seats(wishes: Wishes) -> tuple[Persona, ...]:
    """Return who sits on the panel: shipped personas by id, others by their file.

    Raises:
        UnknownName: nobody of this name.
        BadRequest: no seat, too many, or the same persona twice.
    """
    return seat_panel(_seats(wishes.seats))


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
        raise BadRequest(f"A panel has 1 to {MAX_SEATS} seats; {len(names)} were given.")
    return names


def _turns(wishes: Wishes, form: Form | None) -> int:
    if wishes.turns < 0 or wishes.turns > 60:
        raise BadRequest(f"--turns {wishes.turns} is not between 1 and 60.")
    if wishes.turns:
        return wishes.turns
    if form is None:
        return TURNS
    return min(60, len(form.questions) + len(form.questions) // PROBES_PER_FORM)
