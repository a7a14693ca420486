"""Open the sessions with the settings of this machine and the engine that a brief asks for."""

from sqlalchemy import Engine as Database
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from archpanel import __version__
from archpanel.agents.engine import Engine
from archpanel.domain import BadRequest, Brief, RolePack
from archpanel.sessions import Sessions, open_database
from archpanel.settings import read_settings


def open_sessions() -> Sessions:
    """Open the session database of this user, making it on first use.

    Raises:
        BadRequest: it cannot be opened; says which and why.
    """
    settings = read_settings()
    return Sessions(_open(settings.database_url), settings.checkpoints, make_engine, __version__)


def shown_url(url: str) -> str:
    """Return a database URL as it may be shown: without its password."""
    return make_url(url).render_as_string(hide_password=True) if "://" in url else url


def _open(url: str) -> Database:
    try:
        return open_database(url)
    except ImportError as error:
        raise BadRequest(
            f"{url.partition(':')[0]} needs the package {error.name!r}, which is not installed."
        ) from None
    except (SQLAlchemyError, ValueError, OSError) as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BadRequest(
            f"The session database cannot be opened: {why}. ARCHPANEL_HOME or ARCHPANEL_DATABASE "
            "says where it is; `archpanel doctor` shows it."
        ) from None


def make_engine(brief: Brief, pack: RolePack) -> Engine:
    """Return the engine that a brief asks for; one per pack, since it keeps what it has encoded.

    Raises:
        BadRequest: no such engine in this version.
    """
    if brief.engine != "embedded":
        raise BadRequest(f"This version has no {brief.engine!r} engine; sessions use 'embedded'.")
    if pack.digest not in _ENGINES:
        from archpanel.agents.offline import EmbeddedEngine

        _ENGINES[pack.digest] = EmbeddedEngine(pack)
    return _ENGINES[pack.digest]


_ENGINES: dict[str, Engine] = {}
