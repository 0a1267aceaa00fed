# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from congso.config.env import Env
from congso.config.refusal import EnvironmentInvalid
from congso.config.runner import instance
from congso.filestore.store import store_for

pytestmark = pytest.mark.unit


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith("CONGSO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CONGSO_DATA_DIR", str(tmp_path / "dữ liệu"))
    return monkeypatch


def test_every_bad_variable_is_reported_at_once(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("CONGSO_HTTP_PORT", "70000")
    surroundings.setenv("CONGSO_BASE_URL", "congso.example")
    surroundings.setenv("CONGSO_DATABASE_URL", "postgresql://%zz")
    surroundings.setenv("CONGSO_IMAP_PORT", "none")
    with pytest.raises(EnvironmentInvalid) as caught:
        Env()
    assert sorted(problem.split(":")[0] for problem in caught.value.problems) == [
        "CONGSO_BASE_URL",
        "CONGSO_DATABASE_URL",
        "CONGSO_HTTP_PORT",
        "CONGSO_IMAP_PORT",
    ]


def test_an_empty_variable_counts_as_unset(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("CONGSO_HTTP_PORT", "")
    surroundings.setenv("CONGSO_DATABASE_URL", "")
    assert Env().web.http_port == 8000
    assert Env().database.embedded


def test_the_base_url_follows_the_port(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("CONGSO_HTTP_PORT", "8123")
    assert Env().web.base_url == "http://localhost:8123"


def test_words_are_split_at_commas(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("CONGSO_ALLOWED_HOSTS", "congso.example, .so.example ,")
    assert Env().web.allowed_hosts == ["congso.example", ".so.example"]


def test_the_signing_key_is_made_once_and_only_for_its_owner(
    surroundings: pytest.MonkeyPatch,
) -> None:
    first = Env().data.read_secret_key()
    file = Env().data.data_dir / "secret.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert Env().data.read_secret_key() == first
    assert len(first) >= 64
    assert [entry.name for entry in file.parent.iterdir()] == ["secret.key"]


def test_a_named_key_file_is_never_made(surroundings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    surroundings.setenv("CONGSO_SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(EnvironmentInvalid) as caught:
        Env().data.read_secret_key()
    assert "absent: No such file or directory" in caught.value.problems[0]
    assert not (tmp_path / "absent").exists()


def test_the_socket_lies_in_the_data_directory_when_the_path_is_short(
    surroundings: pytest.MonkeyPatch,
) -> None:
    surroundings.setenv("CONGSO_DATA_DIR", "/srv/congso")
    assert Env().database.socket_dir == Path("/srv/congso/run/postgres")


def test_a_long_path_gets_a_short_socket_folder_that_every_process_finds(
    surroundings: pytest.MonkeyPatch,
) -> None:
    surroundings.setenv("CONGSO_DATA_DIR", "/srv/" + "ủy ban nhân dân/" * 8)
    first = Env().database.socket_dir
    assert first.parent == Path("/tmp")  # noqa: S108
    assert Env().database.socket_dir == first
    surroundings.setenv("CONGSO_DATA_DIR", "/srv/" + "ủy ban nhân dân/" * 9)
    assert Env().database.socket_dir != first


def test_a_url_by_socket_and_its_options_reach_django(surroundings: pytest.MonkeyPatch) -> None:
    url = (
        "postgresql://c%C3%A1n%20b%E1%BB%99@/congso?host=%2Fvar%2Frun%2Fpostgresql&sslmode=require"
    )
    surroundings.setenv("CONGSO_DATABASE_URL", url)
    entry = Env().database.django_config()
    assert (entry["NAME"], entry["USER"], entry["HOST"]) == (
        "congso",
        "cán bộ",
        "/var/run/postgresql",
    )
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_services_get_a_pool_and_migrations_do_not(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("CONGSO_DB_POOL", "1")
    assert Env().database.django_config()["OPTIONS"]["pool"]["max_size"] == 8
    surroundings.setenv("CONGSO_DB_ROLE", "owner")
    entry = Env().database.django_config()
    assert entry["USER"] == "congso_owner"
    assert "pool" not in entry["OPTIONS"]


def test_secrets_are_not_listed(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("CONGSO_DATABASE_URL", "postgresql://a:mậtkhẩu@db/congso")
    surroundings.setenv("CONGSO_SECRET_KEY", "mậtkhẩu" * 8)
    listed = "\n".join(" ".join(row) for row in Env().rows())
    assert "CONGSO_DATABASE_URL" in listed
    assert "mậtkhẩu" not in listed


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("s3://kho/congso", "a store of objects (s3://) is not built yet; use file:///folder"),
        ("ftp://kho", "must be file:///folder"),
        ("file://may-khac/kho", "must be file:///folder"),
        ("/kho", "must be file:///folder"),
    ],
)
def test_a_store_that_is_not_built_is_refused_in_one_sentence(
    surroundings: pytest.MonkeyPatch, given: str, words: str
) -> None:
    surroundings.setenv("CONGSO_BLOB_URL", given)
    with pytest.raises(EnvironmentInvalid) as caught:
        Env()
    assert caught.value.problems == [f"CONGSO_BLOB_URL: {words}"]


def test_a_folder_is_a_store_and_logs_go_where_they_are_told(
    surroundings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    surroundings.setenv("CONGSO_BLOB_URL", (tmp_path / "kho tệp").as_uri())
    surroundings.setenv("CONGSO_LOG_DIR", str(tmp_path / "nhật ký"))
    env = Env()
    assert store_for(env.data.blobs).put(io.BytesIO(b"x")).size == 1
    assert (tmp_path / "kho tệp").is_dir()
    instance.prepare_folders(env)
    assert (env.data.logs, env.data.logs.is_dir()) == (tmp_path / "nhật ký", True)
    assert env.data.logs.stat().st_mode & 0o077 == 0
    assert not (env.data.data_dir / "logs").exists()
