# SPDX-License-Identifier: AGPL-3.0-or-later
"""The interface as a whole: its routers, its schema, its address table."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, re_path
from django.utils.cache import patch_cache_control
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from congso.api import problems
from congso.api.problems import NOT_FOUND, Problem, ProblemDetails
from congso.api.resources import ROUTERS

DESCRIPTION = """The same papers, acts and rights as on the pages, for other systems.

Send `Authorization: Bearer TOKEN`. Times are RFC 3339 with a zone. Lists come in pages: ask again
with `cursor` = `next` until `next` is null. Refusals are problem details (RFC 9457)."""

Answer = Callable[..., HttpResponseBase]


class Interface(NinjaAPI):
    """Declares the shape of refusals once, beside the operations' own schemas."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The schema; made once for each prefix, for anybody may ask for it."""
        prefix = self.get_root_path({}) if path_prefix is None else path_prefix
        kept = self.__dict__.setdefault("made", {})
        if prefix not in kept:
            kept[prefix] = self._make(prefix)
        found: OpenAPISchema = kept[prefix]
        return found

    def _make(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        details = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        schema.add_schema_definitions(details.pop("$defs", {}))
        schema.add_schema_definitions({"ProblemDetails": details})
        return schema


api = Interface(
    title="Congso",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)
for _router in ROUTERS:
    api.add_router("", _router)
problems.install(api)


def guarded(view: Answer) -> Answer:
    """HEAD like GET, 405 as a problem, nothing kept by anybody on the way."""

    @functools.wraps(view)
    def guard(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        only_head = request.method == "HEAD"
        if only_head:
            request.method = "GET"
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = nowhere(request)
        if isinstance(response, HttpResponseNotAllowed):
            allowed = response["Allow"]
            problem = Problem(405, "method", headers={"Allow": allowed})
            response = problems.response_of(problem)
        if "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        if request_id := getattr(getattr(request, "actor", None), "request_id", ""):
            response["X-Request-Id"] = request_id
        return _bare(request, response) if only_head else response

    guard.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is looked at
    return guard


def _bare(request: HttpRequest, response: HttpResponseBase) -> HttpResponse:
    """The head of an answer alone."""
    request.method = "HEAD"
    bare = HttpResponse(status=response.status_code, headers=dict(response.items()))
    response.close()
    return bare


def nowhere(request: HttpRequest, **_kwargs: Any) -> HttpResponse:
    """Any other address below the interface."""
    return problems.response_of(Problem(404, "not_found", NOT_FOUND))


def addresses() -> list[URLPattern]:
    """The address table."""
    patterns = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern)]
    for pattern in patterns:
        pattern.callback = guarded(pattern.callback)
    return [*patterns, re_path(r"", guarded(nowhere))]
