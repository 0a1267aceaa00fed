// SPDX-License-Identifier: AGPL-3.0-or-later
// "It is done", for 8 seconds, with undo. Never for errors: those stay as banners.
import { csrfToken, icon, make, word } from "./page.js";
import { showBanner } from "./banners.js";

const LASTS = 8000;

/** Shows a sentence; `undo` is the address that takes the act back. */
export function toast(message, undo = "") {
  const host = document.getElementById("toasts");
  if (!host || !message) return;
  while (host.children.length > 2) host.firstElementChild.remove();
  const box = make("div", { class: "toast", role: "status" }, icon("circle-check"), make("span", { class: "grow" }, message));
  if (undo) {
    const back = make("button", { class: "b s", type: "button" }, word("undo"));
    back.addEventListener("click", () => takeBack(undo, box));
    box.append(back);
  }
  const close = make("button", { class: "ib s", type: "button", "aria-label": word("close") }, icon("x"));
  close.addEventListener("click", () => box.remove());
  box.append(close);
  host.append(box);
  fade(box);
}

// Someone reading it, or about to press undo, is not hurried.
function fade(box) {
  let timer = setTimeout(() => box.remove(), LASTS);
  const hold = () => clearTimeout(timer);
  const go = () => { hold(); timer = setTimeout(() => box.remove(), LASTS); };
  box.addEventListener("pointerenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("pointerleave", go);
  box.addEventListener("focusout", go);
}

async function takeBack(url, box) {
  box.remove();
  try {
    const answer = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const target = answer.headers.get("HX-Redirect");
    if (target) location.assign(target);
    else location.reload();
  } catch {
    showBanner("error", word("server_error"), { tone: "red", action: word("retry"), act: () => takeBack(url, box) });
  }
}

document.addEventListener("congso:toast", (event) => toast(event.detail.message, event.detail.undo));
for (const message of document.querySelectorAll("#toasts [data-message]")) {
  message.remove();
  toast(message.textContent);
}
