# SPDX-License-Identifier: AGPL-3.0-or-later
"""One clerk's process of the numbers proof: registers until told to stop, and writes down every
acknowledgement before it goes on. Run as: register_worker.py OFFICE JOURNAL COUNT."""

from __future__ import annotations

import os
import sys

import django


def main(office_id: int, journal: str, count: int) -> None:
    django.setup()
    from django.db import DatabaseError, connection  # noqa: PLC0415 (after setup)

    from congso.common.actor import Actor  # noqa: PLC0415
    from congso.documents.services.register import register_incoming  # noqa: PLC0415
    from congso.documents.tests.factories import incoming_data  # noqa: PLC0415
    from congso.organisation.models import RegistryOffice  # noqa: PLC0415

    descriptor = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    office = None
    done = 0
    while done < count:
        try:
            office = office or RegistryOffice.objects.get(pk=office_id)
            data = incoming_data(
                office, subject=f"V/v phòng, chống hạn mặn, tiến trình {os.getpid()}"
            )
            document = register_incoming(Actor.system("proof"), data=data)
        except DatabaseError:
            connection.close()  # the server went down: what was not acknowledged may or may not be
            continue
        os.write(descriptor, f"{document.number} {document.pk}\n".encode())
        os.fsync(descriptor)
        done += 1


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
