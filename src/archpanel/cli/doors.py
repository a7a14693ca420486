"""Open the sessions with the settings of this machine and the engine that a brief asks for."""

from archpanel import __version__
from archpanel.agents.engine import Engine
from archpanel.domain import BadRequest, Brief, RolePack
from archpanel.sessions import Sessions, open_database
from archpanel.settings import read_settings


def open_sessions() -> Sessions:
    """Open the session database of this user, making it on first use."""
    settings = read_settings()
    database = open_database(settings.database_url)
    return Sessions(database, settings.checkpoints, make_engine, __version__)


def make_engine(brief: Brief, pack: RolePack) -> Engine:
    """Make the engine that a brief asks for.

    Raises:
        BadRequest: no such engine in this version.
    """
    if brief.engine == "embedded":
        from archpanel.agents.offline import EmbeddedEngine

        return EmbeddedEngine(pack)
    raise BadRequest(f"This version has no {brief.engine!r} engine; sessions use 'embedded'.")
