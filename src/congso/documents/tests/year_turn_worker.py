# SPDX-License-Identifier: AGPL-3.0-or-later
"""One clerk's process at the turn of the year: registers the papers it is given when told to go.

Run as: year_turn_worker.py PAPERS MOMENTS, both JSON lists of equal length; prints book and number.
"""

from __future__ import annotations

import datetime as dt
import json
import sys

import django


def main(papers: list[int], moments: list[str]) -> None:
    django.setup()
    from congso.common.actor import Actor  # noqa: PLC0415 (after setup)
    from congso.documents.services.register import register  # noqa: PLC0415

    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    for paper, moment in zip(papers, moments, strict=True):
        now = dt.datetime.fromisoformat(moment)
        document = register(Actor.system("proof"), document_id=paper, now=now)
        print(document.book.year, document.number, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), json.loads(sys.argv[2]))
