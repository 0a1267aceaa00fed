# SPDX-License-Identifier: AGPL-3.0-or-later
"""``congso serve admin``: metrics and health in detail, for this machine only."""

from __future__ import annotations

import argparse
import os
import socket

from congso.config.admin_port import AdminServer, listen
from congso.config.env import env
from congso.config.language import _
from congso.config.refusal import Refusal

DESCRIPTOR = "CONGSO_ADMIN_SOCKET"  # the runner's listening socket, so that nobody takes the port


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take no arguments: the port comes from the environment."""


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop. Raises Refusal when the port is taken."""
    AdminServer(env, _socket()).serve_forever()
    return 0


def _socket() -> socket.socket:
    if given := os.environ.get(DESCRIPTOR):
        return socket.socket(fileno=int(given))
    try:
        return listen(env.web.admin_port)
    except OSError as error:
        raise Refusal(
            _("Port {port} of {bind} cannot be used ({reason}); set {variable} to another.").format(
                port=env.web.admin_port,
                bind="127.0.0.1",
                variable="CONGSO_ADMIN_PORT",
                reason=error.strerror,
            )
        ) from None
