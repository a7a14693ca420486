"""Where a request comes from: the address by which tries are counted."""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from fastapi import Request

from archpanel.web.config import WebConfig

FORWARDED = "x-forwarded-for"
"""Header to which each proxy adds, on the right, whom it heard."""

HOUSEHOLD = 64
"""Leading bits of an IPv6 address that tell households apart: each has all the others to try from.

Source: RFC 6177.
"""

SITE = 48
"""Leading bits of the widest network that a site of its own is given.

Source: RFC 6177.
"""


def peer_of(request: Request, config: WebConfig) -> str:
    """Return by what tries of a request are counted: an address, or a network of IPv6."""
    peer = request.client.host if request.client else "?"
    told = request.headers.getlist(FORWARDED)
    return _counted(nearest(peer, told, config.trusted_proxies))


def is_of_proxy(request: Request, config: WebConfig) -> bool:
    """Tell whether a trusted proxy has the connection."""
    return request.client is not None and _is_in(request.client.host, config.trusted_proxies)


def nearest(peer: str, told: Iterable[str], trusted: Iterable[str]) -> str:
    """Return who asks, as the nearest proxies that are trusted tell it.

    What stands left of the first address that is not trusted, anybody can have written. Where a
    trusted proxy names nobody, or what is no address, it is counted itself.

    Args:
        peer: who has the connection.
        told: values of X-Forwarded-For, in the order in which they came.
        trusted: addresses of proxies.
    """
    proxies = frozenset(trusted)
    for each in reversed(",".join(told).split(",")):
        address = _address(each)
        if address is None or not _is_in(peer, proxies):
            break
        peer = str(address)
    return peer


def _is_in(given: str, trusted: Iterable[str]) -> bool:
    address = _address(given)
    return address is not None and address in {_address(proxy) for proxy in trusted}


def _address(given: str) -> IPv4Address | IPv6Address | None:
    """Read an address that may have a port, brackets or a zone; IPv4 within IPv6 is IPv4."""
    text = given.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _counted(given: str) -> str:
    address = _address(given)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, HOUSEHOLD), strict=False))
    return str(address) if address else given


def site_of(peer: str) -> str:
    """Return the network of the site that an address of `peer_of` is in.

    Who has one household of IPv6 often has the others of a site as well.
    """
    network = _network(peer)
    if not isinstance(network, IPv6Network) or network.prefixlen <= SITE:
        return peer
    return str(network.supernet(new_prefix=SITE))


def _network(peer: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(peer)
    except ValueError:
        return None
