# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agency and its people in posts: units, registry offices, posts, roles, fields of leaders.

Everything carries validity dates: units are renamed, merged and closed, people move, and papers
of the past keep the names and symbols of their day. Owns also stand-ins, working time, outside
agencies and groups. Verbs: open_unit, rename_unit, close_unit, appoint, end_post, assign_field,
appoint_stand_in, set_day.
"""
