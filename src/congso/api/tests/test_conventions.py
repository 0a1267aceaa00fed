# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every operation: strict bodies, problem details, methods, headers."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from pydantic import BaseModel

from congso.api.interface import api
from congso.api.problems import ProblemDetails
from congso.api.schemas.types import In
from congso.api.tests.callers import BASE, Caller, entry, found, problem
from congso.api.tests.world import World
from congso.documents.models import Document
from congso.organisation.tests.factories import Agency


def _inputs(kind: type[In] = In) -> list[type[In]]:
    found_ = []
    for below in kind.__subclasses__():
        found_ += [below, *_inputs(below)]
    return found_


def _model_fields() -> set[str]:
    """Every field of every model of the product, with the columns of its keys (T26)."""
    names: set[str] = set()
    for model in apps.get_models():
        if model.__module__.startswith("congso."):
            for field in model._meta.get_fields():
                names |= {field.name, getattr(field, "attname", field.name)}
    return names


@pytest.mark.unit
def test_no_input_takes_a_field_it_does_not_declare() -> None:
    names = _model_fields()
    assert len(names) > 150
    assert len(_inputs()) > 30
    for schema in _inputs():
        assert schema.model_config["extra"] == "forbid", schema
        for name in names - set(schema.model_fields):
            errors = _errors(schema, {name: 1})
            assert (name, "extra_forbidden") in errors, (schema, name)


def _errors(schema: type[BaseModel], body: dict[str, Any]) -> set[tuple[Any, str]]:
    try:
        schema.model_validate(body)
    except ValueError as error:
        return {(e["loc"][0], e["type"]) for e in error.errors()}  # type: ignore[attr-defined]
    return set()


@pytest.mark.unit
def test_every_text_and_list_that_is_sent_is_bounded() -> None:
    for schema in _inputs():
        for name, part in schema.model_json_schema().get("properties", {}).items():
            for kind in part.get("anyOf", [part]):
                if kind.get("type") == "string" and "format" not in kind and "enum" not in kind:
                    assert "maxLength" in kind or "const" in kind, (schema, name)
                if kind.get("type") == "array":
                    assert "maxItems" in kind, (schema, name)
                if kind.get("type") == "integer":
                    assert "maximum" in kind, (schema, name)


def test_every_model_field_is_refused_where_a_paper_is_registered(
    clerk: Caller, agency: Agency
) -> None:
    declared = set(
        api.get_openapi_schema(path_prefix="")["components"]["schemas"]["PaperIn"]["properties"]
    )
    fields = {f.attname for f in Document._meta.concrete_fields} | {"is_staff", "owner", "status"}
    extra = fields - declared
    body = entry(agency.office) | dict.fromkeys(extra, 1)
    errors = {e["field"] for e in problem(clerk.post("/documents", body), 422)["errors"]}
    assert errors == extra
    assert {"number", "state", "version", "book_id", "registered_by_id"} <= extra
    assert not Document.objects.exists()


@pytest.mark.usefixtures("place")
def test_every_act_refuses_a_field_it_does_not_declare(agency: Agency) -> None:
    world, operations = World(agency), _operations()
    for name, request in world.requests.items():
        if not isinstance(request.body, dict):
            continue
        operation = operations[name]
        path = operation["path"].format(**request.path)
        body = request.body | {"state": "finished", "is_staff": True}
        caller = world.caller(request.login)
        response = caller.call(
            operation["method"], path, body,
            **{key.replace("-", "_"): value for key, value in request.headers.items()},
        )  # fmt: skip
        fields = {e["field"] for e in problem(response, 422)["errors"]}
        assert fields == {"state", "is_staff"}, name


def _operations() -> dict[str, dict[str, str]]:
    return {
        operation["operationId"]: {"path": path, "method": method.upper()}
        for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items()
        for method, operation in methods.items()
    }


def test_unknown_addresses_and_methods_are_problems(clerk: Caller) -> None:
    for path in ("/khong-co", "/documents/abc", "/", "/documents/"):
        problem(clerk.get(path), 404)
    response = clerk.call("PATCH", "/documents", {})
    problem(response, 405)
    assert set(response["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[1]", "application/json", 422),
        (b'"\\ud800"', "application/json", 422),
        (b"[" * 100_000, "application/json", 400),
        (b"a=1", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "application/xml", 415),
        (b"", "application/json", 422),
        (b'{"subject": "' + b"x" * (5 << 20) + b'"}', "application/json", 413),
    ],
)
def test_bodies_that_cannot_be_read(clerk: Caller, content: bytes, kind: str, status: int) -> None:
    response = Client().generic(
        "POST", BASE + "/documents", content, content_type=kind,
        headers={"Authorization": f"Bearer {clerk.secret}"},
    )  # fmt: skip
    problem(response, status)


def test_answers_are_nobodys_to_keep(clerk: Caller, document: Document) -> None:
    for response in (clerk.get(f"/documents/{document.uuid}"), clerk.get("/khong-co")):
        assert "no-store" in response["Cache-Control"]
    assert len(clerk.get("/me")["X-Request-Id"]) == 16
    assert "Access-Control-Allow-Origin" not in clerk.get("/me")


def test_head_is_answered_like_get(clerk: Caller) -> None:
    response = clerk.call("HEAD", "/me", None)
    assert (response.status_code, response.content) == (200, b"")


def test_a_fault_says_where_to_look_and_nothing_else(
    clerk: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("SELECT bí mật FROM bảng")

    monkeypatch.setattr("congso.documents.search.search", fail)
    response = clerk.get("/documents?q=abc")
    details = problem(response, 500)
    assert "bí mật" not in response.content.decode()
    assert response["X-Request-Id"] in details["detail"]


def test_the_schema_is_open_and_names_the_shape_of_refusals() -> None:
    schema = Client().get(BASE + "/openapi.json").json()
    assert "/api/v1/documents/{document_id}" in schema["paths"]
    details = schema["components"]["schemas"]["ProblemDetails"]
    assert set(details["properties"]) == set(ProblemDetails.model_fields)
    register = schema["paths"]["/api/v1/documents"]["post"]
    assert register["operationId"] == "register_document"
    names = [parameter["name"] for parameter in register["parameters"]]
    assert names == ["Idempotency-Key"]
    assert schema["components"]["schemas"]["PaperIn"]["examples"]


def test_notices_are_the_callers_own(clerk: Caller, officer: Caller, agency: Agency) -> None:
    from congso.notifications.services import Telling, tell  # noqa: PLC0415

    tell([clerk.person_id], Telling("The hour has passed.", "/documents/"))
    items = found(clerk.get("/notices"))["items"]
    assert [item["text"] for item in items] == ["Đã qua giờ này."]
    assert found(officer.get("/notices"))["items"] == []
    assert found(officer.post("/notices/read", {"ids": [items[0]["id"]]}))["count"] == 0
    assert found(clerk.post("/notices/read", {}))["count"] == 1


def test_the_directory_is_found_without_accents(officer: Caller, agency: Agency) -> None:
    names = [p["full_name"] for p in found(officer.get("/people?q=ngoc diep"))["items"]]
    assert names == ["Phùng Thị Ngọc Diệp"]
    assert [a["name"] for a in found(officer.get("/agencies?q=tai chinh"))["items"]] == [
        "Sở Tài chính"
    ]
    unit = found(officer.get(f"/units/{agency.units['TT'].pk}"))
    assert unit["staff"][0]["full_name"] == "Cao Thị Mỹ Dung"
    assert {o["symbol"] for o in found(officer.get("/offices"))["items"]} == {"SNN", "CCTY"}
    assert len(found(officer.get("/document-types"))["items"]) > 29
