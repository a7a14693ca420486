"""Personas that coaches wrote on the page: each save is a new version, and old ones stay.

Every query names the coach. A panel takes shipped personas by id, and own ones as `own:ID`.
"""

import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, Row, func, select

from archpanel.domain import BadFile, BadRequest, PanelError, Persona, UnknownName, WrongUsage
from archpanel.files import as_model, parse_yaml, to_yaml
from archpanel.opening.briefs import MAX_SEATS
from archpanel.packs import load_pack
from archpanel.personas import load_persona, persona_ids
from archpanel.personas.checking import Checked, Finding, check_text
from archpanel.personas.comparing import differences
from archpanel.rooms.illegible import Illegible
from archpanel.rooms.rooms import NotYours
from archpanel.rooms.tables import PERSONAS
from archpanel.sessions.first_write import insert_once
from archpanel.sessions.writing import writing

_LOG = logging.getLogger(__name__)

PACK = "ai-architect"
"""Whose competencies a persona may be concerned with."""

OWN = "own:"
"""Begins the name by which an own persona is chosen for a seat."""

MOST_OWN, MOST_VERSIONS = 200, 500
"""Personas of a coach, and versions of one: far more than anybody reads."""

_VERSION_LINE = re.compile(r"^version:[ \t]*[0-9]+", re.MULTILINE)
_NOT_IN_IDS = re.compile("[^a-z0-9]+")
_LONGEST_ID = 40


@dataclass(frozen=True)
class Own:
    """One version of a coach's own persona."""

    persona: Persona
    text: str
    """The YAML as it was written."""

    at: float
    """When it was saved, in seconds since the epoch."""

    @property
    def seat(self) -> str:
        """Return the name by which it is chosen for a seat."""
        return f"{OWN}{self.persona.id}"


@dataclass(frozen=True)
class Version:
    """One line in the list of versions."""

    number: int
    at: float


@dataclass(frozen=True)
class Difference:
    """What differs between two versions."""

    fields: Sequence[tuple[str, str, str]]
    """(field, before, after), as `archpanel personas diff` tells it."""

    lines: Sequence[str]
    """The same as a unified diff of the two texts."""


class Unfit(BadRequest):
    """A text that is no persona, or that has something wrong with it."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Say how much is wrong; `findings` say what, and may quote the text."""
        count = len(findings)
        told = "one thing is" if count == 1 else f"{count} things are"
        super().__init__(f"The persona is not saved: {told} wrong with it.")
        self.findings = tuple(findings)


class Outdated(PanelError):
    """Somebody saved another version since the one that was edited."""

    def __init__(self, newest: Own) -> None:
        """Name the version that came first."""
        number = newest.persona.version
        super().__init__(f"Version {number} was saved in the meantime; yours is not saved yet.")
        self.newest = newest


class Personas:
    """The own personas in one database."""

    def __init__(self, database: Engine) -> None:
        """Bind a database that `open_rooms` opened."""
        self._database = database

    def all(self, coach: str) -> list[Own]:
        """Return the newest version of each of a coach's personas, by id.

        What this version of archpanel cannot read is left out, and goes into the log.
        """
        kept = self.kept(coach)
        for each in kept:
            if isinstance(each, Illegible):
                _LOG.warning("archpanel: of coach %s: %s (%s)", coach, each, each.problem)
        return [each for each in kept if isinstance(each, Own)]

    def kept(self, coach: str) -> list[Own | Illegible]:
        """Return the newest version of each of a coach's personas, by id, illegible ones too."""
        newest = _newest(coach).subquery()
        same = (PERSONAS.c.id == newest.c.id) & (PERSONAS.c.version == newest.c.version)
        wanted = select(PERSONAS).join(newest, same).where(PERSONAS.c.coach == coach)
        with self._database.connect() as connection:
            return [_read(row) for row in connection.execute(wanted.order_by(PERSONAS.c.id))]

    def find(self, coach: str, name: str, version: int | None = None) -> Own:
        """Return one version of a coach's persona, else the newest.

        Raises:
            NotYours: the coach has no such persona, or it has no such version.
            Illegible: this version of archpanel cannot read it.
        """
        with self._database.connect() as connection:
            found = _find(connection, coach, name, version)
        if found is None:
            raise NotYours("persona")
        return _own(found)

    def versions(self, coach: str, name: str) -> list[Version]:
        """Return the versions of a coach's persona, the newest first.

        Raises:
            NotYours: the coach has no such persona.
        """
        wanted = select(PERSONAS.c.version, PERSONAS.c.at).where(_is(coach, name))
        with self._database.connect() as connection:
            rows = connection.execute(wanted.order_by(PERSONAS.c.version.desc())).all()
        if not rows:
            raise NotYours("persona")
        return [Version(row.version, row.at) for row in rows]

    def diff(self, coach: str, name: str, before: int, after: int) -> Difference:
        """Return what differs between two versions of a coach's persona.

        Raises:
            NotYours: the coach has no such persona, or it has no such version.
            Illegible: this version of archpanel cannot read one of them.
        """
        old, new = (self.find(coach, name, version) for version in (before, after))
        return Difference(
            differences(old.persona, new.persona),
            _unified(old.text, new.text, before, after),
        )

    def id_for(self, coach: str, name: str, typed: str) -> str:
        """Return an id for a new persona, made of its name.

        Args:
            coach: whose it will be.
            name: what it is called.
            typed: its text with any id; where the same was saved already, its id is returned, so
                that a form that is sent twice makes one persona.
        """
        for wanted in _ids(name):
            if wanted in _reserved():
                continue
            with self._database.connect() as connection:
                found = _find(connection, coach, wanted)
            if found is None or _same_but_id(_read(found), typed):
                return wanted
        raise AssertionError("ids never end")

    def save_new(self, coach: str, text: str) -> Own:
        """Save the first version of a persona; the id is that of the text.

        Raises:
            Unfit: it is no persona, something is wrong with it, or its id is taken.
            BadRequest: the coach has too many.
        """
        persona = _fit_and_own(text)
        with writing(self._database) as connection:
            found = _find(connection, coach, persona.id)
            old = _read(found) if found is not None else None
            if isinstance(old, Own) and _same(old.persona, persona):
                return old
            if found is not None:
                raise Unfit([Finding("id", "you have a persona of this id; edit that, "
                                           "or choose another id.")])  # fmt: skip
            _have_room(connection, coach)
            return _insert(connection, coach, persona, text, 1)

    def save_next(self, coach: str, name: str, text: str, base: int) -> Own:
        """Save the next version of a persona; its number is raised here, whatever the text says.

        Where nothing differs in meaning or text, the newest version stays the newest.

        Args:
            coach: whose it is.
            name: its id.
            text: the YAML.
            base: number of the version that was edited.

        Raises:
            Unfit: it is no persona, something is wrong with it, or its id is another one.
            Outdated: there is a newer version than the one that was edited.
            NotYours: the coach has no such persona.
            Illegible: there is a newer version, and this archpanel cannot read it.
        """
        with writing(self._database) as connection:
            newest = _find(connection, coach, name)
            if newest is None:
                raise NotYours("persona")
            persona = fit(text)
            if persona.id != name:
                raise Unfit([Finding("id", f"should stay {name}; a new id is a new persona.")])
            if newest.text == _numbered(text, persona, newest.version):
                return _own(newest)
            if newest.version != base:
                raise Outdated(_own(newest))
            if base >= MOST_VERSIONS:
                raise BadRequest(f"A persona has at most {MOST_VERSIONS} versions; make a new one.")
            return _insert(connection, coach, persona, text, base + 1)

    def seats(self, coach: str, names: Sequence[str]) -> tuple[Persona, ...]:
        """Return who sits on a panel: shipped personas by id, a coach's own as `own:ID`.

        Raises:
            UnknownName: no shipped persona has this id.
            NotYours: the coach has no such persona.
            Illegible: this version of archpanel cannot read one of the coach's own.
            BadRequest: no seat, too many, or one id on two of them.
        """
        if not 1 <= len(names) <= MAX_SEATS:
            raise WrongUsage(f"A panel has 1 to {MAX_SEATS} seats; {len(names)} were given.")
        seated = tuple(self._seat(coach, name) for name in names)
        ids = [persona.id for persona in seated]
        if doubled := sorted({name for name in ids if ids.count(name) > 1}):
            raise BadRequest(f"{', '.join(doubled)} cannot sit on two seats.")
        return seated

    def _seat(self, coach: str, name: str) -> Persona:
        if name.startswith(OWN):
            return self.find(coach, name.removeprefix(OWN)).persona
        return shipped(name)


def shipped(name: str) -> Persona:
    """Return a shipped persona by its id; a path, which the terminal may give, is none.

    Raises:
        UnknownName: there is none of this id.
    """
    if name not in persona_ids():
        raise UnknownName("persona", name, persona_ids())
    return load_persona(name)


def check(text: str) -> Checked:
    """Check a text as `archpanel personas check` does, and return all that is wrong with it."""
    return check_text(text, competencies())


def fit(text: str) -> Persona:
    """Return the persona that a text holds.

    Raises:
        Unfit: something is wrong with it.
    """
    checked = check(text)
    if (persona := checked.passed) is None:
        raise Unfit(checked.findings)
    return persona


@cache
def competencies() -> dict[str, str]:
    """Return the competencies that a persona may be concerned with: id -> name."""
    return {c.id: c.name for c in load_pack(PACK).competencies}


def _unified(before: str, after: str, old: int, new: int) -> list[str]:
    named = (f"version {old}", f"version {new}")
    return list(unified_diff(before.splitlines(), after.splitlines(), *named, lineterm=""))


def _is(coach: str, name: str) -> Any:
    return (PERSONAS.c.coach == coach) & (PERSONAS.c.id == name)


def _newest(coach: str) -> Any:
    newest = func.max(PERSONAS.c.version).label("version")
    return select(PERSONAS.c.id, newest).where(PERSONAS.c.coach == coach).group_by(PERSONAS.c.id)


def _find(
    connection: Connection, coach: str, name: str, version: int | None = None
) -> Row[Any] | None:
    wanted = select(PERSONAS).where(_is(coach, name)).order_by(PERSONAS.c.version.desc())
    if version is not None:
        wanted = wanted.where(PERSONAS.c.version == version)
    return connection.execute(wanted.limit(1)).first()


def _read(row: Row[Any]) -> Own | Illegible:
    try:
        return Own(as_model(Persona, parse_yaml(row.text, row.id), row.id), row.text, row.at)
    except BadFile as error:
        return Illegible(row.id, row.version, row.text, row.at, error.problem)


def _own(row: Row[Any]) -> Own:
    own = _read(row)
    if isinstance(own, Illegible):
        raise own
    return own


def _insert(connection: Connection, coach: str, persona: Persona, text: str, version: int) -> Own:
    own = Own(
        persona.model_copy(update={"version": version}),
        _numbered(text, persona, version),
        time.time(),
    )
    key = {"coach": coach, "id": persona.id, "version": version}
    if not insert_once(connection, PERSONAS, **key, text=own.text, at=own.at):
        found = _find(connection, coach, persona.id)
        assert found is not None
        raise Outdated(_own(found))
    return own


def _have_room(connection: Connection, coach: str) -> None:
    ids = select(func.count(func.distinct(PERSONAS.c.id))).where(PERSONAS.c.coach == coach)
    if (connection.scalar(ids) or 0) >= MOST_OWN:
        raise BadRequest(f"You have {MOST_OWN} personas, the most there can be; edit one of them.")


def _numbered(text: str, persona: Persona, version: int) -> str:
    """Return a text with another version number, and else as it was, comments included."""
    wanted = persona.model_copy(update={"version": version})
    changed = _VERSION_LINE.sub(f"version: {version}", text.replace("\r\n", "\n"), count=1)
    if check(changed).persona == wanted:
        return changed
    return to_yaml(wanted.model_dump(mode="json"))


def _same(one: Persona, other: Persona) -> bool:
    return one == other.model_copy(update={"version": one.version})


def _same_but_id(one: Own | Illegible, text: str) -> bool:
    if isinstance(one, Illegible) or (other := check(text).persona) is None:
        return False
    return _same(one.persona, other.model_copy(update={"id": one.persona.id}))


def _reserved() -> set[str]:
    """Ids that no own persona may have: those of shipped ones, and a word of our addresses."""
    return {*persona_ids(), "new"}


def _fit_and_own(text: str) -> Persona:
    """Return the persona that a text holds; what a shipped id leads to is told as one problem."""
    persona = check(text).persona
    if persona is None or persona.id not in _reserved():
        return fit(text)
    told = "this id is taken by the house; choose another, so that both can sit on one panel."
    raise Unfit([Finding("id", told)])


def _ids(name: str) -> Iterator[str]:
    """Yield ids for a name: `maya_okafor`, `maya_okafor_2`, and so on."""
    first = _NOT_IN_IDS.sub("_", name.lower()).strip("_")[: _LONGEST_ID - 5].strip("_")
    if not first[:1].isalpha():
        first = f"persona_{first}"[: _LONGEST_ID - 5].strip("_")
    yield first
    yield from (f"{first}_{number}" for number in range(2, 10_000))
