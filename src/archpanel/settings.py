"""Settings: argument > environment (`ARCHPANEL_*`) > `.env` > default. Read at the door only."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "read_settings"]


class Settings(BaseSettings):
    """Where archpanel keeps things, and what it uses unless told otherwise."""

    model_config = SettingsConfigDict(env_prefix="ARCHPANEL_", env_file=".env", extra="ignore")

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
    """Read environment and `.env`."""
    return Settings()
