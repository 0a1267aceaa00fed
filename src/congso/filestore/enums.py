# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db import models
from django.utils.translation import gettext_lazy as _


class StagedState(models.TextChoices):
    """Where an upload stands before it is kept. Only a clean one can be kept."""

    UPLOADED = "uploaded", _("To be checked")
    CHECKING = "checking", _("Being checked")
    WAITING = "waiting", _("Waiting for the virus scanner")
    TO_CONFIRM = "to_confirm", _("To be confirmed by hand")
    SECRET_SUSPECTED = "secret_suspected", _("Mark of a secret paper found")
    CLEAN = "clean", _("Checked")
    INFECTED = "infected", _("Virus found")
    LIMIT = "limit", _("Too large to check")
    ENCRYPTED = "encrypted", _("Locked with a password")
    REFUSED = "refused", _("Not accepted")
    ERROR = "error", _("The check failed")


UNSETTLED = (StagedState.UPLOADED, StagedState.CHECKING, StagedState.WAITING)
CHECKABLE = (*UNSETTLED, StagedState.ERROR)
CONFIRMABLE = (StagedState.TO_CONFIRM, StagedState.SECRET_SUSPECTED)


class ScanResult(models.TextChoices):
    """Whether a kept content has passed the virus scanner, or there was none."""

    CLEAN = "clean", _("No virus found")
    OFF = "off", _("Not checked for viruses")


class TextState(models.TextChoices):
    """How far the text of a kept content is known."""

    PENDING = "pending", _("The text is being read")
    READING = "reading", _("The scanned pages are being read")
    DONE = "done", _("The text is known")
    NONE = "none", _("There is no text in this file")
    FAILED = "failed", _("The text could not be read")
    UNAVAILABLE = "unavailable", _("Scanned pages cannot be read on this server")


class TextSource(models.TextChoices):
    LAYER = "layer", _("Text of the file")
    OCR = "ocr", _("Read from the picture")
