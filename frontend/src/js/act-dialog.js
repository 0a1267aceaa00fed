// SPDX-License-Identifier: AGPL-3.0-or-later
// A link with data-dialog shows the small form of its page in a dialog; without script it is the page.
import htmx from "htmx.org/dist/htmx.esm.js";

let opener = null;

function host() {
  let dialog = document.getElementById("act-dialog");
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.id = "act-dialog";
    dialog.setAttribute("data-act-place", "");
    dialog.setAttribute("aria-labelledby", "act-title");
    document.body.append(dialog);
    dialog.addEventListener("close", () => opener?.isConnected && opener.focus());
  }
  return dialog;
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-act=print]")) print();
});

document.addEventListener("click", async (event) => {
  const shut = event.target.closest?.("dialog a[data-act=close]");
  if (shut) {
    event.preventDefault();
    return;
  }
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const menu = link.closest("details.menu");
  opener = menu ? menu.querySelector("summary") : link;
  if (menu) menu.open = false;
  const dialog = host();
  await htmx.ajax("GET", link.getAttribute("href"), { target: dialog, swap: "innerHTML" });
  if (!dialog.open && dialog.querySelector("form")) dialog.showModal();
  dialog.querySelector("textarea:not([readonly]), input:not([type=hidden]), select")?.focus();
});
