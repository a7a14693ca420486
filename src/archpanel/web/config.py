"""How the page is reached: read from the settings once, when the server starts."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from archpanel.domain import BadRequest
from archpanel.settings import Settings

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})")


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
        return frozenset({_as_sent(named), "localhost", "127.0.0.1", "::1"})

    @property
    def of_this_machine_alone(self) -> bool:
        """Tell whether it is addressed by names that lead back to whoever uses them."""
        return self.hosts <= {"localhost", "127.0.0.1", "::1"}


def read_config(settings: Settings, host: str, port: int) -> WebConfig:
    """Return the configuration.

    Args:
        settings: those of this machine.
        host: name or address that the server itself listens on.
        port: of TCP.

    Raises:
        BadRequest: an address or a proxy that cannot be one.
    """
    url = _public(settings.public_url) if settings.public_url else _own_url(host, port)
    proxies = frozenset(_address(p.strip()) for p in settings.trusted_proxies.split(",") if p)
    return WebConfig(url, settings.trusted_header, proxies, settings.model)


def _as_sent(host: str) -> str:
    """Return a host as browsers write it: the shortest form of an IPv6 address."""
    try:
        return str(ip_address(host))
    except ValueError:
        return host


def is_everywhere(host: str) -> bool:
    """Tell whether a server that listens on this address does so on all of its machine's."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False


def _public(given: str) -> str:
    """Return the address that people use, or raise `BadRequest`."""
    url = given.rstrip("/")
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and parts.hostname and not parts.path
        _ = parts.port  # a ValueError where it is no number
    except ValueError:
        fits = False
    if not fits:
        raise BadRequest(
            f"ARCHPANEL_PUBLIC_URL={url!r} is no address such as https://panel.example.org "
            "(scheme and host, without a path; an IPv6 address in brackets)."
        )
    return url


def _own_url(host: str, port: int) -> str:
    """Return where a server that listens on a host is found from its own machine.

    Raises:
        BadRequest: nothing could listen there.
    """
    try:
        address = ip_address(host)
    except ValueError:
        if not _NAME.fullmatch(host):
            raise BadRequest(
                f"--host {host!r} is neither a host's name nor an IP address, such as 127.0.0.1, "
                "::1 or 0.0.0.0."
            ) from None
        return f"http://{host.lower()}:{port}"
    if address.is_unspecified:
        return f"http://{'127.0.0.1' if address.version == 4 else '[::1]'}:{port}"
    return f"http://{address if address.version == 4 else f'[{address}]'}:{port}"


def _address(given: str) -> str:
    try:
        return str(ip_address(given))
    except ValueError:
        raise BadRequest(
            f"ARCHPANEL_TRUSTED_PROXIES: {given!r} is no IP address, such as 127.0.0.1."
        ) from None
