"""What an attempt at a model server shows, in words that say what it means and what mends it."""

from collections.abc import Sequence

from archpanel.agents.engine import EngineUnavailable
from archpanel.agents.llm.endpoint import Endpoint
from archpanel.agents.llm.probing import Attempt, Listed
from archpanel.agents.llm.trial import MOST_SHOWN, form_problem, is_listed, nearest
from archpanel.cli.findings import Finding

NEEDED = 8192
"""Tokens: the longest prompt of nine questions with long answers, and the longest reply."""

MOST_CHARACTERS = 6
"""Characters to a token, at most: English has about four. A smaller count has lost a part."""

SLOW = 3.0
"""Seconds to a first token; a candidate waits as long for each question."""


def server(endpoint: Endpoint, tried: Attempt) -> Finding:
    """Say whether the server is there and takes the key."""
    if tried.error and (not tried.status or tried.status == 401):
        return Finding("model server", False, str(tried.error))
    key = "the key is accepted" if endpoint.key else "no key is sent, and none is asked for"
    key += f". {endpoint.keyless}" if endpoint.keyless else ""
    unlisted = f"; it lists no models ({tried.status})" if tried.error else f"; {key}"
    return Finding("model server", True, f"{endpoint.url} answers{unlisted}")


def no_model(endpoint: Endpoint, listed: Sequence[Listed]) -> Finding:
    """Say what could be chosen."""
    names = ", ".join(model.id for model in listed[:MOST_SHOWN]) or "none by name"
    told = f"none is chosen; give --model NAME. {endpoint.url} has: {names}"
    return Finding("language model", False, told)


def model(name: str, listed: Sequence[Listed], made: Attempt) -> Finding:
    """Say whether the server answers with this model."""
    strange = bool(listed) and not is_listed(name, listed)
    if made.error is not None:
        hint = f" {nearest(name, listed)}" if strange else ""
        return Finding("language model", False, f"{made.error}{hint}")
    told = f"{name} answers" if made.model in (name, "") else f"{name} answers as {made.model}"
    told += f"; it is not on the server's list. {nearest(name, listed)}" if strange else ""
    return Finding("language model", not strange, told, fatal=not strange)


def fallback(name: str, listed: Sequence[Listed]) -> Finding:
    """Say that the model which is to stand in is not on the list."""
    told = f"{name} is not on the server's list. {nearest(name, listed)}"
    return Finding("fallback model", False, f"{told} Set ARCHPANEL_FALLBACK_MODEL.", fatal=False)


def streaming(made: Attempt) -> Finding:
    """Say whether words come as they are made, and how soon."""
    if not made.pieces:
        why = "it thinks for longer than the trial allows" if made.finish == "length" else "empty"
        return Finding("streaming", False, f"no words came: {why}", fatal=False)
    soon = f"first words after {made.first:.1f} s"
    if made.pieces == 1:
        whole = "an answer comes in one piece: the candidate waits for the whole of each question"
        return Finding("streaming", False, f"{whole}; a proxy may hold it back", fatal=False)
    slow = "; a smaller model or nearer server would make the wait shorter"
    told = f"{made.pieces} pieces, {soon}{slow if made.first > SLOW else ''}"
    return Finding("streaming", True, told)


def schema(made: Attempt) -> Finding:
    """Say whether a reply keeps to a JSON schema."""
    mend = "Choose a model or server with structured output (response_format json_schema)."
    lost = "most readings would be lost, and the panel wait for another model."
    if made.error is not None:
        return Finding("JSON schema", False, f"{made.error} {mend}")
    if made.finish == "length":
        return Finding("JSON schema", False, f"the reply to one word did not end: {lost} {mend}")
    if problem := form_problem(made.text):
        return Finding("JSON schema", False, f"{problem}: {lost} {mend}")
    return Finding("JSON schema", True, "honoured")


def usage(streamed: Attempt, *whole: Attempt) -> Finding:
    """Say what the server counts in a stream and in plain calls."""
    made = [attempt for attempt in whole if attempt.error is None]
    mute = ["streams"] if streamed.usage.input is None else []
    mute += ["plain calls"] if any(attempt.usage.input is None for attempt in made) else []
    if mute:
        told = f"not counted for {' and '.join(mute)}: budgets and costs go by estimates"
        return Finding("token counts", False, told, fatal=False)
    cached = any(attempt.usage.cached is not None for attempt in (streamed, *made))
    told = f"told; tokens from the cache: {'told' if cached else 'not told'}"
    return Finding("token counts", True, told)


def context(characters: int, made: Attempt, listed: int | None) -> Finding:
    """Say whether a prompt of an interview's length is read to its end."""
    longer = (
        f"Give the model at least {NEEDED} tokens of context (Ollama: OLLAMA_CONTEXT_LENGTH, "
        "llama.cpp: -c, vLLM: --max-model-len), or ask fewer questions (--turns)."
    )
    if made.error is not None:
        slow = isinstance(made.error, EngineUnavailable)
        mend = "ARCHPANEL_PATIENCE grants more seconds." if slow else longer
        return Finding("context", False, f"{made.error} {mend}", fatal=not slow)
    about = characters // 4
    counted = made.usage.input
    if counted is not None and counted < characters / MOST_CHARACTERS:
        told = f"of about {about} tokens, {counted} were read: the server cuts prompts off."
        return Finding("context", False, f"{told} {longer}")
    if listed is not None and listed < NEEDED:
        told = f"{listed} tokens: the end of a long interview will not fit."
        return Finding("context", False, f"{told} {longer}", fatal=False)
    told = f"a prompt of {counted or f'about {about}'} tokens is read"
    return Finding("context", True, told + (f"; {listed} are possible" if listed else ""))
