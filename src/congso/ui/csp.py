# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content security policy (django-csp 4). No inline script, no inline style, no eval."""

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY: dict[str, dict[str, list[str]]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        # previews of mail bodies and files are pages of our own with their own, tighter policy
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
