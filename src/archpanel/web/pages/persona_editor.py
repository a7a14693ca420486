"""The editor of personas: a form, the same as YAML, and what came in between.

Nothing that was typed is lost: whatever is wrong, the page comes back with it filled in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from archpanel.domain import BadRequest
from archpanel.packs import load_pack
from archpanel.personas.comparing import differences
from archpanel.rooms.house import House
from archpanel.rooms.illegible import Illegible
from archpanel.rooms.limits import WRITE
from archpanel.rooms.personas import PACK, Outdated, Own, Unfit, check, competencies, fit
from archpanel.web.entering import Coach, TheHouse, Visitor
from archpanel.web.pages.personas import Number, card_of
from archpanel.web.persona_form import PersonaForm, empty_form, form_of, read_form
from archpanel.web.persona_words import LABELS, Trouble, troubles, troubles_in_text
from archpanel.web.templating import page

router = APIRouter(prefix="/personas")

MOST_TYPED = 256 * 1024
"""Bytes of a form: several times a persona at its limit, so that it can be shown again."""


@dataclass(frozen=True)
class Typed:
    """A form as it was sent."""

    form: PersonaForm
    text: str
    """The YAML, where that was edited."""

    as_yaml: bool
    do: str
    """`save`, or which way of editing to go on in: `form`, `yaml`."""

    base: int
    """Number of the version that was edited; 0 for a new persona."""

    @property
    def yaml(self) -> str:
        """Return what was typed as YAML, whichever way."""
        return self.text if self.as_yaml else self.form.as_yaml()


async def typed(request: Request) -> Typed:
    """Return what was typed.

    Raises:
        BadRequest: more than any persona can have.
    """
    async with request.form() as sent:  # files that somebody sends along are closed
        return _typed(request, sent)


def _typed(request: Request, sent: FormData) -> Typed:
    fields = [(key, value) for key, value in sent.multi_items() if isinstance(value, str)]
    if sum(len(key) + len(value) for key, value in fields) > MOST_TYPED:
        raise BadRequest(f"A persona is far smaller than {MOST_TYPED // 1024} KB; go back.")
    given = str(sent.get("base", ""))
    base = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    return Typed(
        form=read_form(sent, str(request.path_params.get("name", "")), base),
        text=str(sent.get("text", "")).replace("\r\n", "\n"),
        as_yaml=sent.get("as") == "yaml",
        do=str(sent.get("do", "save")),
        base=base,
    )


TypedForm = Annotated[Typed, Depends(typed)]


@router.get("/new")
def show_new(
    request: Request,
    house: TheHouse,
    who: Coach,
    begin: Annotated[str, Query(alias="from", max_length=60)] = "",
) -> Response:
    """Show the editor with nothing in it, or with what a new persona begins from."""
    request.state.who = who
    if not begin:
        return _editor(request, Typed(empty_form(), "", False, "", 0), "")
    form = form_of(card_of(house, who.account.id, begin).persona, new=True)
    return _editor(request, Typed(form, "", False, "", 0), "")


@router.post("/new")
def save_new(request: Request, house: TheHouse, who: Coach, sent: TypedForm) -> Response:
    """Save a new persona, or go on editing it the other way."""
    request.state.who = who
    house.gate.check(WRITE, who.account.id)
    if sent.do != "save":
        return _the_other_way(request, house, who, sent, "")
    try:
        own = house.personas.save_new(who.account.id, _with_id(house, who, sent))
    except Unfit as error:
        return _editor(request, sent, "", _told(sent, error), status=422)
    return _saved(own)


@router.get("/{name}/edit")
def show_edit(
    request: Request, house: TheHouse, who: Coach, name: str, version: Number | None = None
) -> Response:
    """Show the editor with the newest version, or with an older one to go back to."""
    request.state.who = who
    newest = house.personas.versions(who.account.id, name)[0].number
    try:
        shown = house.personas.find(who.account.id, name, version)
    except Illegible as found:
        sent = Typed(empty_form(), found.text, True, "", newest)
        return _editor(request, sent, name, troubles_in_text(check(found.text).findings))
    return _editor(request, Typed(form_of(shown.persona), "", False, "", newest), name)


@router.post("/{name}/edit")
def save_edit(
    request: Request, house: TheHouse, who: Coach, name: str, sent: TypedForm
) -> Response:
    """Save the next version of a persona, or go on editing it the other way."""
    request.state.who = who
    house.gate.check(WRITE, who.account.id)
    newest = _newest(house, who, name)
    if sent.do != "save":
        return _the_other_way(request, house, who, sent, name)
    try:
        own = house.personas.save_next(who.account.id, name, _next(sent, newest), sent.base)
    except Unfit as error:
        return _editor(request, sent, name, _told(sent, error), status=422)
    except Outdated as error:
        return _conflict(request, sent, error.newest)
    return _saved(own)


def _newest(house: House, who: Visitor, name: str) -> Own | None:
    """Return the newest version of a persona; None where this archpanel cannot read it."""
    try:
        return house.personas.find(who.account.id, name)
    except Illegible:
        return None


def _next(sent: Typed, newest: Own | None) -> str:
    """Return the text to save; a form in which nothing was changed is no new version."""
    text = sent.yaml
    if newest is None or sent.as_yaml or (persona := check(text).passed) is None:
        return text
    unchanged = persona == newest.persona.model_copy(update={"version": persona.version})
    return newest.text if unchanged else text


def _with_id(house: House, who: Visitor, sent: Typed) -> str:
    """Return the YAML of a new persona; from a form it gets an id that is free."""
    if sent.as_yaml:
        return sent.text
    found = house.personas.id_for(who.account.id, sent.form.text["name"], sent.yaml)
    return sent.form.as_yaml(found)


def _the_other_way(
    request: Request, house: House, who: Visitor, sent: Typed, name: str
) -> Response:
    """Show what was typed in the other way of editing; YAML that is no persona has no form."""
    if sent.do == "yaml":
        text = sent.yaml if name or sent.as_yaml else _with_id(house, who, sent)
        return _editor(request, Typed(sent.form, text, True, "", sent.base), name)
    if not sent.as_yaml:
        return _editor(request, sent, name)
    checked = check(sent.text)
    if checked.persona is None:
        return _editor(request, sent, name, troubles_in_text(checked.findings), status=422)
    form = form_of(checked.persona)
    return _editor(request, Typed(form, "", False, "", sent.base), name)


def _told(sent: Typed, error: Unfit) -> list[Trouble]:
    if sent.as_yaml:
        return troubles_in_text(error.findings)
    return troubles(error.findings, competencies())


def _editor(
    request: Request,
    sent: Typed,
    name: str,
    found: Sequence[Trouble] = (),
    *,
    status: int = 200,
) -> Response:
    return page(
        request,
        "persona_edit.html",
        status=status,
        own=name,
        sent=sent,
        form=sent.form,
        troubles=found,
        wrong={part: [t.words for t in found if t.part == part] for part in LABELS},
        **_choices(sent.form),
    )


def _choices(form: PersonaForm) -> dict[str, Any]:
    """Return what the form offers, with what was typed besides."""
    pack = load_pack(PACK)
    known = [(c.id, c.name, c.axis) for c in pack.competencies]
    others = dict.fromkeys((*form.shares, *form.owns))
    stray = [(name, name, "unknown") for name in others if name not in competencies()]
    rounds = [(r.id, r.name) for r in pack.rounds]
    offered = {name for name, _ in rounds}
    rounds += [(name, name) for name in form.rounds if name not in offered]
    return {"rows": [*known, *stray], "axes": (*pack.axes, "unknown"), "rounds": rounds,
            "labels": LABELS}  # fmt: skip


def _conflict(request: Request, sent: Typed, newest: Own) -> Response:
    mine = sent.yaml
    return page(
        request,
        "persona_conflict.html",
        status=409,
        newest=newest,
        base=sent.base,
        mine=mine,
        fields=[each for each in differences(newest.persona, fit(mine)) if each[0] != "version"],
    )


def _saved(own: Own) -> Response:
    return RedirectResponse(f"/personas/{own.persona.id}", 303)
