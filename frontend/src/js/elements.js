// SPDX-License-Identifier: AGPL-3.0-or-later
// Larger elements are fetched when a page first shows one; later ones upgrade by themselves.
const known = {
  "people-picker": () => import("./people-picker.js"),
  "file-choice": () => import("./file-choice.js"),
  "file-drop": () => import("./file-drop.js"),
  "page-viewer": () => import("./page-viewer.js"),
  "queue-keys": () => import("./queue-keys.js"),
  "register-form": () => import("./register-form.js"),
};

function load(within) {
  for (const [name, bring] of Object.entries(known)) {
    if (!customElements.get(name) && (within.matches?.(name) || within.querySelector(name))) bring();
  }
}

load(document);
document.addEventListener("htmx:load", (event) => load(event.detail.elt));
