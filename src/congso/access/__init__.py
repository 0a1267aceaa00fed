# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who can see what, materialised for lists and search.

Owns access rows: (object, principal, level). A principal is one whole number for a person, the
members or heads of a unit, the leader of a field, the readers or clerks of a registry office, or
everyone. Modules say who sees an object; this one keeps the rows and proves them.
"""
