// SPDX-License-Identifier: AGPL-3.0-or-later
// Acts named in markup (data-act), dialogs, menus and folded blocks.
import { say } from "./live-region.js";
import { icon, root, word } from "./page.js";

const acts = {
  dialog: (element) => openDialog(element.dataset.for),
  close: (element) => element.closest("dialog")?.close(),
  search() {
    const form = document.getElementById("search");
    form?.classList.add("show");
    form?.querySelector("input")?.focus();
  },
  password(element) {
    const input = document.getElementById(element.getAttribute("aria-controls"));
    if (!input) return;
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    element.replaceChildren(icon(show ? "eye-off" : "eye"));
    element.setAttribute("aria-label", word(show ? "hide_password" : "show_password"));
  },
  list: (element) => setView(element, "list"),
  detail: (element) => setView(element, "detail"),
  all(element) {
    for (const box of document.getElementsByName(element.dataset.for)) box.checked = element.checked;
  },
  pick(element) {
    const picker = document.querySelector(`people-picker[name="${CSS.escape(element.dataset.for)}"]`);
    const { id, warn, name = element.textContent.trim() } = element.dataset;
    // its script comes with the first picker of a page, perhaps after a quick hand
    customElements.whenDefined("people-picker").then(() => picker?.set([{ id, name, warn }]));
    say(word("chosen", { name }));
  },
  fill(element) {
    const box = document.getElementById(element.dataset.for);
    if (!box) return;
    box.value = [box.value.trim(), element.dataset.text || element.textContent.trim()].filter(Boolean).join(". ");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  },
};

/** Opens a dialog of the page by id; focus goes to its first control. */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

function setView(element, view) {
  const split = element.closest(".split");
  if (split) split.dataset.view = view;
  split?.querySelector(view === "list" ? "[aria-current]" : "h1")?.focus();
}

document.addEventListener("click", (event) => {
  const element = event.target.closest("[data-act]");
  if (element) acts[element.dataset.act]?.(element);
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  // a click on the backdrop is a click on the dialog itself
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  }
  document.getElementById("search")?.classList.remove("show");
});

// A fold is a summary line on a phone; elsewhere it is always open (CSS hides its summary).
const phone = matchMedia("(max-width: 767px)");
const setFolds = (within) => {
  for (const fold of within.querySelectorAll("details.fold")) fold.open = !phone.matches || Boolean(fold.querySelector("[aria-invalid=true]"));
};
const ready = (within) => {
  setFolds(within);
  for (const button of within.querySelectorAll("[data-act=password][hidden]")) button.hidden = false;
};
ready(root);
phone.addEventListener("change", () => setFolds(root));
document.addEventListener("htmx:load", (event) => ready(event.detail.elt));

// Groups of the menu stay as this person left them.
for (const group of document.querySelectorAll(".nav details[data-group]")) {
  const key = `menu:${group.dataset.group}`;
  const last = sessionStorage.getItem(key);
  if (last && !group.querySelector("[aria-current]")) group.open = last === "open";
  group.addEventListener("toggle", () => sessionStorage.setItem(key, group.open ? "open" : "shut"));
}
