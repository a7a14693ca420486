"""What all routers of the API have in common."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path
from fastapi.routing import APIRoute

from archpanel.web.api.reading import SMALL, JsonRoute

_MEANINGS = {
    400: "The body cannot be read as JSON.",
    401: "No token, or one that has ended.",
    403: "A cookie without its `X-CSRF-Token`.",
    404: "There is no such thing among yours.",
    409: "Something else came first: another answer, or the interview is not over.",
    413: "The body is too large.",
    415: "The body is not `application/json`.",
    422: "A field is missing, unknown, or not as it should be.",
    429: "Too often; `Retry-After` has the seconds to wait.",
    503: "Language models are out of reach; nothing is lost.",
}
ALWAYS = (401, 404, 422)
WRITING = (*ALWAYS, 400, 403, 409, 413, 415, 429)

Described = dict[int | str, dict[str, Any]]


def problems(*codes: int, more: Mapping[int | str, dict[str, Any]] | None = None) -> Described:
    """Return how problem documents of these codes are described."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"application/problem+json": {"schema": schema}}
    told: Described = {code: {"description": _MEANINGS[code], "content": content} for code in codes}
    return {**told, **(more or {})}


def new_router(noun: str, prefix: str = "") -> APIRouter:
    """Return the router of one noun; each route has the name of its function."""
    return APIRouter(
        prefix=f"/api/v1{prefix}",
        tags=[noun],
        route_class=JsonRoute,
        generate_unique_id_function=_name,
        responses=problems(*ALWAYS),
        max_body_size=SMALL,
    )


def _name(route: APIRoute) -> str:
    return route.name


SessionId = Annotated[str, Path(description="The session's id.", examples=["20261126-0a1b2c3d"])]

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=80,
        pattern="^[!-~]+$",
        description="Made up by the client, once per answer. The same key with the same body "
        "gives the same reply, however often it is sent.",
        examples=["0d1f6ad2-5f4f-4c8c-9a59-2f6f2f8c7f10"],
    ),
]
