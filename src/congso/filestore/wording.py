# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people read about a staged file: what happened, and what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from congso.filestore.enums import StagedState
from congso.filestore.kinds import Reason
from congso.filestore.models import Staged

Sentence = str | Promise

NO_ROOM: Sentence = _(
    "There is no room left for files. The file was not taken; tell the Office, then try again."
)
REASONS: dict[str, Sentence] = {
    Reason.EMPTY: _("The file is empty. Choose the file again."),
    Reason.TOO_LARGE: _("The file is larger than 500 MB. Split it or hand it over on a disk."),
    Reason.ONE_AT_A_TIME: _("Send the files one after the other."),
    Reason.EXECUTABLE: _("The file is a program, whatever its name says. Programs are not taken."),
    Reason.EXECUTABLE_INSIDE: _("There is a program inside the archive. Remove it and try again."),
    Reason.WEB_PAGE: _("The file is a web page. Print it to PDF and choose the PDF."),
    Reason.UNSUPPORTED: _(
        "Files of this kind are not taken. Use pdf, docx, xlsx, pptx, doc, xls, odt, ods, rtf, "
        "png, jpg, tiff, heic, zip, eml, txt, csv or xml."
    ),
    Reason.BROKEN: _("The file is damaged and cannot be opened. Save it again and try once more."),
    Reason.ENCRYPTED: _("The file is locked with a password. Remove the password and try again."),
    Reason.BOMB: _(
        "The archive grows too large when it is unpacked. Send the files inside it one by one."
    ),
    Reason.TOO_MANY_PIXELS: _("The picture is larger than 50 megapixels. Scan it at 300 dpi."),
    Reason.TOO_MANY_PAGES: _("The file has too many pages. Split it."),
    Reason.DOCTYPE: _("The file contains a document type declaration, which is not safe."),
    Reason.TOO_HARD: _("The file takes too long to open. Save it anew as PDF and try again."),
}
_STATES: dict[str, Sentence] = {
    StagedState.UPLOADED: _("Waiting to be checked."),
    StagedState.CHECKING: _("Being checked…"),
    StagedState.WAITING: _(
        "The virus scanner does not answer. The file waits and is checked as soon as it does."
    ),
    StagedState.CLEAN: _("Checked."),
    StagedState.SECRET_SUSPECTED: _(
        "The first page seems to bear the mark of a secret paper. Secret papers are registered in "
        "the paper book and never enter the system. Remove the file, or confirm that it bears no "
        "such mark."
    ),
    StagedState.INFECTED: _("A virus was found. The file is locked and will be erased."),
    StagedState.LIMIT: _("The file is too large or too deep for the virus scanner."),
    StagedState.ENCRYPTED: REASONS[Reason.ENCRYPTED],
    StagedState.REFUSED: _("The file is not accepted."),
    StagedState.ERROR: _(
        "The virus scanner could not check the file. It is tried again by itself."
    ),
}
_UNREAD: dict[bool, Sentence] = {
    True: _(
        "Nothing could be read on the first page. Look at it and confirm that it bears no mark "
        "of a secret paper."
    ),
    False: _(
        "Scanned pages cannot be read on this server. Look at the first page and confirm that it "
        "bears no mark of a secret paper."
    ),
}


def sentence_for(staged: Staged) -> str:
    """The sentence for the state the file is in, in the language of the page."""
    if staged.state == StagedState.TO_CONFIRM:
        return str(_UNREAD[staged.ocr_available])
    if staged.reason in REASONS:
        return str(REASONS[staged.reason])
    return str(_STATES[staged.state])


def sentence_of_reason(reason: Reason) -> str:
    """Why a file was refused at once."""
    return str(REASONS[reason])


def office_preview_note() -> str:
    """Said above the text of an office file where no office program is installed."""
    return now(
        "This server has no office program: the text of the file is shown, not its pages. "
        "Download the file to see it as it is printed."
    )
