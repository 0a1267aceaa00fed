# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contents of papers stay; those of forms that nobody saved go after a day."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from congso.common import clock
from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.documents.tests.factories import make_document
from congso.filestore import places
from congso.filestore.models import Blob
from congso.filestore.services import erase_unreferred, keep_bytes
from congso.filestore.tests import samples
from congso.organisation.tests.factories import make_agency

pytestmark = pytest.mark.django_db


def test_the_files_of_a_paper_stay(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    agency = make_agency()
    used, _lost = (
        keep_bytes(agency.actor("yenmt"), samples.pdf([words]), "cv.pdf")
        for words in ("Có trong sổ", "Bỏ ra khỏi phiếu")
    )
    file = FileRef(used.sha256, used.size, used.media_type, "cv.pdf", FileRole.MAIN)
    make_document(agency.office, files=(file,))
    with (
        time_machine.travel(clock.now() + dt.timedelta(days=2)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert erase_unreferred(Actor.system("test")) == 1
    assert list(Blob.objects.all()) == [used]
    assert list(places.store().names()) == [used.sha256]
