// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the keyboard is after something was swapped in.
import { say } from "./live-region.js";
import { word } from "./page.js";

// Errors first; else the heading of what was navigated to; inline updates keep the focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, xhr, requestConfig } = event.detail;
  const summary = elt.querySelector?.("[data-error-summary]");
  if (xhr?.status === 422 && summary) {
    summary.focus();
    return;
  }
  if (navigates(requestConfig?.elt)) {
    const heading = elt.querySelector?.("h1") || elt.closest?.("[data-pane]")?.querySelector("h1");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    markCurrent(requestConfig.elt);
  } else if (requestConfig?.elt?.matches?.("form")) {
    // in a queue worked off by single keys no field may take the next key
    if (elt.querySelector?.("queue-keys")) onHeading(elt);
    else firstEmpty(elt);
  }
});

function onHeading(within) {
  const heading = within.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

// A fresh form after "save and go on": the first thing to type.
function firstEmpty(within) {
  const form = within.querySelector?.("form[data-main]") || (within.matches?.("form[data-main]") ? within : null);
  const wanted = [...(form?.elements || [])].find((one) => one.matches("input.in, textarea.in, .pick input[type=text]")
    && !one.value && !one.readOnly && one.getClientRects().length && !one.closest(".pick")?.querySelector(".it"));
  wanted?.focus();
}

// "50 more" is gone after its press: focus goes on to the first new row.
document.addEventListener("htmx:beforeSwap", (event) => {
  const pressed = event.detail.requestConfig?.elt;
  if (pressed?.dataset?.keepFocus !== "next") return;
  const list = pressed.closest("[data-rows]");
  const before = list?.querySelectorAll(".row, .qr").length || 0;
  list?.addEventListener("htmx:afterSettle", () => {
    const rows = list.querySelectorAll(".row, .qr");
    rows[before]?.focus();
    say(word("loaded", { count: rows.length }));
  }, { once: true });
});

function navigates(element) {
  return Boolean(element?.hasAttribute?.("hx-push-url") || element?.matches?.(".row, .qr"));
}

function markCurrent(row) {
  if (!row.matches?.(".row, .qr")) return;
  for (const other of row.parentElement.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  const split = row.closest(".split");
  if (split) split.dataset.view = "detail";
}

// A page that comes back with errors (no htmx) starts at the summary as well.
const refused = document.querySelector("[data-error-summary]");
if (refused) refused.focus();
else {
  const fresh = document.querySelector("[data-first-empty]");
  if (fresh) firstEmpty(fresh);
}
