// SPDX-License-Identifier: AGPL-3.0-or-later
// htmx, its CSRF header, and what is said when a request fails.
import htmx from "htmx.org/dist/htmx.esm.js";
import { showBanner, clearBanner } from "./banners.js";
import { keepDrafts } from "./drafts.js";
import { csrfToken, root, word } from "./page.js";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
  // htmx knows the button that was pressed only inside its form, not one that names it by form=""
  const button = event.detail.triggeringEvent?.submitter;
  if (button?.name) event.detail.parameters[button.name] = button.value;
});

// A session that is over answers with a redirect to the sign-in page: keep what was typed first.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const target = event.detail.xhr.getResponseHeader("HX-Redirect");
  if (target && root.dataset.login && target.startsWith(root.dataset.login)) keepDrafts();
});

document.addEventListener("htmx:sendError", (event) => {
  const { elt, requestConfig } = event.detail;
  const writing = requestConfig?.verb !== "get";
  if (writing) keepDrafts();
  showBanner("lost", word(writing ? "lost" : "lost_read"), {
    tone: "red",
    action: word("retry"),
    act: () => again(elt, requestConfig),
  });
});
document.addEventListener("htmx:timeout", (event) => htmx.trigger(document.body, "htmx:sendError", event.detail));

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 409) return; // the server has sent congso:conflict with its own words
  if (xhr.status === 401) {
    keepDrafts();
    showBanner("error", word("session_over"), { tone: "red" });
    return;
  }
  const key = { 403: "forbidden", 404: "gone", 413: "too_large", 429: "slow_down", 507: "no_room" }[xhr.status];
  showBanner("error", word(key || "server_error", { limit: "" }), { tone: "red" });
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  clearBanner("lost");
  clearBanner("error");
});

document.addEventListener("congso:conflict", (event) => {
  const { message, url } = event.detail;
  showBanner("conflict", message || word("conflict"), {
    tone: "amber",
    action: word("reload"),
    act: () => (url ? location.assign(url) : location.reload()),
  });
});

addEventListener("offline", () => showBanner("lost", word("lost_read"), { tone: "amber" }));
addEventListener("online", () => clearBanner("lost"));

function again(element, config) {
  clearBanner("lost");
  if (element?.isConnected && config?.triggeringEvent) {
    if (element.matches("form")) element.requestSubmit();
    else htmx.trigger(element, config.triggeringEvent.type || "click");
  } else location.reload();
}

// For pages that read it; nothing of ours depends on a global.
window.htmx = htmx;
export default htmx;
