# SPDX-License-Identifier: AGPL-3.0-or-later
"""How an operation is declared, and what all of them keep: keys, versions, one shape of answers.

@post(router, "/documents", Paper, scope=Scope.DOCUMENTS, status=201)
def register_document(request: HttpRequest, entry: Entry) -> HttpResponse: …
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import re
from collections.abc import Callable, Iterable, Sequence
from http import HTTPStatus
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback
from pydantic import BaseModel

from congso.api.bearer import JSON, BearerToken, token_of
from congso.api.enums import Scope
from congso.api.problems import MEDIA_TYPE, SCHEMA_WORDS, Problem, unfit
from congso.api.services import kept_answers
from congso.common.actor import Actor

V = TypeVar("V", bound=Callable[..., Any])
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("ETag", "Location")
ALWAYS = (401, 403, 405, 429)
KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "description": "Makes a repeat harmless: within 24 hours it gets the first answer again.",
}
MATCH_PARAMETER = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string", "maxLength": 100},
    "description": "The ETag you have seen; 412 when somebody has changed it since.",
}


def actor_of(request: HttpRequest) -> Actor:
    """The person of the token, as services take him."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def get(
    router: Router,
    path: str,
    returns: Any,
    *,
    errors: Sequence[int] = (),
    extra: dict[str, Any] | None = None,
) -> Callable[[V], V]:
    """Declare a reading operation. `errors` are those beside the common ones."""
    return _declare(router, "GET", path, returns, Scope.READ, 200, errors, extra=extra)


def content(*media_types: str, also: Sequence[int] = ()) -> dict[str, Any]:
    """What the schema says of an operation that answers bytes (`extra`)."""
    kinds = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    ok = {
        status: {"description": HTTPStatus(status).phrase, "content": kinds}
        for status in (200, *also)
    }
    return {"responses": ok}


def post(
    router: Router,
    path: str,
    returns: Any,
    *,
    scope: Scope,
    status: int = 200,
    errors: Sequence[int] = (404, 409),
    matches: bool = False,
    media_type: str = JSON,
    own_key: bool = False,
    extra: dict[str, Any] | None = None,
) -> Callable[[V], V]:
    """Declare an act. It honours Idempotency-Key, and If-Match where `matches`.

    `own_key`: the operation reads its body itself and calls `kept_or_made` with its fingerprint.
    """
    return _declare(
        router, "POST", path, returns, scope, status, errors,
        keyed=not own_key, shows_key=True, matches=matches, media_type=media_type,
        extra=extra,
    )  # fmt: skip


def put(
    router: Router, path: str, returns: Any, *, scope: Scope, errors: Sequence[int]
) -> Callable[[V], V]:
    """Declare a change of what stands there; If-Match is required."""
    return _declare(
        router, "PUT", path, returns, scope, 200, (*errors, 412, 428), matches=True, must_match=True
    )


def delete(
    router: Router, path: str, *, scope: Scope, errors: Sequence[int] = (404,)
) -> Callable[[V], V]:
    """Declare the end of something; answers 204."""
    return _declare(router, "DELETE", path, None, scope, 204, errors)


def _declare(
    router: Router,
    method: str,
    path: str,
    returns: Any,
    scope: Scope,
    status: int,
    errors: Sequence[int],
    *,
    keyed: bool = False,
    shows_key: bool = False,
    matches: bool = False,
    must_match: bool = False,
    media_type: str = JSON,
    extra: dict[str, Any] | None = None,
) -> Callable[[V], V]:
    parameters = [KEY_PARAMETER] if shows_key else []
    if matches:
        parameters.append({**MATCH_PARAMETER, "required": must_match})
        errors = (*errors, 412)
    if method in ("POST", "PUT"):
        errors = (*errors, 400, 413, 415)

    def declare(view: V) -> V:
        contribute_operation_callback(view, _without_unknown_query)
        if keyed:
            contribute_operation_callback(view, _with_key)
        words = (inspect.getdoc(view) or "").partition("\n\n")
        router.api_operation(
            [method],
            path,
            response={status: returns},
            auth=BearerToken(scope, media_type),
            operation_id=view.__name__,
            url_name=view.__name__,
            summary=" ".join(words[0].split()).rstrip("."),
            description=words[2] or None,
            openapi_extra={
                "parameters": parameters,
                "responses": _responses({*ALWAYS, *errors, 422})
                | (extra or {}).get("responses", {}),
                "x-scope": str(scope),
                **{name: part for name, part in (extra or {}).items() if name != "responses"},
            },
        )(view)
        return view

    return declare


def _responses(statuses: Iterable[int]) -> dict[int, Any]:
    reference = {"$ref": "#/components/schemas/ProblemDetails"}
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": reference}},
        }
        for status in sorted(statuses)
    }


def _without_unknown_query(operation: Operation) -> None:
    """Refuse parameters that the operation does not know: a filter misspelt must not be none."""
    view = operation.view_func
    models = [m for m in operation.models if m.__ninja_param_source__ == "query"]
    known = {name for model in models for name in model.__ninja_flatten_map__}

    @functools.wraps(view)
    def strict(request: HttpRequest, **values: Any) -> Any:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            raise unfit(dict.fromkeys(unknown, SCHEMA_WORDS["extra_forbidden"]))
        return view(request, **values)

    operation.view_func = strict


# --- answers


def answer(body: BaseModel, *, status: int = 200, etag: str = "", at: str = "") -> HttpResponse:
    """`body` as JSON, with the version it has and where it is."""
    text = body.model_dump_json()
    response = HttpResponse(text, status=status, content_type=JSON)
    if etag:
        response["ETag"] = f'"{etag}"'
    if at:
        response["Location"] = at
    return response


def nothing() -> HttpResponse:
    """204."""
    return HttpResponse(status=204)


# --- If-Match


def require_match(request: HttpRequest, etag: str, *, must: bool = False) -> None:
    """Raise Problem 412 when the caller has seen another version, 428 when he must say which."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        if must:
            raise Problem(428, "no_version", _("Send If-Match with the ETag you have read."))
        return
    tags = [tag.strip() for tag in given.split(",")]
    if "*" not in tags and f'"{etag}"' not in tags:
        raise Problem(412, "stale", _("Somebody has changed this since you read it. Read it anew."))


# --- Idempotency-Key


def _with_key(operation: Operation) -> None:
    """Wrap the view of an operation, so that a repeat with its key gets the first answer."""
    view = operation.view_func

    @functools.wraps(view)
    def kept(request: HttpRequest, **values: Any) -> HttpResponse:
        asked = [
            request.method or "",
            request.get_full_path(),
            hashlib.sha256(request.body).hexdigest(),
        ]
        return kept_or_made(request, asked, lambda: view(request, **values))

    operation.view_func = kept


def kept_or_made(
    request: HttpRequest, asked: Sequence[str], make: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer that was given under the key of the request, else the one `make` gives now.

    The act and its kept answer commit together; a refusal is not kept, for nothing was done.
    Raises KeyOfAnotherRequest, Problem for a key that is none.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        with transaction.atomic():  # uploads are kept with the act or not at all
            return make()
    if not KEY.fullmatch(key):
        raise Problem(400, "bad_key", _("An Idempotency-Key has 1 to 200 printable ASCII signs."))
    token, actor = token_of(request), actor_of(request)
    fingerprint = hashlib.sha256("\n".join(asked).encode()).hexdigest()
    with transaction.atomic():
        kept = kept_answers.claim(actor, token_id=token.pk, key=key, fingerprint=fingerprint)
        if kept is not None:
            return _again(kept.status or 200, kept.body, kept.headers)
        response = make()
        headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        kept_answers.keep(
            actor,
            token_id=token.pk,
            key=key,
            status=response.status_code,
            body=response.content.decode(),
            headers=headers,
        )
    return response


def _again(status: int, body: str, headers: dict[str, str]) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type=JSON)
    for name, value in headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response
