"""The YAML of personas as files: own ones in each version, and those that are shipped."""

from archpanel.personas import persona_ids, persona_path
from archpanel.rooms.illegible import Illegible
from archpanel.rooms.personas import Personas
from archpanel.rooms.rooms import NotYours


def text_of(
    personas: Personas, coach: str, name: str, version: int | None = None
) -> tuple[str, str]:
    """Return a coach's own persona as it was written, legible or not, else the shipped one.

    Args:
        personas: those that coaches wrote.
        coach: whose.
        name: its id.
        version: number of an own version; None for the newest.

    Returns:
        The YAML, and the id.

    Raises:
        NotYours: there is neither, or not in this version.
    """
    try:
        own = personas.find(coach, name, version)
    except Illegible as found:
        return found.text, found.name
    except NotYours:
        if version is not None or name not in persona_ids():
            raise
        return persona_path(name).read_text(encoding="utf-8"), name
    return own.text, own.persona.id
