"""Where a model is asked: address, key, and how long a call may take."""

import ipaddress
import math
import re
import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from archpanel.domain import BadRequest

OPENAI = "https://api.openai.com/v1"
"""Named outright: an empty address would let OPENAI_BASE_URL or LANGSMITH_GATEWAY reroute calls."""

_IP = ipaddress.IPv4Address | ipaddress.IPv6Address

_OWN_NETWORKS = tuple(
    ipaddress.ip_network(name)
    for name in (
        "127.0.0.0/8",
        "::1/128",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
    )
)
"""Loopback and private: a model server of one's own, reached without TLS."""

_LINK_LOCAL = (ipaddress.ip_network("169.254.0.0/16"), ipaddress.ip_network("fe80::/10"))

_METADATA = frozenset(
    (
        "metadata.google.internal",
        "metadata.goog",
        "fd00:ec2::254",
        "100.100.100.200",
        "metadata",  # the first two labels by which a machine in a cloud may look it up
        "instance-data",
    )
)
"""Outside of the link-local networks, but cloud credentials are handed out there all the same."""

_NUMBER = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*")
"""Looks like an IPv4 address to a resolver: 2130706433 and 0x7f.1 are 127.0.0.1."""

_REASONING = re.compile(r"(^|/)(o[1-9](-|$)|gpt-[5-9])")
"""Models of OpenAI's that refuse `max_tokens`, as gateways name them: `openai/o4-mini`."""

_CALLS = ("/chat/completions", "/completions", "/responses", "/models", "/chat")
"""What an address ends in that was copied from the documentation of one call."""

TOKEN_NAMES = ("max_tokens", "max_completion_tokens")
"""What the longest answer may be called; servers know one or both."""


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible server, and how patient we are with it. All times are seconds.

    Raises:
        BadRequest: an address that `checked` refuses, a key no header can hold, a senseless time.
    """

    base_url: str = ""
    """Up to and with `/v1`; empty: OpenAI's own."""

    key: str = field(default="", repr=False)
    keyless: str = ""
    """Why a key that is set is not sent here; empty: it is, or there is none."""

    connect: float = 5.0
    read: float = 30.0
    """Longest silence between two pieces of an answer."""

    deadline: float = 60.0
    """One call with all its attempts and pauses, by the clock: a trickling answer ends here."""

    attempts: int = 3
    keepalive: float = 300.0
    """How long an idle connection is kept; people think for longer than the SDK's 5 s."""

    breakpoints: bool = False
    """Mark the end of every stable part of a prompt for the cache (OpenAI, gpt-5.6 and later)."""

    temperature: float | None = 0.0
    """None: not sent, for models that refuse it."""

    tokens_name: str = ""
    """What the longest answer is called, one of `TOKEN_NAMES`; empty: see `tokens_name_for`."""

    ca_file: str = ""
    """PEM file of the authorities that servers are believed by; empty: the usual ones."""

    def __post_init__(self) -> None:
        if self.base_url:
            checked(self.base_url)
        _check_key(self.key)
        if self.tokens_name and self.tokens_name not in TOKEN_NAMES:
            raise BadRequest(
                f"ARCHPANEL_MAX_TOKENS_NAME is {self.tokens_name!r}; it may be "
                f"{' or '.join(TOKEN_NAMES)}."
            )
        if self.authorities:
            _check_authorities(self.authorities)
        for name in ("connect", "read", "deadline", "keepalive"):
            seconds = getattr(self, name)
            if not (math.isfinite(seconds) and seconds > 0):
                raise BadRequest(f"{name}={seconds} is no time; give seconds above 0, such as 30.")
        if self.attempts < 1:
            raise BadRequest(f"attempts={self.attempts}: a call needs at least 1.")

    @property
    def authorities(self) -> str:
        """The file of authorities where one is needed: plain http shows no certificate."""
        return self.ca_file if self.url.startswith("https") else ""

    @property
    def url(self) -> str:
        """The address that is called."""
        return self.base_url.rstrip("/") or OPENAI

    @property
    def is_openai(self) -> bool:
        """True for OpenAI's own servers; what other servers do not know is sent to these only."""
        return is_openai(self.url)

    @property
    def is_near(self) -> bool:
        """True for this machine and one's own network, where servers mostly speak plain http."""
        host = (urlsplit(self.url).hostname or "").rstrip(".")
        return _is_near(host, _address(host))

    def tokens_name_for(self, model: str) -> str:
        """Return what the longest answer is called.

        OpenAI's own servers know the newer name for all models, gateways to its reasoning models
        for these, and most other servers the older one.
        """
        newer = self.is_openai or _REASONING.search(model)
        return self.tokens_name or TOKEN_NAMES[bool(newer)]


def is_openai(url: str) -> bool:
    """Tell whether an address is one of OpenAI's own, as the empty one is."""
    try:
        host = urlsplit(url or OPENAI).hostname or ""
    except ValueError:  # no address at all; `checked` says so
        return False
    return host == "api.openai.com" or host.endswith(".api.openai.com")


def checked(url: str) -> str:
    """Return `url` when a key and a candidate's answer may be sent there.

    Names are not looked up: one that resolves to a forbidden address is not noticed here.

    Raises:
        BadRequest: says what is wrong and what would do; repeats no user and no password.
    """
    parts, host = _split(url)
    if parts.username is not None or parts.password is not None:
        raise BadRequest(f"The address of {host} has a user or password in it; give a key instead.")
    if "?" in url or "#" in url:
        raise BadRequest(
            f"The address of {host} has a query or fragment; end it with the path, such as /v1."
        )
    address = _address(host)
    _refuse_metadata(host, address)
    if parts.scheme == "http" and not _is_near(host, address):
        raise BadRequest(
            f"http://{host} would carry key and answers in clear; use https. Plain http is for "
            "localhost, private addresses such as 192.168.1.20, and names without a dot."
        )
    return url


def _split(url: str) -> tuple[SplitResult, str]:
    likely = "give one such as https://llm.example.org/v1 or http://localhost:11434/v1."
    if not url.isascii() or any(c.isspace() or not c.isprintable() for c in url) or "\\" in url:
        raise BadRequest(f"The address has a space or an unusual character in it; {likely}")
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        _ = parts.port  # raises when it is none
    except ValueError:
        raise BadRequest(f"The address cannot be read; {likely}") from None
    if parts.scheme not in ("http", "https"):
        raise BadRequest(f"The address begins with neither https:// nor http://; {likely}")
    if not host:
        raise BadRequest(f"The address names no host; {likely}")
    return parts, host


def _address(host: str) -> _IP | None:
    """Return the address that `host` spells, or None for a name."""
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        found = None
    if found is None and _NUMBER.fullmatch(host):
        raise BadRequest(f"{host} is an unusual spelling of an address; write it in full.")
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def _refuse_metadata(host: str, address: _IP | None) -> None:
    linked = address is not None and any(address in network for network in _LINK_LOCAL)
    if linked or host in _METADATA or str(address) in _METADATA:
        raise BadRequest(
            f"{host} is a link-local or metadata address, where clouds hand out credentials; "
            "no model is asked there. Give the server's own name or address."
        )


def _is_near(host: str, address: _IP | None) -> bool:
    if address is None:
        # A name of one label is never public: ICANN rules such domains out. Docker, a hosts file or
        # the search list of one's own network gives it a meaning: http://ollama:11434.
        return "." not in host or host.endswith(".localhost")
    return any(address in network for network in _OWN_NETWORKS)


def _check_authorities(file: str) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:  # what is no PEM raises an SSLError, which is one
        why = error.strerror if not isinstance(error, ssl.SSLError) else "it holds no certificate"
        raise BadRequest(
            f"ARCHPANEL_CA_FILE or SSL_CERT_FILE names {file}, which cannot be used ({why}); "
            "give a PEM file."
        ) from None


def check_has_key(endpoint: Endpoint) -> None:
    """Check that there is a key where one is needed for certain.

    Raises:
        BadRequest: there is none, and OpenAI answers nobody without.
    """
    if endpoint.is_openai and not endpoint.key:
        raise BadRequest(
            f"No key is set, and {endpoint.url} answers nobody without one; set OPENAI_API_KEY or "
            "ARCHPANEL_API_KEY. A server of your own is named by --base-url URL."
        )


def better_url(url: str) -> str:
    """Return what an address that knows no chat should probably be, or "" for a usual one."""
    whole = urlsplit(url)
    path = whole.path.rstrip("/")
    for end in _CALLS:
        path = path.removesuffix(end)
    better = whole._replace(path=path or "/v1").geturl()
    return better if better != url.rstrip("/") else ""


def _check_key(key: str) -> None:
    # An illegal header is reported by the HTTP library together with its value.
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise BadRequest("The key has a space, a line break or an unusual character; copy it anew.")
