# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lô vào sổ: numbers for a pile at once, labels, one scan, content entered row by row."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect as go
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from congso.common.numbers import read_number
from congso.documents import queries
from congso.documents.enums import State
from congso.documents.forms import RegisterForm
from congso.documents.forms_small import BatchForm, PaperNumbersForm
from congso.documents.incoming import InvalidPaper
from congso.documents.models import Document, NumberBlock
from congso.documents.numbering import BookClosed
from congso.documents.policies import BLOCKS, offices_as_clerk, offices_run_by
from congso.documents.printing.labels import label_sheet
from congso.documents.queries_books import labels
from congso.documents.services import blocks as services
from congso.documents.services import complete as completing
from congso.documents.services.claims import ClaimedBy
from congso.documents.views import entering, piles
from congso.ui.htmx import redirect
from congso.ui.requests import SignedInRequest


@require_safe
def batches(request: SignedInRequest) -> HttpResponse:
    """The piles and blocks of numbers of one's offices, newest first, with what is left."""
    return _show_batches(request, BatchForm(), PaperNumbersForm())


@require_POST
def open_batch(request: SignedInRequest) -> HttpResponse:
    """Take numbers for the sheets in hand."""
    office = _one(offices_as_clerk(request.actor))
    form = BatchForm(request.POST)
    if form.is_valid():
        try:
            block = services.open_batch(
                request.actor, office_id=office, count=form.cleaned_data["count"]
            )
        except InvalidPaper as refused:
            form.add_error("count", " ".join(str(text) for text in refused.errors.values()))
        except BookClosed as closed:
            form.add_error(None, str(closed.message))
        else:
            return go("documents:batch", block.pk)
    return _show_batches(request, form, PaperNumbersForm(), status=422)


@require_POST
def reserve(request: SignedInRequest) -> HttpResponse:
    """Numbers written into the paper book while the system was down (PRACTICE 6, no. 21)."""
    office = _one(offices_run_by(request.actor))
    form = PaperNumbersForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            block = services.reserve_paper_numbers(
                request.actor,
                office_id=office,
                last_number=given["last_number"],
                reason=given["reason"],
            )
        except InvalidPaper as refused:
            for name, text in refused.errors.items():
                form.add_error(name if name in form.fields else None, str(text))
        except BookClosed as closed:
            form.add_error(None, str(closed.message))
        else:
            return go("documents:batch", block.pk)
    return _show_batches(request, BatchForm(), form, status=422)


@require_safe
def batch(request: SignedInRequest, block_id: int) -> HttpResponse:
    """The numbers of a block with what they hold, and the pages of its scan."""
    return piles.show_batch(request, piles.block_of(request, block_id))


@require_safe
def batch_labels(request: SignedInRequest, block_id: int) -> HttpResponse:
    """The ĐẾN labels with QR codes, to be printed."""
    block = piles.block_of(request, block_id)
    skip = read_number(request.GET.get("skip"), most=1000) or 0
    sheet = label_sheet(labels(block), block.office.stamp_name.upper(), skip=skip)
    response = HttpResponse(sheet, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="nhan-den-{block}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def void_unfilled(request: SignedInRequest, block_id: int) -> HttpResponse:
    """Make the numbers of a block that were not used void."""
    block = piles.block_of(request, block_id)
    try:
        count = services.void_unfilled(
            request.actor, block_id=block.pk, reason=request.POST.get("reason", "")
        )
    except InvalidPaper as refused:
        return piles.show_batch(request, block, " ".join(str(t) for t in refused.errors.values()))
    except ClaimedBy as held:
        return piles.show_batch(request, block, str(held.message))
    messages.success(request, _("%(count)s numbers are void.") % {"count": count})
    return go("documents:batch", block.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Enter the content of a number that was taken before; then the next one of its block."""
    try:
        document = queries.get_for(request.actor, "complete", uuid)
    except queries.NotVisible:
        raise Http404 from None
    request.nav_key = "in-to-fill-in"
    action = reverse("documents:complete", args=[document.uuid])
    if request.method != "POST":
        initial = {"office": str(document.office_id), "arrived_on": document.arrived_on}
        form = RegisterForm(request.actor, paper=document, initial=initial)
        return entering.show(request, form, action, document)
    form = RegisterForm(request.actor, request.POST, paper=document)
    if form.is_valid():
        try:
            done = completing.complete(request.actor, document_id=document.pk, data=form.to_data())
        except InvalidPaper as refused:
            form.add_refusals(refused.errors)
        except ClaimedBy as held:
            form.add_error(None, str(held.message))
        else:
            messages.success(request, entering.registered(done))
            return redirect(request, _following(request, done))
    return entering.show(request, form, action, document)


def _following(request: SignedInRequest, document: Document) -> str:
    left = Document.objects.filter(block_id=document.block_id, state=State.BLANK)
    following = left.order_by("number").first()
    if following is None or request.POST.get("then") == "open":
        return reverse("documents:detail", args=[document.uuid])
    return reverse("documents:complete", args=[following.uuid])


def _one(offices: set[int]) -> int:
    if not offices:
        raise Http404
    return min(offices)


def _show_batches(
    request: SignedInRequest, form: BatchForm, numbers: PaperNumbersForm, *, status: int = 200
) -> HttpResponse:
    clerk, runs = offices_as_clerk(request.actor), offices_run_by(request.actor)
    if not clerk | runs:
        raise Http404
    request.nav_key = "in-batches"
    found = BLOCKS.filter(NumberBlock.objects.all(), request.actor, "view")
    context = {
        "blocks": _with_left(found),
        "form": form,
        "numbers": numbers,
        "may_open": bool(clerk),
        "may_reserve": bool(runs),
    }
    return render_template(request, "documents/batches.html", context, status=status)


def _with_left(found: QuerySet[NumberBlock]) -> QuerySet[NumberBlock]:
    """Newest first with how many numbers are still blank."""
    left = Count("documents", filter=Q(documents__state=State.BLANK))
    return found.annotate(left=left).select_related("book", "taken_by").order_by("-taken_at")[:50]
