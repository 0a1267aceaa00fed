# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files that stand in a form before its paper is saved: kept contents behind signed tokens.

A token is bound to the person who uploaded the file and holds for a day, so a form that comes back
with errors, or is put back from a draft, still has its files, and nobody else can use them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core import signing

from congso.common.actor import Actor
from congso.documents.enums import FileRole
from congso.documents.incoming import FileRef
from congso.filestore.models import Blob
from congso.filestore.names import clean_name
from congso.filestore.queries import PreviewKind, blobs_by_hash, preview_kind

MAX_AGE = 24 * 3600
_SALT = "congso.documents.kept_file"


@dataclass(frozen=True)
class KeptFile:
    """A kept content under the name it was uploaded with; `token` stands for it in the form."""

    token: str
    sha256: str
    size: int
    media_type: str
    name: str
    pages: int = 0
    is_main: bool = False
    can_be_main: bool = True

    def ref(self) -> FileRef:
        """The file as services take it."""
        role = FileRole.MAIN if self.is_main else FileRole.ANNEX
        return FileRef(self.sha256, self.size, self.media_type, self.name, role)


def token_of(actor: Actor, blob: Blob, name: str) -> str:
    """The signed stand-in for a kept content that `actor` has just uploaded."""
    value = [blob.sha256, clean_name(name), actor.person_id]
    return signing.dumps(value, salt=_SALT, compress=True)


def read(actor: Actor, tokens: list[str], *, main: str = "") -> list[KeptFile]:
    """The files behind the tokens, in order; foreign, old and changed tokens are left out.

    `main` is the hash of the main file; without it the first one with pages becomes it.
    """
    named = [pair for token in tokens if (pair := _open(actor, token))]
    blobs = blobs_by_hash([sha256 for _token, sha256, _name in named])
    files: dict[str, KeptFile] = {}
    for token, sha256, name in named:
        if sha256 in blobs and sha256 not in files:
            files[sha256] = _file(token, blobs[sha256], name)
    return _with_main(list(files.values()), main)


def are_all_there(actor: Actor, tokens: list[str], found: list[KeptFile]) -> bool:
    """Whether `found` is what all tokens stand for; one content under two tokens counts once."""
    there = {file.sha256 for file in found}
    opened = [_open(actor, token) for token in tokens]
    return all(pair is not None and pair[1] in there for pair in opened)


def _file(token: str, blob: Blob, name: str) -> KeptFile:
    return KeptFile(
        token,
        blob.sha256,
        blob.size,
        blob.media_type,
        name,
        blob.page_count or 0,
        can_be_main=preview_kind(blob) is not PreviewKind.NONE,
    )


def _with_main(files: list[KeptFile], main: str) -> list[KeptFile]:
    known = [file.sha256 for file in files]
    if main not in known:
        paged = [file.sha256 for file in files if file.pages]
        readable = [file.sha256 for file in files if file.can_be_main]
        main = next(iter(paged or readable or known), "")
    return [replace(file, is_main=file.sha256 == main) for file in files]


def _open(actor: Actor, token: str) -> tuple[str, str, str] | None:
    try:
        value: Any = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
        sha256, name, person_id = value
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (token, str(sha256), str(name)) if person_id == actor.person_id else None
