"""Settings: argument > environment (`ARCHPANEL_*`) > `.env` > default. Read at the door only."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

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
    """File, or `postgresql://` URL, of the session database; empty: `sessions.sqlite` in `home`."""

    at_once: int = Field(default=8, ge=1)
    """How many requests to models run side by side, at most."""

    patience: float = Field(default=120.0, gt=0)
    """Seconds that one request may take; then the bank's own words are used, or a seat abstains."""

    model: str = ""
    """Language model for all seats; empty: the embedded engine."""

    base_url: str = ""
    """Address of an OpenAI-compatible server, up to `/v1`; empty: OpenAI's own."""

    fallback_model: str = ""
    """Stands in for a seat's model that fails."""

    temperature: float | None = Field(default=0.0, ge=0, le=2)
    """What is sent to models; `none` sends none, for models that refuse it."""

    api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("ARCHPANEL_API_KEY", "OPENAI_API_KEY")
    )
    """Servers of one's own mostly need none."""

    budget_tokens: int | None = Field(default=None, gt=0)
    """The most tokens that one session may spend, in and out."""

    budget_money: float | None = Field(default=None, gt=0)
    """The most money that one session may spend, in the currency of the prices."""

    prices: Path | None = None
    """YAML file: model -> `input`, `output`, `cached`, per million tokens, and `currency`."""

    requests_per_second: float | None = Field(default=None, gt=0)
    """Paces requests to models, for batches and strict providers."""

    cache_breakpoints: bool = False
    """Mark stable parts of prompts for OpenAI's cache (models from gpt-5.6 on)."""

    closed_ids: bool | None = None
    """Whether JSON schemas name ids; unset: on every server but OpenAI's own."""

    max_tokens_name: Literal["", "max_tokens", "max_completion_tokens"] = ""
    """What servers call the longest answer; empty: told by address and model."""

    ca_file: Path | None = Field(
        default=None, validation_alias=AliasChoices("ARCHPANEL_CA_FILE", "SSL_CERT_FILE")
    )
    """PEM file of the authorities that model servers are believed by; unset: the usual ones."""

    public_url: str = ""
    """Address under which people reach `serve`, such as `https://panel.example.org`; empty: that
    of the machine itself. Links are made of it, and with `https` cookies are for TLS alone."""

    trusted_header: str = ""
    """Header in which a reverse proxy names the coach it has let in, such as `X-Forwarded-User`."""

    trusted_proxies: str = "127.0.0.1,::1"
    """Addresses from which that header and `X-Forwarded-For` are believed, parted by commas."""

    eval_data: Path | None = None
    """Folder of third-party evaluation data; nothing of it is in the repository."""

    @field_validator("temperature", mode="before")
    @classmethod
    def _none_is_none(cls, given: object) -> object:
        return None if isinstance(given, str) and given.casefold() == "none" else given

    @property
    def database_url(self) -> str:
        """URL or path of the session database."""
        return self.database or str(self.home.expanduser() / "sessions.sqlite")

    @property
    def checkpoints(self) -> Path:
        """SQLite file of LangGraph's checkpoints."""
        return self.home.expanduser() / "checkpoints.sqlite"


class _Exported(Settings):
    """What the environment says by itself."""

    model_config = SettingsConfigDict(env_file=None)


class _Written(Settings):
    """What the `.env` says by itself."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (dotenv_settings,)


_FROM = {"both": Settings, "environment": _Exported, ".env": _Written}

_TAKES = {
    "temperature": "a number from 0 to 2, or none to send none",
    "budget_tokens": "a whole number above 0; unset it for no limit",
    "budget_money": "a number above 0; unset it for no limit",
    "patience": "seconds, more than 0",
    "at_once": "a whole number above 0",
    "requests_per_second": "a number above 0; unset it for no pace",
}
"""What settings take that are typed as numbers, in words."""


def read_settings(place: Literal["both", "environment", ".env"] = "both") -> Settings:
    """Read environment and `.env`, or what one of them says by itself.

    Raises:
        BadRequest: a setting that cannot be what it should be, or an unreadable `.env`.
    """
    try:
        return _FROM[place]()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "_".join(["ARCHPANEL", *map(str, first["loc"])]).upper()
        known = _TAKES.get(str(first["loc"][0]), "")
        told = f"it takes {known}" if known else first["msg"]
        raise BadRequest(f"{name} is {first['input']!r}; {told}.") from None
    except UnicodeDecodeError:
        raise BadRequest(".env is not UTF-8; save it as UTF-8.") from None
