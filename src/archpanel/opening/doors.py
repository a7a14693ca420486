"""Open the sessions with the settings of this machine and the engine that a brief asks for."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from sqlalchemy import Engine as Database
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from archpanel import __version__
from archpanel.agents.call_log import CallLog
from archpanel.agents.engine import Engine
from archpanel.domain import BadFile, BadRequest, Brief, Persona, RolePack
from archpanel.files import MAX_PERSONA_FILE, parse_yaml, read_text
from archpanel.opening.keys import key_for
from archpanel.sessions import Engines, Limits, Sessions, open_database
from archpanel.sessions.database import kind_of
from archpanel.settings import read_settings

if TYPE_CHECKING:
    from langchain_core.rate_limiters import BaseRateLimiter

    from archpanel.agents.llm import Coach, Prices, Request, Switchboard, Ways


def open_sessions() -> Sessions:
    """Open the session database of this user, making it on first use.

    Raises:
        BadRequest: it cannot be opened; says which and why.
    """
    return sessions_of(open_store())


def open_store() -> Database:
    """Open this user's database alone; see `open_sessions`."""
    return _open(read_settings().database_url)


def sessions_of(database: Database) -> Sessions:
    """Return the sessions of a database, with the settings of this machine."""
    return Sessions(
        database, read_settings().checkpoints, make_engines, __version__, limits=read_limits()
    )


def database_kind() -> str:
    """Return which database keeps the sessions, with its version.

    Raises:
        BadRequest: it cannot be opened; says which and why.
    """
    database = _open(read_settings().database_url)
    try:
        return kind_of(database)
    finally:
        database.dispose()


def read_limits() -> Limits:
    """Return what this user grants engines that take their time."""
    settings = read_settings()
    return Limits(at_once=settings.at_once, patience=settings.patience)


def shown_url(url: str) -> str:
    """Return a database URL as it may be shown: without its password."""
    return make_url(url).render_as_string(hide_password=True) if "://" in url else url


def _open(url: str) -> Database:
    try:
        return open_database(url)
    except (SQLAlchemyError, ValueError, OSError) as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise BadRequest(
            f"The session database cannot be opened: {why}. ARCHPANEL_HOME or ARCHPANEL_DATABASE "
            "says where it is; `archpanel doctor` shows it."
        ) from None


def make_engines(brief: Brief, pack: RolePack, seated: Sequence[Persona], log: CallLog) -> Engines:
    """Return what the seats of a brief think with.

    The embedded engine is shared by all seats, since it keeps what it has encoded.

    Raises:
        BadRequest: no such engine in this version, or settings that cannot be used.
    """
    if brief.engine == "llm":
        from archpanel.agents.llm import open_engines

        warm_up()
        return open_engines(brief, pack, seated, log, _ways_of(brief), switchboard())
    if brief.engine != "embedded":
        raise BadRequest(
            f"No {brief.engine!r} engine is to be had outside of tests; known: embedded, llm."
        )
    if pack.digest not in _ENGINES:
        from archpanel.agents.offline import EmbeddedEngine

        _ENGINES[pack.digest] = EmbeddedEngine(pack)
    return _ENGINES[pack.digest]


def make_coach(brief: Brief, pack: RolePack, seated: Sequence[Persona], log: CallLog) -> "Coach":
    """Return who writes notes about a finished session of language models.

    Raises:
        BadRequest: no language model thought for its seats, or settings that cannot be used.
    """
    if brief.engine != "llm":
        raise BadRequest(
            "--coaching is for interviews that a language model read: it is asked to write the "
            f"note. This one was read by the {brief.engine} engine; its drills are in the report."
        )
    from archpanel.agents.llm import open_coach

    return open_coach(brief, pack, seated, log, _ways_of(brief), switchboard())


def warm_up() -> None:
    """Load what calls to models need, while the session is opened.

    Two seconds of imports; the first call would stand still for them, after the first answer.
    """
    Thread(target=_load_wire, name="warm-up", daemon=True).start()


def _load_wire() -> None:
    with suppress(Exception):  # the first call meets the same, where it can be told
        import_module("archpanel.agents.llm.wire")


def _ways_of(brief: Brief) -> "Ways":
    return read_ways(brief.models.base_url if brief.models else "")


def read_ways(base_url: str = "") -> "Ways":
    """Return how models are asked on this machine.

    Args:
        base_url: where; a key is for the address that it belongs with.

    Raises:
        BadRequest: a setting, or the file of prices, cannot be used.
    """
    from archpanel.agents.llm import Budget, Ways

    settings = read_settings()
    key, keyless = key_for(base_url, settings)
    return Ways(
        key=key,
        keyless=keyless,
        deadline=settings.patience / 2,  # so that a model that stands in has its time as well
        read=settings.patience / 4,  # a whole answer is silent until it is there
        budget=Budget(settings.budget_tokens, settings.budget_money),
        prices=_prices(settings.prices),
        breakpoints=settings.cache_breakpoints,
        closed_ids=settings.closed_ids,
        tokens_name=settings.max_tokens_name,
        ca_file=str(settings.ca_file or ""),
        watch=WISHES.watch,
        traced=WISHES.traced,
    )


def _prices(file: Path | None) -> "dict[str, Prices]":
    try:
        return read_prices(file) if file else {}
    except BadFile as error:
        raise BadRequest(f"ARCHPANEL_PRICES names a file that cannot be used: {error}") from None


def read_prices(file: Path) -> "dict[str, Prices]":
    """Read what models cost.

    Raises:
        BadFile: says what is wrong with the file.
    """
    from archpanel.agents.llm import Prices

    data = parse_yaml(read_text(file, MAX_PERSONA_FILE), str(file))
    wanted = "each model needs `input` and `output`, and may have `cached` and `currency`"
    model = ""
    try:
        return {(model := str(name)): Prices(**price) for name, price in data.items()}
    except BadRequest as error:
        raise BadFile(str(file), f"{model}: {error}") from None
    except (AttributeError, TypeError):
        place = f"{model}: " if model else ""
        raise BadFile(str(file), f"{place}{wanted}: prices per million tokens") from None


def switchboard() -> "Switchboard":
    """Return this process' connections to models."""
    if not _BOARD:
        from archpanel.agents.llm import Switchboard

        _BOARD.append(Switchboard(limiter=_limiter(read_settings().requests_per_second)))
    return _BOARD[0]


def _limiter(pace: float | None) -> "BaseRateLimiter | None":
    if pace is None:
        return None
    from langchain_core.rate_limiters import InMemoryRateLimiter

    return InMemoryRateLimiter(requests_per_second=pace, max_bucket_size=max(1.0, pace))


async def hang_up() -> None:
    """Close the running loop's connections to models, if there are any."""
    for board in _BOARD:
        await board.close()


_ENGINES: dict[str, Engine] = {}
_BOARD: "list[Switchboard]" = []


@dataclass
class CallWishes:
    """What one command wants of calls to models."""

    watch: "Callable[[Request], None] | None" = None
    """Sees each request before it is sent."""

    traced: bool = False


WISHES = CallWishes()
"""Those of the command that runs."""
