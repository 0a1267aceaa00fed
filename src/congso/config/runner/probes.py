# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions by which the runner learns whether a service works."""

from __future__ import annotations

import asyncio
import http.client
import ssl
import time
from pathlib import Path
from urllib.parse import urlsplit

from congso.config.env import Env

SIGN_IN = "/accounts/login/"


class WebProbe:
    """Asks the web port as a browser on this machine would."""

    def __init__(self, env: Env) -> None:
        self.port = env.web.http_port
        self.address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(env.web.bind, env.web.bind)  # noqa: S104
        self.encrypted = env.web.tls_cert is not None
        self.host = _answered_host(env)

    async def alive(self) -> bool:
        """True when any answer comes."""
        return await asyncio.to_thread(self._get, "/healthz", 10.0) is not None

    async def works(self) -> bool:
        """True when everything is healthy and the sign-in page is rendered."""
        return await asyncio.to_thread(self._both)

    def _both(self) -> bool:
        return self._get("/healthz", 5.0) == 200 and self._get(SIGN_IN, 10.0) in {200, 302}

    def serves(self) -> bool:
        """True when the pages can be served, that is, when the web port says so (it blocks)."""
        return self._get("/readyz", 5.0) == 200

    def _get(self, path: str, seconds: float) -> int | None:
        connection = self._connection(seconds)
        try:
            connection.request("GET", path, headers={"Host": self.host})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        if not self.encrypted:
            return http.client.HTTPConnection(self.address, self.port, timeout=seconds)
        context = ssl.create_default_context()
        context.check_hostname = False  # our own port; the certificate names the site
        context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(
            self.address, self.port, timeout=seconds, context=context
        )


def _answered_host(env: Env) -> str:
    named = urlsplit(env.web.base_url).netloc
    bare = urlsplit(env.web.base_url).hostname or ""
    allowed = [host.lstrip(".") for host in env.web.allowed_hosts if host != "*"]
    return named if bare in allowed or not allowed else allowed[0]


class AdminProbe:
    """Asks the admin port; 503 is an answer too."""

    def __init__(self, env: Env) -> None:
        self.port = env.web.admin_port

    async def alive(self) -> bool:
        """True when any answer comes."""
        return await asyncio.to_thread(self._get) is not None

    def _get(self) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10.0)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class BeatProbe:
    """Looks at the file that a service without a port touches while its loop turns."""

    def __init__(self, file: Path, *, limit: float = 15.0) -> None:
        self.file = file
        self.limit = limit
        self.since = time.time()

    async def alive(self) -> bool:
        """True when the file was touched a short while ago, by this runner's service."""
        try:
            beaten = self.file.stat().st_mtime
        except OSError:
            return False
        return beaten > self.since and time.time() - beaten < self.limit
