# SPDX-License-Identifier: AGPL-3.0-or-later
from types import SimpleNamespace

import pytest

from congso.common.actor import Actor
from congso.filestore.tests.fake_clamd import FakeClamd


@pytest.fixture
def place(settings, tmp_path):
    """An instance of its own: folders under a temporary one, no scanner."""
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return tmp_path


@pytest.fixture
def clerk():
    """A clerk of the registry office; accounts are not this module's."""
    return Actor(person_id=101)


@pytest.fixture
def other_clerk():
    return Actor(person_id=102)


@pytest.fixture
def system():
    return Actor.system("test")


@pytest.fixture
def clamd(tmp_path):
    """Start a fake clamd with its one answer; a second start takes the place of the first."""
    servers = []

    def stop():
        while servers:
            servers.pop().close()
        (tmp_path / "clamd.ctl").unlink(missing_ok=True)

    def start(answer, **options):
        stop()
        servers.append(FakeClamd(tmp_path / "clamd.ctl", answer, **options))
        return servers[-1]

    start.stop = stop
    yield start
    stop()
