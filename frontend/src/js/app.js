// SPDX-License-Identifier: AGPL-3.0-or-later
// The script of every page. Each module switches itself on; elements load when a page has them.
import "./requests.js";
import "./live-region.js";
import "./toasts.js";
import "./dialogs.js";
import "./act-dialog.js";
import "./preferences.js";
import "./focus.js";
import "./keys.js";
import "./selection.js";
import "./drafts.js";
import "./counters.js";
import "./session.js";
import "./act-bar.js";
import "./elements.js";
