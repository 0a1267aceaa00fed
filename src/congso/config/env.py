# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that the surroundings decide: one class per concern, read once from ``CONGSO_…``.

Django's settings read ``env``; nothing else in the product reads environment variables for
configuration. What an agency changes while it is working is data, not a variable.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from psycopg import Error as DatabaseError
from psycopg.conninfo import conninfo_to_dict
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from congso.config.language import _, _n
from congso.config.refusal import EnvironmentInvalid

REPOSITORY = Path(__file__).resolve().parents[3]
OWNER_ROLE = "congso_owner"
APP_ROLE = "congso_app"
DATABASE_NAME = "congso"
SOCKET_PATH_LIMIT = 100  # the kernel allows 107 bytes, PostgreSQL's lock file needs a few more

Role = Literal["app", "owner"]
SecondFactor = Literal["guarded", "everyone", "nobody"]
Port = Annotated[int, Field(ge=1, le=65535)]


def _split(value: object) -> object:
    """``a, b`` becomes ``["a", "b"]``; anything else is left to pydantic."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]


class _Env(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="CONGSO_", env_ignore_empty=True, extra="ignore", frozen=True
    )


def _default_data_dir() -> Path:
    """``var`` under the repository; under the working directory for an installed package."""
    home = REPOSITORY if (REPOSITORY / "pyproject.toml").exists() else Path.cwd()
    return home / "var"


class _DataDir(_Env):
    data_dir: Path = Field(
        default_factory=_default_data_dir,
        description=_n("Folder for everything the instance keeps: database, files, keys, logs."),
    )

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return Path(os.path.abspath(value.expanduser()))  # links stay links


class DataEnv(_DataDir):
    """Where things are kept."""

    blob_url: str | None = Field(
        default=None,
        description=_n(
            "Store of file contents: file:///folder; the folder `blobs` of the data directory "
            "when unset. A store of objects (s3://) is not built and is refused."
        ),
    )
    log_dir: Path | None = Field(
        default=None,
        description=_n("Folder of log files; `logs` in the data directory when unset."),
    )
    secret_key_file: Path | None = Field(
        default=None,
        description=_n(
            "File with the signing key of sessions and tokens; made once, readable by "
            "its owner only, in the data directory when unset."
        ),
    )
    secret_key: SecretStr | None = Field(
        default=None, description=_n("The signing key itself; better give a file.")
    )

    @field_validator("blob_url")
    @classmethod
    def _a_folder(cls, value: str | None) -> str | None:
        if value is None:
            return value
        parts = urlsplit(value)
        if parts.scheme == "s3":
            raise ValueError("a store of objects (s3://) is not built yet; use file:///folder")
        if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or len(parts.path) < 2:
            raise ValueError("must be file:///folder")
        return value

    @property
    def blobs(self) -> str:
        """The URL of the file store."""
        return self.blob_url or (self.data_dir / "blobs").as_uri()

    @property
    def logs(self) -> Path:
        """The folder of log files."""
        return self.log_dir or self.data_dir / "logs"

    @property
    def run(self) -> Path:
        """The folder of sockets, locks and heartbeats."""
        return self.data_dir / "run"

    def read_secret_key(self) -> str:
        """Return the signing key; make and keep one when no variable names any.

        Raises EnvironmentInvalid when the named file cannot be read or is empty.
        """
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        path = self.secret_key_file or self.data_dir / "secret.key"
        if self.secret_key_file is None:
            _write_once(path)
        try:
            key = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise EnvironmentInvalid(
                [f"CONGSO_SECRET_KEY_FILE: {path}: {error.strerror}"]
            ) from None
        if len(key) < 32:
            raise EnvironmentInvalid([f"CONGSO_SECRET_KEY_FILE: {path} holds no usable key"])
        return key


def _write_once(path: Path) -> None:
    """Make a key file that is whole as soon as it is seen, and never replace an older one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(64) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key is the one
    finally:
        draft.unlink()


class DatabaseEnv(_DataDir):
    """Which PostgreSQL, and as whom."""

    database_url: SecretStr | None = Field(
        default=None,
        description=_n(
            "Any PostgreSQL from 15 on (postgresql://user@host/name); "
            "the embedded server when unset."
        ),
    )
    database_owner_url: SecretStr | None = Field(
        default=None,
        description=_n(
            "The same database as the role that owns the tables and migrates; "
            "CONGSO_DATABASE_URL when unset."
        ),
    )
    db_role: Role = Field(
        default="app",
        description=_n("`owner` for migrations, `app` for everything else; set by the runner."),
    )
    db_pool: bool = Field(
        default=False, description=_n("Keep a pool of connections; set by the runner for services.")
    )
    run_user: str | None = Field(
        default=None, description=_n("The account to which root drops for PostgreSQL.")
    )

    @property
    def embedded(self) -> bool:
        """True when the runner keeps the server itself."""
        return self.database_url is None

    @property
    def cluster(self) -> Path:
        """The data folder of the embedded server."""
        return self.data_dir / "postgres"

    @property
    def socket_dir(self) -> Path:
        """The folder of the embedded server's socket: the same for every process.

        It depends on the data directory alone, so that a command in another shell finds it.
        """
        inside = self.data_dir / "run" / "postgres"
        if len(os.fsencode(inside)) + len("/.s.PGSQL.5432") <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]
        return Path(f"/tmp/congso-{digest}")  # noqa: S108 (its owner is checked before use)

    def parameters(self, role: Role | None = None) -> dict[str, Any]:
        """Return libpq connection parameters for the role (of the variable when none is given)."""
        role = role or self.db_role
        if self.database_url is None:
            user = OWNER_ROLE if role == "owner" else APP_ROLE
            return {"dbname": DATABASE_NAME, "user": user, "host": str(self.socket_dir)}
        owner = self.database_owner_url if role == "owner" else None
        url = owner or self.database_url
        return dict(conninfo_to_dict(url.get_secret_value()))

    def django_config(
        self, role: Role | None = None, *, pool: bool | None = None
    ) -> dict[str, Any]:
        """Return the ``DATABASES`` entry for the role.

        Services get a psycopg pool; single commands (and migrations) one plain connection.
        ``pool`` overrides what the runner says in CONGSO_DB_POOL.
        """
        given = self.parameters(role)
        pool = self.db_pool if pool is None else pool
        options: dict[str, Any] = {
            key: value
            for key, value in given.items()
            if key not in {"dbname", "user", "password", "host", "port"}
        }
        if pool and (role or self.db_role) == "app":
            options["pool"] = {"min_size": 2, "max_size": 8, "timeout": 10}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": given.get("dbname", ""),
            "USER": given.get("user", ""),
            "PASSWORD": given.get("password", ""),
            "HOST": given.get("host", ""),
            "PORT": str(given.get("port", "")),
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _readable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return value
        try:
            named = "dbname" in conninfo_to_dict(value.get_secret_value())
        except DatabaseError as error:
            raise ValueError(str(error).strip()) from None
        if not named:
            raise ValueError("names no database")
        return value


class WebEnv(_Env):
    """The web port and what is known of the world in front of it."""

    http_port: Port = Field(default=8000, description=_n("The web port."))
    base_url: str = Field(
        default_factory=lambda given: f"http://localhost:{given.get('http_port', 8000)}",
        description=_n("The address people type; passkeys need localhost or https."),
    )
    allowed_hosts: Words = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description=_n("Host names that are answered, with commas between."),
    )
    trusted_proxies: Words = Field(
        default=[], description=_n("Addresses of proxies whose forwarded headers are believed.")
    )
    bind: str = Field(default="127.0.0.1", description=_n("The address on which services listen."))
    admin_port: Port = Field(
        default=8001,
        description=_n(
            "Metrics (/metrics) and health in detail (/health), on 127.0.0.1 only. Where it is "
            "taken and was not set, they are not served."
        ),
    )
    tls_cert: Path | None = Field(default=None, description=_n("Certificate chain (PEM)."))
    tls_key: Path | None = Field(default=None, description=_n("Its private key (PEM)."))
    web_workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default_factory=lambda: min(2, os.cpu_count() or 1),
        description=_n("Number of web processes."),
    )

    @property
    def secure(self) -> bool:
        """True when people reach the site by https."""
        return self.base_url.startswith("https://")

    @field_validator("base_url")
    @classmethod
    def _http(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")


class SignInEnv(_Env):
    """How people sign in."""

    second_factor: SecondFactor = Field(
        default="guarded",
        description=_n(
            "Who must sign in with a second factor: `guarded` (leaders, clerks, who administers, "
            "approves or inspects), `everyone` or `nobody`; never made-up people of the demo."
        ),
    )


class WorkEnv(_Env):
    """Background jobs."""

    worker_concurrency: Annotated[int, Field(ge=1, le=64)] = Field(
        default=4, description=_n("Number of jobs that one worker runs at a time.")
    )


class MailEnv(_Env):
    """Names and ports of mail; the ports are kept free for the mail services."""

    mail_domain: str = Field(default="localhost", description=_n("The domain of the mailboxes."))
    smarthost: str | None = Field(
        default=None, description=_n("Where outgoing mail is handed over.")
    )
    smtp_port: Port = Field(default=2525, description=_n("Mail from other servers."))
    submission_port: Port = Field(default=2587, description=_n("Mail from people, STARTTLS."))
    submissions_port: Port = Field(default=2465, description=_n("Mail from people, TLS at once."))
    lmtp: str | None = Field(
        default=None, description=_n("Path or host:port of LMTP; off when unset.")
    )
    imap_port: Port = Field(default=2143, description=_n("IMAP with STARTTLS."))
    imaps_port: Port = Field(default=2993, description=_n("IMAP with TLS at once."))


class ScanEnv(_Env):
    """Virus scan."""

    clamd: str | None = Field(
        default=None,
        description=_n("Address of clamd: unix:/path or tcp:host:port; off when unset."),
    )


class Env:
    """All concerns together; reading it reports every bad variable at once."""

    CONCERNS: dict[str, type[_Env]] = {
        "data": DataEnv,
        "database": DatabaseEnv,
        "web": WebEnv,
        "sign_in": SignInEnv,
        "work": WorkEnv,
        "mail": MailEnv,
        "scan": ScanEnv,
    }
    data: DataEnv
    database: DatabaseEnv
    web: WebEnv
    sign_in: SignInEnv
    work: WorkEnv
    mail: MailEnv
    scan: ScanEnv

    def __init__(self) -> None:
        problems: list[str] = []
        for name, concern in self.CONCERNS.items():
            try:
                setattr(self, name, concern())
            except ValidationError as error:
                problems += [text for text in _sentences(error) if text not in problems]
        if problems:
            raise EnvironmentInvalid(problems)

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yield variable, value in force (secrets hidden) and meaning, each variable once."""
        seen: set[str] = set()
        for name, concern in self.CONCERNS.items():
            for field, info in concern.model_fields.items():
                if field not in seen:
                    seen.add(field)
                    value = getattr(getattr(self, name), field)
                    yield f"CONGSO_{field.upper()}", _shown(value), _(info.description or "")


def _shown(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value)


def _sentences(error: ValidationError) -> list[str]:
    return [
        f"CONGSO_{str(item['loc'][0]).upper()}: {item['msg'].removeprefix('Value error, ')}"
        for item in error.errors(include_url=False, include_context=False)
    ]


env = Env()
