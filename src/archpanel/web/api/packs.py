"""Role packs, as far as a candidate may know them."""

from archpanel.domain import RolePack
from archpanel.packs import load_pack, pack_ids
from archpanel.rooms.rooms import NotYours
from archpanel.web.api.replies import Choice, Competency, Pack, PackLine, PackList, Round
from archpanel.web.api.routers import new_router
from archpanel.web.entering import Who

router = new_router("packs", "/packs")


@router.get("")
def list_packs(who: Who) -> PackList:
    """Return the role packs."""
    packs = [load_pack(name) for name in pack_ids()]
    return PackList(packs=[PackLine(id=p.id, version=p.version, name=p.name) for p in packs])


@router.get("/{pack}")
def show_pack(who: Who, pack: str) -> Pack:
    """Return what a role asks for, and which interviews there are for it."""
    if pack not in pack_ids():  # `load_pack` takes paths as well
        raise NotYours("pack")
    return _pack(load_pack(pack))


def _pack(pack: RolePack) -> Pack:
    return Pack(
        id=pack.id,
        version=pack.version,
        name=pack.name,
        axes=list(pack.axes),
        top=pack.top,
        levels=list(pack.policy.bars),
        worlds=[Choice(id=world.id, name=world.name) for world in pack.worlds],
        views=[Choice(id=view.id, name=view.name) for view in pack.views],
        competencies=[
            Competency(id=c.id, name=c.name, axis=c.axis, summary=c.summary)
            for c in pack.competencies
        ],
        rounds=[
            Round(
                id=r.id,
                name=r.name,
                views=list(r.views),
                purpose=r.purpose,
                minutes=r.minutes,
                competencies=list(r.competencies),
            )
            for r in pack.rounds
        ],
    )
