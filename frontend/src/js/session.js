// SPDX-License-Identifier: AGPL-3.0-or-later
// Two minutes before the screen locks it says so, and offers to stay. Drafts are kept in any case.
import { clearBanner, showBanner } from "./banners.js";
import { keepDrafts } from "./drafts.js";
import { csrfToken, root, word } from "./page.js";

const WARN_BEFORE = 120;
let timer = 0;

// The server sends the seconds left with every answer that counts as an act (X-Session-Seconds).
function plan(seconds) {
  clearTimeout(timer);
  clearBanner("session");
  if (!(seconds > WARN_BEFORE)) return;
  timer = setTimeout(warn, (seconds - WARN_BEFORE) * 1000);
}

function warn() {
  keepDrafts();
  showBanner("session", word("session_soon"), { tone: "amber", action: word("session_extend"), act: stay });
}

async function stay() {
  const answer = await fetch(root.dataset.keepalive, { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
  if (answer.ok) plan(Number(answer.headers.get("X-Session-Seconds") || root.dataset.sessionSeconds));
}

if (root.dataset.keepalive && root.dataset.sessionSeconds) {
  plan(Number(root.dataset.sessionSeconds));
  document.addEventListener("htmx:afterRequest", (event) => {
    const left = event.detail.xhr?.getResponseHeader("X-Session-Seconds");
    if (left) plan(Number(left));
  });
}
