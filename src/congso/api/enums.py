# SPDX-License-Identifier: AGPL-3.0-or-later
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Scope(TextChoices):
    """What a token may be used for; its person's own rights are the limit in any case."""

    READ = "read", pgettext_lazy("token scope", "Read")
    DOCUMENTS = "documents", _("Register papers and keep the books")
    ROUTING = "routing", _("Direct, assign and handle papers")
    STAND_INS = "stand_ins", _("Say who is away and who stands in")
