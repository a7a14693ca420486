"""Settings: argument > environment (`ARCHPANEL_*`) > `.env` > default. Read at the door only."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from archpanel.domain import BadRequest

__all__ = ["Settings", "read_settings"]


class Settings(BaseSettings):
    """Where archpanel keeps things, and what it uses unless told otherwise."""

    # An empty variable is an unset one: ARCHPANEL_HOME="" must not make this folder the home.
    model_config = SettingsConfigDict(
        env_prefix="ARCHPANEL_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
    )

    home: Path = user_data_path("archpanel", appauthor=False)
    """Folder of the session database and the checkpoints."""

    database: str = ""
    """SQLAlchemy URL of the session database; empty: `sessions.sqlite` in `home`."""

    eval_data: Path | None = None
    """Folder of third-party evaluation data; nothing of it is in the repository."""

    @property
    def database_url(self) -> str:
        """URL or path of the session database."""
        return self.database or str(self.home.expanduser() / "sessions.sqlite")

    @property
    def checkpoints(self) -> Path:
        """SQLite file of LangGraph's checkpoints."""
        return self.home.expanduser() / "checkpoints.sqlite"


def read_settings() -> Settings:
    """Read environment and `.env`.

    Raises:
        BadRequest: a setting that cannot be what it should be, or an unreadable `.env`.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "_".join(["ARCHPANEL", *map(str, first["loc"])]).upper()
        raise BadRequest(f"{name}: {first['msg']}.") from None
    except UnicodeDecodeError:
        raise BadRequest(".env is not UTF-8; save it as UTF-8.") from None
