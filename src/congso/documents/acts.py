# SPDX-License-Identifier: AGPL-3.0-or-later
"""The acts on a paper that have a small form: one line each, in the order of the menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from congso.common.actor import Actor
from congso.documents import act_forms as forms
from congso.documents.enums import ReceiptState
from congso.documents.models import Document
from congso.documents.services import (
    annexes,
    join,
    receipts,
    restrict,
    returns,
    secret_removal,
    void,
)
from congso.filestore.queries import asked_removals

Words = str | Promise


@dataclass(frozen=True)
class Act:
    """`verb` is in the address, `action` in the policy; `button` repeats the verb of the title."""

    verb: str
    action: str
    label: Words
    button: Words
    done: Words
    form: type[forms.ActForm]
    run: Callable[[Actor, Document, forms.ActForm], object]
    icon: str
    text: Words = ""
    is_severe: bool = False
    when: Callable[[Document], bool] = lambda _document: True


def _return(actor: Actor, document: Document, form: forms.ActForm) -> object:
    return returns.return_to_sender(
        actor, document_id=document.pk, reason=form.cleaned_data["reason"]
    )


def _void(actor: Actor, document: Document, form: forms.ActForm) -> object:
    return void.void(actor, document_id=document.pk, reason=form.cleaned_data["reason"])


def _join(actor: Actor, document: Document, form: Any) -> object:
    given = form.cleaned_data
    return join.join(
        actor,
        document_id=document.pk,
        road=given["road"],
        arrived_at=form.arrived_at,
        note=given["note"],
        files=given["files"],
    )


def _mark_missing(actor: Actor, document: Document, form: forms.ActForm) -> object:
    return annexes.mark_missing(actor, document_id=document.pk, note=form.cleaned_data["note"])


def _asked(actor: Actor, document: Document, _form: forms.ActForm) -> object:
    return annexes.record_request(actor, document_id=document.pk)


def _add_annexes(actor: Actor, document: Document, form: forms.ActForm) -> object:
    given = form.cleaned_data
    return annexes.add_annexes(
        actor, document_id=document.pk, files=given["files"], is_complete=given["is_complete"]
    )


def _restrict(actor: Actor, document: Document, form: forms.ActForm) -> object:
    return restrict.restrict(
        actor, document_id=document.pk, reader_ids=form.cleaned_data["readers"]
    )


def _add_readers(actor: Actor, document: Document, form: forms.ActForm) -> object:
    given = form.cleaned_data
    return restrict.add_readers(
        actor,
        document_id=document.pk,
        reader_ids=given["readers"],
        is_confirmed=given["confirmed"],
    )


def _lift(actor: Actor, document: Document, form: forms.ActForm) -> object:
    return restrict.lift(
        actor, document_id=document.pk, is_confirmed=form.cleaned_data["confirmed"]
    )


def _ask_secret_removal(actor: Actor, document: Document, form: forms.ActForm) -> object:
    given = form.cleaned_data
    return secret_removal.ask_secret_removal(
        actor, document_id=document.pk, reason=given["reason"], file_ids=given["removed"]
    )


def _withdraw_secret_removal(actor: Actor, document: Document, _form: forms.ActForm) -> object:
    return secret_removal.withdraw_secret_removal(actor, document_id=document.pk)


def _confirm_secret_removal(actor: Actor, document: Document, form: forms.ActForm) -> object:
    given = form.cleaned_data
    return secret_removal.confirm_secret_removal(
        actor,
        document_id=document.pk,
        is_confirmed=given["confirmed"],
        file_ids=given["removed"],
    )


def _hand_receipt(actor: Actor, document: Document, _form: forms.ActForm) -> object:
    return receipts.hand_receipt(actor, document_id=document.pk)


def _receipt_waits(document: Document) -> bool:
    receipt = getattr(document, "receipt", None)
    return receipt is not None and receipt.state == ReceiptState.WAITING


def _has_files(document: Document) -> bool:
    return document.files.exists()


def _removal_asked(document: Document) -> bool:
    return bool(asked_removals(secret_removal.hashes_of(document)))


def _restricted(document: Document) -> bool:
    return document.is_restricted


def _open(document: Document) -> bool:
    return not document.is_restricted


def _missing(document: Document) -> bool:
    return document.is_missing_annex


ACTS = (
    Act(
        "join", "join", _("Join: it came by one more road"), _("Join"),
        _("Joined; the number stays %(number)s."), forms.JoinForm, _join, "copy",
        _("The road and the day are added, and the files if there are any. No new number."),
    ),
    Act(
        "missing-annex", "annex", _("Mark what is missing"), _("Mark as incomplete"),
        _("Marked: an annex is missing."), forms.NoteForm, _mark_missing, "file-off",
        _("The paper keeps its number, and its deadline goes on."),
        when=lambda document: not document.is_missing_annex,
    ),
    Act(
        "ask-annex", "annex", _("Ask the sender for what is missing"), _("Note that it was asked"),
        _("Noted that the sender was asked."), forms.EmptyForm, _asked, "message-question",
        when=_missing,
    ),
    Act(
        "add-annexes", "annex", _("Add what came later"), _("Add the files"),
        _("The files were added under number %(number)s."), forms.AnnexForm, _add_annexes,
        "file-plus",
    ),
    Act(
        "restrict", "restrict", _("Restrict to named readers"), _("Restrict"),
        _("Only the named readers see the paper now."), forms.ReadersForm, _restrict, "lock",
        _("Whoever is not on the list sees the number and “restricted document” only."),
        when=_open,
    ),
    Act(
        "add-readers", "widen", _("Add readers"), _("Add the readers"),
        _("The readers were added."), forms.WidenForm, _add_readers, "users", when=_restricted,
    ),
    Act(
        "lift-restriction", "widen", _("Lift the restriction"), _("Lift the restriction"),
        _("The paper is open to its office again."), forms.LiftForm, _lift, "lock",
        when=_restricted,
    ),
    Act(
        "hand-receipt", "hand_receipt", _("Receipt handed over on paper"),
        _("Note that it was handed over"), _("Noted: the sender has the printed receipt."),
        forms.EmptyForm, _hand_receipt, "printer",
        _("The receipt was printed and given to the sender. It is then not sent by official mail."),
        when=_receipt_waits,
    ),
    Act(
        "return-to-sender", "return_to_sender", _("Return to sender"), _("Return to sender"),
        _("Returned to the sender."), forms.ReasonForm, _return, "arrow-back-up",
        _("Wrong addressee, broken or incomplete file: the sender is told the reason."),
        is_severe=True,
    ),
    Act(
        "void", "void", _("Make the number void"), _("Make void"),
        _("The number %(number)s is void; its line stays in the book."), forms.ReasonForm, _void,
        "ban",
        _("Nobody gets this number again. Its line stays in the book with the reason."),
        is_severe=True,
    ),
    Act(
        "ask-secret-removal", "ask_secret_removal", _("Emergency removal of a secret paper"),
        _("Ask for the removal"),
        _("Asked. A second person of the heads of the Office or of the agency confirms it."),
        forms.AskRemovalForm, _ask_secret_removal, "alert-triangle",
        _("For a secret paper that was scanned by mistake. When a second person has confirmed, "
          "the ticked files, their text and pictures are erased for good; the line in the book "
          "stays."),
        is_severe=True, when=_has_files,
    ),
    Act(
        "withdraw-secret-removal", "withdraw_secret_removal",
        _("Take the request for emergency removal back"), _("Take back the request"),
        _("Taken back: the files stay."), forms.EmptyForm, _withdraw_secret_removal,
        "arrow-back-up", _("The files stay with the paper. The trail keeps that it was asked."),
    ),
    Act(
        "confirm-secret-removal", "confirm_secret_removal", _("Confirm the emergency removal"),
        _("Erase the files"), _("The files were erased; the line in the book stays."),
        forms.SecretRemovalForm, _confirm_secret_removal, "alert-triangle",
        _("The ticked files, their text and pictures are erased for good. This cannot be taken "
          "back. A file without a tick stays; its removal goes on waiting."),
        is_severe=True, when=_removal_asked,
    ),
)  # fmt: skip
BY_VERB = {act.verb: act for act in ACTS}
ACTIONS = tuple(dict.fromkeys(act.action for act in ACTS))


def offered(document: Document, allowed: set[str]) -> list[Act]:
    """The acts of the menu that are possible on the paper now."""
    return [act for act in ACTS if act.action in allowed and act.when(document)]
