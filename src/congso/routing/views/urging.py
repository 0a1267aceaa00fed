# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is late, urged at once from the list (PRACTICE 8.1: two clicks)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from congso.routing.queries import desk
from congso.routing.services import redirect as giving
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest

AT_ONCE = 200


@require_POST
def urge_late(request: SignedInRequest) -> HttpResponse:
    """Urge all that are late, or those whose papers are chosen; once a day each."""
    late = desk.late_to_urge(request.actor)
    if uuids := request.POST.getlist("ids"):
        late = late.filter(document__uuid__in=uuids)
    flows = list(late[:AT_ONCE])
    for flow in flows:
        giving.urge(request.actor, flow_id=flow.pk)
    if flows:
        names = {flow.person.full_name if flow.person else flow.unit.name for flow in flows}
        said = ngettext("Urged %(count)s: %(names)s.", "Urged %(count)s: %(names)s.", len(flows))
        shown = ", ".join(sorted(names)[:4]) + (", …" if len(names) > 4 else "")
        messages.success(request, said % {"count": len(flows), "names": shown})
    else:
        messages.success(request, _("Nobody is left to urge today."))
    return redirect(request, reverse("documents:list", args=["overdue"]))
