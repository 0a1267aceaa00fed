# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the tests: the same product, quicker passwords, no static manifest."""

from congso.config.settings import *  # noqa: F403
from congso.config.settings import INSTALLED_APPS, MIDDLEWARE

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INSTALLED_APPS = [*INSTALLED_APPS, "django_linear_migrations"]
ALLOWED_HOSTS = ["*"]
# People of tests sign in by their password; the tests of this rule set it.
CONGSO_SECOND_FACTOR = "nobody"
# Tests of one module begin with an empty database; those of the first set-up put it back.
MIDDLEWARE = [name for name in MIDDLEWARE if not name.endswith(".FirstSetUp")]
