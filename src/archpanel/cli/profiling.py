"""Company profiles as a list, as a page, and beside a job description."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archpanel.cli.consoles import busy, content, say
from archpanel.cli.exits import print_json
from archpanel.cli.tables import Column, print_table
from archpanel.domain import RolePack, escaped
from archpanel.opening import read_jd
from archpanel.packs import load_pack
from archpanel.papers import read_paper
from archpanel.personas import persona_ids, seat_panel
from archpanel.programme.profiles import (
    CENTRAL,
    CLOSE,
    Likeness,
    Profile,
    likenesses,
    load_profile,
    profiles_for,
)
from archpanel.programme.targets import Target, target_of

BEST = 3
"""Profiles that a job is laid beside in words."""


def print_profiles(name: str, jd: Path | None, pack_name: str, *, as_json: bool) -> None:
    """Print all profiles, one of them, or which one a job sounds like.

    Raises:
        UnknownName: no such profile.
        BadFile: a profile or a job description that cannot be read.
    """
    pack = load_pack(pack_name)
    if jd is not None:
        _match(jd, pack, [load_profile(name, pack)] if name else profiles_for(pack), as_json)
    elif name:
        _show(load_profile(name, pack), pack, as_json=as_json)
    else:
        _list(profiles_for(pack), as_json=as_json)


def _list(profiles: list[Profile], *, as_json: bool) -> None:
    if as_json:
        print_json([profile.model_dump(mode="json") for profile in profiles])
        return
    columns = [Column("profile", ids=True), Column("firm"), Column("world and view", ids=True)]
    print_table(content(), columns, [(p.id, p.name, f"{p.world}\n{p.view}") for p in profiles])


def _show(profile: Profile, pack: RolePack, *, as_json: bool) -> None:
    if as_json:
        print_json(profile.model_dump(mode="json"))
        return
    central = [n for c, n in _names(pack).items() if profile.importance(pack)[c] == CENTRAL]
    rounds = ", ".join(pack.round(name).name for name in profile.rounds)
    say(
        content(),
        f"{profile.name} ({profile.world}, {profile.view}, {profile.level})",
        f"\nWhat it means by the title: {profile.meaning}",
        f"\nWhat it wants to see: {profile.expects}",
        f"\nRounds: {rounds}.\nPanel: {_seated(profile.seats)}.",
        f"Central: {', '.join(central)}.",
    )


def _seated(seats: Sequence[str]) -> str:
    """Return who sits there, by name and id; a profile from elsewhere may name strangers."""
    known = {persona.id: persona.name for persona in seat_panel(list(persona_ids()))}
    return ", ".join(f"{known[seat]} ({seat})" if seat in known else seat for seat in seats)


def _match(jd: Path, pack: RolePack, profiles: list[Profile], as_json: bool) -> None:
    with busy("The job description is read"):
        paper = read_paper(jd)
        job = target_of(paper.name, read_jd(paper, pack).focus)
    found = likenesses(job, pack, profiles)
    if as_json:
        print_json({"job": job.name, "stress": dict(job.stress), "likest": _plain(found)})
        return
    console, names = content(), _names(pack)
    say(console, *_stressed(job, names))
    if job.stress:
        say(console, *_verdict(found))
        for one in found[:BEST]:
            say(console, *_beside(one, names))


def _plain(found: list[Likeness]) -> list[dict[str, Any]]:
    return [
        {
            "profile": one.profile.id,
            "lift": round(one.lift, 3),
            "stressed_and_central": list(one.both),
            "stressed_only": list(one.only_job),
            "central_only": list(one.only_firm),
        }
        for one in found
    ]


def _stressed(job: Target, names: dict[str, str]) -> list[str]:
    ranked = sorted(job.stress.items(), key=lambda one: -one[1])
    if not ranked:
        return [f"{escaped(job.name)} stresses no competency of this role."]
    told = ", ".join(f"{names[c]} {share:.0%}" for c, share in ranked)
    return [f"{escaped(job.name)} stresses: {told}."]


def _verdict(found: list[Likeness]) -> list[str]:
    best = found[0]
    if len(found) > 1 and best.lift - found[1].lift < CLOSE:
        both = f"{best.profile.id} and {found[1].profile.id}"
        return [f"\nIt sounds most like {both}, too close to tell apart. Read their pages."]
    return [f"\nIt sounds most like {best.profile.id}: {best.profile.name}."]


def _beside(one: Likeness, names: dict[str, str]) -> list[str]:
    def told(competencies: tuple[str, ...]) -> str:
        return ", ".join(names[c] for c in competencies) or "nothing"

    return [
        f"\n{one.profile.id} weighs what the job stresses {one.lift:.2f} times as much as the "
        "average firm here.",
        f"  · stressed, and central there: {told(one.both)}",
        f"  · stressed, hardly asked for there: {told(one.only_job)}",
        f"  · central there, hardly named in the job: {told(one.only_firm)}",
    ]


def _names(pack: RolePack) -> dict[str, str]:
    return {competency.id: competency.name for competency in pack.competencies}
