# SPDX-License-Identifier: AGPL-3.0-or-later
import os
from typing import Any, cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congso.config.settings")
django_application = get_asgi_application()

from congso.config.env import env  # noqa: E402 (needs Django set up)
from congso.config.figures import METRICS_FOLDER  # noqa: E402
from congso.config.metrics import CountedRequests  # noqa: E402
from congso.filestore.body_guard import BodyGuard  # noqa: E402

# Django spools every body to disk before any view sees it; the guard refuses first.
guarded = BodyGuard(
    cast("Any", django_application),
    folder=env.data.data_dir,
    uploads=("/uploads/", "/api/v1/uploads"),
)
application = CountedRequests(guarded, env.data.run / METRICS_FOLDER)
