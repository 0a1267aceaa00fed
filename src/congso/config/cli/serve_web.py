# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso serve web``: the pages, the REST interface and what else lies under the web port."""

from __future__ import annotations

import argparse
import gc
import os
import signal
from typing import Any

from congso.config.cli.management import SETTINGS
from congso.config.env import env
from congso.config.runner.children import arm_death_signal

APPLICATION = "congso.config.asgi:application"
STOP_SECONDS = 3  # open streams would otherwise keep a worker for ever


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: addresses come from the environment."""


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    os.environ.setdefault("CONGSO_DB_POOL", "1")
    from granian import Granian  # noqa: PLC0415 (only this command needs the server)
    from granian.constants import Interfaces  # noqa: PLC0415

    server = Granian(
        APPLICATION,
        address=env.web.bind,
        port=env.web.http_port,
        interface=Interfaces.ASGINL,  # Django knows no lifespan
        workers=env.web.web_workers,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        ssl_cert=env.web.tls_cert,
        ssl_key=env.web.tls_key,
    )
    server.serve(target_loader=load_application)
    return 0


def load_application(target: str) -> Any:
    """Load the application in a worker process, which must not outlive its server."""
    arm_death_signal(signal.SIGKILL, os.getppid())
    from congso.config.asgi import application  # noqa: PLC0415 (after the fork)

    settle()
    return application


def settle() -> None:
    """Load what every page needs before the first is asked for.

    Then set it apart: the collector of cycles would walk all of it again every few requests.
    """
    from django.urls import get_resolver  # noqa: PLC0415 (needs Django set up)
    from django.utils import translation  # noqa: PLC0415

    get_resolver().reverse("home")
    for language in ("vi", "en"):
        with translation.override(language):
            translation.gettext("Desk")
    gc.collect()
    gc.freeze()
