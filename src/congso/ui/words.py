# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words scripts say; kept here so that they are translated like all others."""

from django.utils.translation import gettext as _


def script_words() -> dict[str, str]:
    """Texts by the key the scripts use; {name} places are filled there."""
    return {
        "close": _("Close"),
        "undo": _("Undo"),
        "retry": _("Try again"),
        "cancel": _("Cancel"),
        "remove": _("Remove {name}"),
        "removed": _("{name} removed."),
        "chosen": _("{name} added."),
        "results": _("{count} results."),
        "no_results": _("Nothing found for “{query}”."),
        "searching": _("Searching…"),
        "search_failed": _("The search did not answer. Check the connection."),
        "lost": _(
            "Could not save: the connection is lost. What you typed is still on this machine."
        ),
        "lost_read": _("The connection is lost. The page may be out of date."),
        "back": _("The connection is back."),
        "server_error": _("Something went wrong on the server. Nothing was saved."),
        "forbidden": _("This is not open to your account."),
        "gone": _("This is no longer here."),
        "too_large": _("The file is larger than {limit}."),
        "no_room": _("There is no room left on the server. Tell the Office."),
        "slow_down": _("Too many requests. Try again in a minute."),
        "conflict": _("Somebody else has changed this in the meantime."),
        "reload": _("See the latest"),
        "session_over": _(
            "The session has ended. Sign in again; what you typed is still on this machine."
        ),
        "draft_found": _("Text you typed at {time} is still on this machine."),
        "draft_restore": _("Put it back"),
        "draft_discard": _("Discard"),
        "draft_saved": _("Draft kept {time}"),
        "uploading": _("{percent} % · {done}/{total}"),
        "upload_waiting": _("Waiting"),
        "upload_done": _("{name} uploaded."),
        "upload_failed": _("{name} was not uploaded: {reason}"),
        "upload_busy": _("Wait until all files are uploaded, or cancel them."),
        "selected": _("{count} selected"),
        "page_of": _("Page {page}/{pages}"),
        "loading": _("Loading"),
        "loaded": _("{count} rows in the list."),
        "session_soon": _("The session ends in 2 minutes."),
        "session_extend": _("Stay signed in"),
        "from_scan": _("Read from the scan, to be checked"),
        "show_password": _("Show password"),
        "hide_password": _("Hide password"),
    }
