# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.documents.acts import ACTS
from congso.documents.views import (
    acts,
    batches,
    books,
    detail,
    envelopes,
    files,
    lists,
    register,
    uploads,
)

app_name = "documents"
urlpatterns = [
    path("", lists.incoming, name="incoming"),
    path("all/", lists.every, name="all"),
    path("register/", register.register_incoming, name="register-incoming"),
    path("register/files/", uploads.rows, name="kept-rows"),
    path("register/scan/", uploads.scan, name="scan"),
    path("register/files/<uuid:staged_uuid>/settle/", uploads.settle, name="settle-file"),
    path("register/files/<uuid:staged_uuid>/confirm/", uploads.confirm, name="confirm-file"),
    path("register/files/<str:token>/page/<int:page>/", uploads.kept_page, name="kept-page"),
    path("duplicates/", register.duplicates, name="duplicates"),
    path("issuers/", register.issuer_options, name="issuers"),
    path("people/", register.people_options, name="people"),
    path("searches/save/", lists.save_search, name="save-search"),
    path("searches/<int:search_id>/remove/", lists.drop_search, name="drop-search"),
    path("books/", books.books, name="books"),
    path("books/<int:book_id>/", books.book, name="book"),
    path("books/<int:book_id>/open/", books.open_book, name="open-book"),
    path("books/<int:book_id>/close/", books.close_book, name="close-book"),
    path("books/<int:book_id>/minutes/", books.minutes, name="book-minutes"),
    path("envelopes/", envelopes.envelopes, name="envelopes"),
    path("envelopes/pass-on/", envelopes.pass_on, name="pass-on"),
    path("envelopes/<int:envelope_id>/register/", envelopes.register, name="envelope-register"),
    path("batches/", batches.batches, name="batches"),
    path("batches/open/", batches.open_batch, name="open-batch"),
    path("batches/paper-numbers/", batches.reserve, name="reserve-paper-numbers"),
    path("batches/<int:block_id>/", batches.batch, name="batch"),
    path("batches/<int:block_id>/labels/", batches.batch_labels, name="batch-labels"),
    path("batches/<int:block_id>/void/", batches.void_unfilled, name="void-unfilled"),
    path("batches/<int:block_id>/scan/", batches.take_scan, name="batch-scan"),
    path("batches/pieces/<int:piece_id>/match/", batches.match, name="match-piece"),
    path("batches/pieces/<int:piece_id>/drop/", batches.drop, name="drop-piece"),
    path("<uuid:uuid>/complete/", batches.complete, name="complete"),
    path("list/<slug:key>/", lists.paper_list, name="list"),
    path("<uuid:uuid>/", detail.detail, name="detail"),
    path("<uuid:uuid>/register/", register.register, name="register"),
    path("<uuid:uuid>/claim/", register.claim, name="claim"),
    path("<uuid:uuid>/join-entered/", acts.join_entered, name="join-entered"),
    path("<uuid:uuid>/correct/", acts.correct_entry, name="correct"),
    path("<uuid:uuid>/files/<int:file_id>/", files.viewer, name="viewer"),
    path("<uuid:uuid>/files/<int:file_id>/page/<int:page>/", files.page, name="file-page"),
    path("<uuid:uuid>/files/<int:file_id>/page/<int:page>/words/", files.words, name="file-words"),
    path("<uuid:uuid>/files/<int:file_id>/stamp/", files.stamp, name="stamp"),
    path("<uuid:uuid>/files/<int:file_id>/download/", files.download, name="download"),
    path("<uuid:uuid>/access-history/", detail.access_history, name="access-history"),
    path("<uuid:uuid>/trail/", detail.trail, name="trail"),
    *(
        path(f"<uuid:uuid>/{act.verb}/", acts.act, {"verb": act.verb}, name=act.verb)
        for act in ACTS
    ),
]
