# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import re
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.documents.models import Document
from congso.routing.answers import attempt, done, flow_for, paper_for, show_form
from congso.routing.services import handle
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest
from congso.workfiles import queries, services
from congso.workfiles.enums import State
from congso.workfiles.forms import FinishForm, KeeperForm, PutInForm, WorkFileForm
from congso.workfiles.models import WorkFile
from congso.workfiles.policies import TABLE

SHOWN = 100
ABOUT = re.compile(r"^(?:v/v|về việc)\s+", re.IGNORECASE)


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: SignedInRequest) -> HttpResponse:
    """The work files of the person and his unit; a form opens a new one."""
    request.nav_key = "files"
    state = State.CLOSED if request.GET.get("state") == State.CLOSED else State.IN_PROGRESS
    form = WorkFileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = services.open_file(request.actor, data=form.to_data())
        return redirect(request, reverse("workfiles:file", args=[opened.uuid]))
    text = request.GET.get("q", "")
    found = queries.files_for(request.actor, state=state, text=text)[:SHOWN]
    context = {"files": found, "form": form, "state": state, "query": text}
    status = 422 if form.errors else 200
    return render(request, "workfiles/files.html", context, status=status)


@require_safe
def work_file(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """One file: facts and table of contents."""
    request.nav_key = "files"
    return _show(request, _file(request, "view", uuid))


@require_POST
def hand_over(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Give the file to another keeper."""
    request.nav_key = "files"
    found = _file(request, "hand_over", uuid)
    form = _keeper_form(request, found)
    if not form.is_valid():
        return _show(request, found, form)
    keeper = int(form.cleaned_data["keeper"])
    services.hand_over(request.actor, work_file_id=found.pk, keeper_id=keeper)
    messages.success(request, _("The work file has another keeper."))
    seen = queries.get_for(request.actor, "view", uuid)
    to = reverse("workfiles:file", args=[uuid]) if seen else reverse("workfiles:files")
    return redirect(request, to)


def _show(
    request: SignedInRequest, found: WorkFile, form: KeeperForm | None = None
) -> HttpResponse:
    acts = ("close", "reopen", "take_out", "hand_over")
    allowed = TABLE.allowed(request.actor, acts, [found])[found.pk]
    if form is None and "hand_over" in allowed:
        form = _keeper_form(request, found)
    context = {
        "file": found,
        "contents": queries.contents_of(request.actor, found),
        "allowed": allowed,
        "form": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "workfiles/file.html", context, status=status)


def _keeper_form(request: SignedInRequest, found: WorkFile) -> KeeperForm:
    people = [(str(pk), name) for pk, name, _unit in queries.keepers_for(found)]
    return KeeperForm(people, request.POST if request.method == "POST" else None)


@require_POST
def close(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = _file(request, "close", uuid)
    services.close_file(request.actor, work_file_id=found.pk)
    messages.success(request, _("The work file is closed."))
    return redirect(request, reverse("workfiles:file", args=[found.uuid]))


@require_POST
def reopen(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = _file(request, "reopen", uuid)
    services.reopen_file(request.actor, work_file_id=found.pk)
    messages.success(request, _("The work file is open again."))
    return redirect(request, reverse("workfiles:file", args=[found.uuid]))


@require_POST
def take_out(request: SignedInRequest, uuid: UUID, content_id: int) -> HttpResponse:
    """Take one paper out of an open file; the paper itself stays where it is."""
    found = _file(request, "take_out", uuid)
    content = get_object_or_404(found.contents, pk=content_id)
    services.take_out(request.actor, content_id=content.pk)
    messages.success(request, _("Taken out of the work file."))
    return redirect(request, reverse("workfiles:file", args=[found.uuid]))


@require_http_methods(["GET", "HEAD", "POST"])
def put_in(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Put a paper into a file of ours, or into a new one."""
    document = paper_for(request, uuid)
    choices = [(str(f.pk), f.title) for f in queries.files_without(request.actor, document)[:SHOWN]]
    form = PutInForm(choices, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        putting = partial(_put_in, request, document.pk, form)
        if attempt(form, putting, also=(services.NoTitle,)):
            return done(request, document, _("Put into the work file."))
    context = {"form": form, "document": document, "button": _("File it")}
    title = _("File the paper")
    return show_form(request, "routing/_dialog_form.html", context, title=title)


def _put_in(request: SignedInRequest, document_id: int, form: PutInForm) -> None:
    new_file = services.WorkFileData(form.cleaned_data["title"])
    services.put_in_or_open(
        request.actor, document_id=document_id, work_file_id=form.chosen, new_file=new_file
    )


@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: SignedInRequest, flow_id: int) -> HttpResponse:
    """Finish work: put the paper into a file, or keep it for reference."""
    flow = flow_for(request, flow_id, "finish")
    choices = [(str(f.pk), f.title) for f in queries.files_for(request.actor)[:SHOWN]]
    posted = request.POST if request.method == "POST" else None
    form = FinishForm(choices, posted, initial={"title": _matter(flow.document)})
    if request.method == "POST" and form.is_valid():
        finishing = partial(_finish, request, flow.pk, form)
        if attempt(form, finishing, also=(services.NoTitle,)):
            return done(request, flow.document, _("Finished."))
    context = {"form": form, "flow": flow, "document": flow.document, "button": _("Finish")}
    return show_form(request, "routing/_verb_form.html", context, title=_("Finish"))


def _matter(document: Document) -> str:
    """What a file begun with this paper may be called: its subject without the opening."""
    return ABOUT.sub("", document.subject).strip()[:500]


def _finish(request: SignedInRequest, flow_id: int, form: FinishForm) -> None:
    if not form.is_filed:
        note = form.cleaned_data["note"]
        handle.finish(request.actor, flow_id=flow_id, kind=form.cleaned_data["kind"], note=note)
        return
    new_file = services.WorkFileData(form.cleaned_data["title"])
    services.finish_into_file(
        request.actor, flow_id=flow_id, work_file_id=form.chosen, new_file=new_file
    )


def _file(request: SignedInRequest, action: str, uuid: UUID) -> WorkFile:
    found = queries.get_for(request.actor, action, uuid)
    if found is None:
        raise Http404
    return found
