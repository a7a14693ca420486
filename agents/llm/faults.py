"""What went wrong with one attempt, in words that teach, and whether another one may help.

Nothing of what was sent or received is repeated: a server's words may hold the key or what the
candidate said. Only words from a closed list are looked for in them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from archpanel.agents.engine import EngineError, EngineUnavailable, UnusableReply
from archpanel.agents.llm.breaker import Breaker
from archpanel.agents.llm.endpoint import Endpoint, better_url
from archpanel.agents.llm.request import NotAsked, Request


@dataclass(frozen=True)
class Fault:
    """A failed attempt."""

    error: EngineError
    again: bool = False
    """Another attempt may succeed."""

    pause: float | None = None
    """Seconds that the server asked for before it."""

    down: bool = False
    """The server is in trouble: counts for the breaker. One that only says "not so fast" is not."""


_TROUBLE = frozenset((408, 409, 429))
"""Statuses besides 5xx that pass by themselves."""

_NO_CHAT = (404, 405)
"""Statuses of an address where nobody speaks the protocol."""

_KEY = "set ARCHPANEL_API_KEY, or OPENAI_API_KEY"

_PARAMETERS = {
    "temperature": "it refuses this temperature; set ARCHPANEL_TEMPERATURE=none",
    "response_format": "it cannot keep to a JSON schema; choose another model or server",
    "max_tokens": "it refuses max_tokens; set ARCHPANEL_MAX_TOKENS_NAME=max_completion_tokens",
    "max_completion_tokens": "it refuses max_completion_tokens; "
    "set ARCHPANEL_MAX_TOKENS_NAME=max_tokens",
    "prompt_cache_breakpoint": "it knows no cache breakpoints; leave them out",
    "stream_options": "it cannot count tokens while streaming; use a newer server",
}
"""Parameter a server complains of -> what that means."""


def of_status(
    status: int, body: object, headers: Mapping[str, str], endpoint: Endpoint, request: Request
) -> Fault:
    """Return the fault behind an HTTP status; of `body` only known codes are looked at."""
    code, parameter = named(body)
    if status == 429 and code in ("insufficient_quota", "billing_hard_limit_reached"):
        return Fault(EngineError(f"{endpoint.url}: the account behind the key has no credit left."))
    if status in _TROUBLE or status >= 500:
        pause = _asked_pause(headers)
        error = EngineUnavailable(f"{endpoint.url} {_trouble(status, pause)}")
        return Fault(error, again=True, pause=pause, down=status == 408 or status >= 500)
    if status == 401 and not endpoint.key:
        told = f". {endpoint.keyless}" if endpoint.keyless else f"; {_KEY}."
        return Fault(EngineError(f"{endpoint.url} wants a key (401), and none was given{told}"))
    if status in _NO_CHAT and (better := better_url(endpoint.url)):
        words = f"{endpoint.url} has no chat at this address ({status}); try {better} instead."
        return Fault(EngineError(words))
    return Fault(EngineError(f"{endpoint.url} {_refusal(status, code, parameter, request)}"))


def out_of_reach(endpoint: Endpoint) -> Fault:
    """Return the fault of a connection that could not be made, or broke."""
    words = f"{endpoint.url} is out of reach or hung up; is the server running, the address right?"
    words += _plain_http(endpoint)
    return Fault(EngineUnavailable(words), again=True, down=True)


def not_believed(endpoint: Endpoint) -> Fault:
    """Return the fault of a certificate by an authority that is not known here."""
    words = (
        f"{endpoint.url} has a certificate that is not believed here; with an authority of your "
        "own, set SSL_CERT_FILE to its PEM file."
    )
    return Fault(EngineUnavailable(words), down=True)


def too_slow(endpoint: Endpoint) -> Fault:
    """Return the fault of a silence that was too long."""
    waited = f"connecting may take {endpoint.connect:g} s, silence {endpoint.read:g} s"
    words = f"{endpoint.url} was too slow: {waited}. A smaller model may do, or more patience."
    words += _plain_http(endpoint)
    return Fault(EngineUnavailable(words), again=True, down=True)


def _plain_http(endpoint: Endpoint) -> str:
    """Return a likely cause of a server of one's own that says nothing by TLS."""
    if not endpoint.url.startswith("https://") or not endpoint.is_near:
        return ""
    return f" Perhaps it speaks plain http: http{endpoint.url.removeprefix('https')}"


def past_deadline(endpoint: Endpoint) -> EngineUnavailable:
    """Return the error of a call that took too long with all its attempts."""
    return EngineUnavailable(
        f"{endpoint.url} gave no complete answer within {endpoint.deadline:g} s; "
        "a smaller model may do, or a longer deadline."
    )


def cut_off(endpoint: Endpoint) -> Fault:
    """Return the fault of a stream that ended without saying that it is complete."""
    words = f"{endpoint.url} broke off in the middle of an answer."
    return Fault(EngineUnavailable(words), again=True, down=True)


def resting(endpoint: Endpoint, request: Request, breaker: Breaker) -> NotAsked:
    """Return the error of a call that was not made, because too many failed before it."""
    why = breaker.why or f"{endpoint.url} failed with model {request.model!r}."
    return NotAsked(f"{why} That was too often; it is left alone for a while.")


def in_stream(endpoint: Endpoint) -> Fault:
    """Return the fault of a server that reports an error in the middle of an answer."""
    words = f"{endpoint.url} reported an error in the middle of an answer; it may be overloaded."
    return Fault(EngineUnavailable(words), again=True, down=True)


def no_completion(endpoint: Endpoint) -> Fault:
    """Return the fault of an answer that is none: HTML, no JSON, no choices, broken UTF-8."""
    return Fault(
        UnusableReply(
            f"{endpoint.url} answered with something other than a chat completion; "
            "does the address end in /v1, and is no proxy or login page in between?"
        )
    )


_BROKEN_OFF = frozenset(
    ("error", "tool_calls", "function_call", "abort", "aborted", "cancelled", "network_error")
)
"""Ends of an answer that is not complete, or that wanted a tool: none is offered."""


def unfit(finish: str, refused: bool, text: str, request: Request) -> str:
    """Return why a completion cannot be used, or "" for one that can."""
    model = f"Model {request.model!r}"
    if refused:
        return f"{model} refused to answer."
    if finish == "length":
        return (
            f"{model} was cut off (limit: {request.most_tokens} tokens); "
            "allow more, or choose a model that thinks less."
        )
    if finish == "content_filter":
        return f"{model}: the server's content filter held the answer back."
    if not text.strip():
        return f"{model} gave an empty answer."
    if finish.lower() in _BROKEN_OFF:
        return f"{model}: the answer did not end as one that is complete ({finish})."
    return ""


def _trouble(status: int, pause: float | None) -> str:
    said = "is asked too often" if status == 429 else "is in trouble"
    when = "in a while it may answer" if pause is None else f"it wants a pause of {pause:g} s"
    return f"{said} ({status}); {when}."


def _refusal(status: int, code: str, parameter: str, request: Request) -> str:
    model = f"model {request.model!r}"
    if parameter in _PARAMETERS:
        return f"refused the request for {model} ({status}): {_PARAMETERS[parameter]}."
    if code in ("context_length_exceeded", "exceed_context_size_error"):
        return f"refused the request ({status}): it is longer than {model} can read."
    if status == 404:
        return f"knows no {model}, or no chat (404)."
    known = {
        401: f"refused the key (401); {_KEY}, to the one for this server.",
        403: f"does not let this key use {model} (403); choose another model or key.",
        413: f"finds the request too long (413) for {model}.",
    }
    if 300 <= status < 400:
        return f"sends the call elsewhere ({status}), which is not followed; give the new address."
    return known.get(status, f"refused the request for {model} ({status}).")


def named(body: object) -> tuple[str, str]:
    """Return (code, parameter) of an error; servers nest it in `error`, or do not.

    Where the code is the HTTP status once more, as llama.cpp's is, the type tells.
    """
    inner = body.get("error", body) if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return "", ""
    code, parameter = (
        value if isinstance(value, str) else "" for value in (inner.get("code"), inner.get("param"))
    )
    kind = inner.get("type")
    return code or (kind if isinstance(kind, str) else ""), parameter


def _asked_pause(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of `Retry-After`; a date is measured by the server's own `Date`."""
    for name, scale in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        if (seconds := _number(headers.get(name, ""))) is not None:
            return seconds / scale
    try:
        until = parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, (until - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _number(text: str) -> float | None:
    digits = text.strip()
    plain = digits.isascii() and digits.replace(".", "", 1).isdigit() and len(digits) < 20
    return float(digits) if plain else None
