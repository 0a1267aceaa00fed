# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages and what they are made of: shell, tags, form base, formats, fragments.

Owns how things look and read (no models, no business rule). Does not own who may see what,
nor any list or menu content: modules hand in finished views (`DeadlineView`, `MenuItem`, ...).
"""
