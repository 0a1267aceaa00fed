# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zip of scans taken apart: each member becomes an upload of its own, checked like any other."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from congso.common.actor import Actor
from congso.common.policy import Denied
from congso.filestore import kinds, staging_folder
from congso.filestore.archives import examine, open_zip, read_member
from congso.filestore.enums import StagedState
from congso.filestore.kinds import MAX_SIZE, Unacceptable
from congso.filestore.models import Staged
from congso.filestore.policies import STAGED
from congso.filestore.services.staging import discard, stage

_UTF8_NAMES = 0x800
# A zip has no first page to look at; each of its members is looked at by itself.
PASSED = (StagedState.CLEAN, StagedState.TO_CONFIRM)
_LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def is_archive(staged: Staged) -> bool:
    """Whether an upload is a zip that has passed the check and can be taken apart."""
    return staged.media_type == kinds.ZIP.media_type and staged.state in PASSED


def unpack(actor: Actor, staged_id: int) -> list[Staged]:
    """Stage every file of one's own checked zip and erase the zip; the new uploads.

    Counted as it is inflated (SECURITY.md T07). A member that is not accepted is left out, and
    archives inside it are not opened. Raises Denied unless it is one's own and has passed the
    check; Unacceptable for a bomb; store.StoreFull.
    """
    own = STAGED.filter(Staged.objects.filter(state__in=PASSED), actor, "view")
    found = own.filter(pk=staged_id, media_type=kinds.ZIP.media_type).first()
    if found is None:
        raise Denied("unpack")
    made: list[Staged] = []
    with staging_folder.path_of(found.uuid).open("rb") as stream, open_zip(stream) as archive:
        examine(archive, found.size)
        for member in archive.infolist():
            name = _name_of(member)
            if member.is_dir() or name.lower().endswith(_LITTER) or "__macosx/" in name.lower():
                continue
            data = read_member(archive, member.filename, MAX_SIZE)
            try:
                made.append(stage(actor, name=PurePosixPath(name).name, stream=io.BytesIO(data)))
            except Unacceptable:
                continue  # an empty member
    discard(actor, staged_id)
    return made


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: Windows writes it in a code page and does not say which."""
    name = member.filename
    if member.flag_bits & _UTF8_NAMES or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name
