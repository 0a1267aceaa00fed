# SPDX-License-Identifier: AGPL-3.0-or-later
"""The schema tells the truth: requests made from it get answers it declares, and never a fault.

Each request runs in a savepoint that is rolled back, so that all see the same house; constraints
are checked before, as a commit would.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from congso.api.interface import api
from congso.api.services import rates
from congso.api.tests.callers import BASE, Caller
from congso.api.tests.world import World
from congso.api.tests.world_registry import Request
from congso.organisation.queries import forget_calendar
from congso.organisation.tests.factories import make_agency

pytestmark = pytest.mark.django_db  # so that there is a database when `world` is made
load_all_checks()
ROLES = ("diepptn", "khiemtg", "dinhlq", "tuntc")  # clerk, Chánh Văn phòng, director, officer
ANSWERS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
UPLOAD = "upload_file"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One house for all tests of this file: every request on it is undone."""
    forget_calendar()
    folder = tmp_path_factory.mktemp("contract")
    env = SimpleNamespace(
        data=SimpleNamespace(data_dir=folder, blobs=(folder / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    with django_db_blocker.unblock(), override_settings(CONGSO_ENV=env), transaction.atomic():
        made = World(make_agency())
        for login in {*ROLES, *(request.login for request in made.requests.values())}:
            made.caller(login)
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def schema(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(rates, "A_MINUTE", 1_000_000)
    # As Django's own test client does: the connection of the test stays open between requests.
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@contextmanager
def undone() -> Iterator[None]:
    """Do the block, check all constraints as a commit would, then undo it."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        transaction.set_rollback(True)


def _operations(schema: Any) -> dict[str, Any]:
    found = (result.ok() for result in schema.get_all_operations())
    return {operation.definition.raw["operationId"]: operation for operation in found}


def _send(caller: Caller, case: Case) -> Any:
    response = case.call(headers={"Authorization": f"Bearer {caller.secret}"})
    assert response.status_code < 500, f"{case.as_curl_command()}\n{response.text}"
    return response


def test_every_operation_has_a_good_request(world: World, schema: Any) -> None:
    assert set(_operations(schema)) - {UPLOAD} == set(world.requests)


def test_good_requests_get_the_answers_the_schema_declares(world: World, schema: Any) -> None:
    refused = []
    for name, operation in _operations(schema).items():
        if name == UPLOAD:
            continue
        good = world.requests[name]
        for extra in ({}, {"Idempotency-Key": "khoa-1"}):
            case = _good(operation, good, extra)
            with undone():
                response = _send(world.caller(good.login), case)
                if response.status_code >= 300:
                    refused.append(f"{name}: {response.status_code} {response.text}")
                case.validate_response(response, checks=ANSWERS)
    assert refused == []


def _good(operation: Any, good: Request, extra: dict[str, str]) -> Case:
    values: dict[str, Any] = {"path_parameters": good.path, "query": good.query}
    if good.body is not None:
        values |= {"body": good.body, "media_type": "application/json"}
    return operation.Case(headers=good.headers | extra, **values)


def test_without_a_token_every_operation_is_closed(world: World, schema: Any) -> None:
    opened = []
    for name, operation in _operations(schema).items():
        good = world.requests.get(name, Request("diepptn"))
        with undone():
            case = _good(operation, good, {})
            for headers in ({}, {"Authorization": "Bearer congso_sai"}):
                response = case.call(headers=headers)
                if response.status_code != 401:
                    opened.append(f"{name}: {response.status_code}")
                case.validate_response(response, checks=ANSWERS)
    assert opened == []


def _explore(world: World, schema: Any, *, seed: int, examples: int) -> Counter[str]:
    """Send generated requests as four roles; return how many succeeded by operation."""
    print(f"seed {seed}")  # noqa: T201 - a random run says its seed
    chance = random.Random(seed)
    successes: Counter[str] = Counter()
    faults: list[str] = []
    ids = world.ids()
    for name, operation in _operations(schema).items():
        if name == UPLOAD:
            continue
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _try(world, name, operation, mode, ids, chance, successes, faults, examples)
    assert faults == []
    return successes


def _try(
    world: World,
    name: str,
    operation: Any,
    mode: GenerationMode,
    ids: dict[str, list[Any]],
    chance: random.Random,
    successes: Counter[str],
    faults: list[str],
    examples: int,
) -> None:
    good = world.requests[name]
    if mode is GenerationMode.NEGATIVE and good.body is None and not operation.query:
        return
    strategy = operation.as_strategy(mode, path_parameters=good.path or None)

    @hypothesis.seed(chance.getrandbits(32))
    @hypothesis.settings(
        max_examples=examples, database=None, deadline=None, phases=[hypothesis.Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @hypothesis.given(strategy)
    def run(case: Case) -> None:
        login = chance.choice([*ROLES, good.login])
        if not mode.is_negative:
            _seed(case, good, ids, chance)
        with undone():
            response = _send(world.caller(login), case)
            successes[name] += response.status_code < 300
            case.validate_response(response, checks=[*ANSWERS, *_negative(case)])

    try:
        run()
    except (FailureGroup, AssertionError) as failure:
        faults.append(f"{name}: {_told(failure)}")


def _told(failure: BaseException) -> str:
    parts = getattr(failure, "exceptions", ())
    return " | ".join([str(failure), *(f"{type(p).__name__}: {p}" for p in parts)])[:900]


def _negative(case: Case) -> list[Any]:
    """What is said in query or body against the schema must be refused; headers are the test's."""
    parts = case.meta.components if case.meta else {}
    wrong = {place.value for place, part in parts.items() if part.mode.is_negative}
    if any(value in ([], {}) for value in (case.query or {}).values()):
        wrong.discard("query")  # an unknown name with an empty list under it is not sent at all
    return [checks.negative_data_rejection] if wrong & {"query", "body"} else []


def _seed(case: Case, good: Request, ids: dict[str, list[Any]], chance: random.Random) -> None:
    """Make ids mostly those of something, and a body at times a good one with other words."""
    for name in list(case.path_parameters or {}):
        if name in ids and chance.random() < 0.3:
            case.path_parameters[name] = chance.choice(ids[name])
    if isinstance(case.body, dict) and isinstance(good.body, dict):
        if chance.random() < 0.6:
            kept = {k: v for k, v in case.body.items() if chance.random() < 0.3}
            case.body = kept | good.body
        else:
            case.body = _with_ids(case.body, ids, chance)
    if chance.random() < 0.8:
        case.headers.pop("If-Match", None)
        case.headers.update(good.headers)


def _with_ids(value: Any, ids: dict[str, list[Any]], chance: random.Random) -> Any:
    if isinstance(value, list):
        return [_with_ids(item, ids, chance) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: _id_or(name, part, ids, chance) for name, part in value.items()}


def _id_or(name: str, part: Any, ids: dict[str, list[Any]], chance: random.Random) -> Any:
    if name in ids and part is not None:
        known = ids[name]
        return (
            [chance.choice(known) for _one in part]
            if isinstance(part, list)
            else chance.choice(known)
        )
    return _with_ids(part, ids, chance)


def test_generated_requests_never_meet_a_fault(world: World, schema: Any) -> None:
    """The short seeded form of every run."""
    _explore(world, schema, seed=20261124, examples=2)


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_many_generated_requests_never_meet_a_fault(world: World, schema: Any) -> None:
    """The long proof: at least five of the generated requests of each operation succeed."""
    successes = _explore(world, schema, seed=random.randrange(2**32), examples=60)
    few = {name: successes[name] for name in world.requests if successes[name] < 5}
    assert few == {}


def test_the_schema_is_complete() -> None:
    schema = api.get_openapi_schema(path_prefix=f"{BASE.strip('/')}/")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation["tags"], (path, method)
            assert operation["summary"], (path, method)
            assert operation["security"] == [{"BearerToken": []}], (path, method)
            assert {401, 403, 405, 422, 429} <= set(operation["responses"]), (path, method)
            if "{" in path:
                assert 404 in operation["responses"], (path, method)
