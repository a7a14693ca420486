"""How the page is reached: read from the settings once, when the server starts."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from archpanel.domain import BadRequest
from archpanel.settings import Settings


@dataclass(frozen=True)
class WebConfig:
    """Addresses and proxies."""

    public_url: str
    """Scheme and host, without a slash at the end."""

    trusted_header: str = ""
    trusted_proxies: frozenset[str] = frozenset()
    model: str = ""
    """Language model that candidates may choose; empty: the embedded engine alone."""

    @property
    def secure(self) -> bool:
        """Tell whether cookies go over TLS alone."""
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> frozenset[str]:
        """Return the names by which this server is addressed; requests for others are refused."""
        named = urlsplit(self.public_url).hostname or ""
        return frozenset({named, "localhost", "127.0.0.1", "[::1]", "::1"})


def read_config(settings: Settings, address: str) -> WebConfig:
    """Return the configuration.

    Args:
        settings: those of this machine.
        address: where the server itself listens, such as `http://127.0.0.1:8765`.

    Raises:
        BadRequest: an address or a proxy that cannot be one.
    """
    url = (settings.public_url or address).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise BadRequest(
            f"ARCHPANEL_PUBLIC_URL={url!r} is no address such as https://panel.example.org "
            "(scheme and host, without a path)."
        )
    proxies = frozenset(_address(p.strip()) for p in settings.trusted_proxies.split(",") if p)
    return WebConfig(url, settings.trusted_header, proxies, settings.model)


def _address(given: str) -> str:
    try:
        return str(ip_address(given))
    except ValueError:
        raise BadRequest(
            f"ARCHPANEL_TRUSTED_PROXIES: {given!r} is no IP address, such as 127.0.0.1."
        ) from None
