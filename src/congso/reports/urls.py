# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from congso.reports.enums import Report
from congso.reports.views import books, exports, handover, inserted, papers

app_name = "reports"


def _book(report: Report) -> dict[str, str]:
    return {"report": report.value}


urlpatterns = [
    path("", books.index, name="index"),
    path(
        "incoming-register/", books.book_report, _book(Report.INCOMING_REGISTER),
        name="incoming-register",
    ),
    path("tracking/", books.book_report, _book(Report.TRACKING), name="tracking"),
    path("violations/", books.book_report, _book(Report.VIOLATIONS), name="violations"),
    path("closing/", books.book_report, _book(Report.CLOSING), name="closing"),
    path("inserted/", inserted.inserted, name="inserted"),
    path("export/", exports.export, name="export"),
    path("runs/<uuid:uuid>/", exports.run, name="run"),
    path("runs/<uuid:uuid>/download/", exports.download, name="download"),
    path("work-files/<uuid:uuid>/", exports.work_file, name="work-file"),
    path("papers/<uuid:uuid>/handling-slip/", papers.handling_slip, name="handling-slip"),
    path("papers/<uuid:uuid>/receipt/", papers.receipt, name="receipt"),
    path("papers/<uuid:uuid>/return-slip/", papers.return_slip, name="return-slip"),
    path("papers/<uuid:uuid>/stamped/", papers.stamped, name="stamped"),
    path("handover/<int:stand_in_id>/", handover.handover, name="handover"),
    path("labels/<int:office_id>/<int:block_id>/", papers.labels, name="labels"),
    path("envelopes/<int:office_id>/", papers.envelopes, name="envelopes"),
]  # fmt: skip
