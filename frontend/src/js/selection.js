// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows chosen together with x, Shift+j/k and *; the bar of the list shows how many.
import { say } from "./live-region.js";
import { root, word } from "./page.js";
import { rows, step } from "./keys.js";

const typing = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]");
const picked = () => rows().filter((row) => row.classList.contains("picked"));

function pick(row, on) {
  if (!row?.dataset.id) return;
  row.classList.toggle("picked", on);
  row.setAttribute("aria-description", on ? word("selected", { count: 1 }) : "");
}

// The form with data-selection gets one hidden input per row chosen.
function show() {
  const chosen = picked();
  for (const form of document.querySelectorAll("[data-selection]")) {
    form.hidden = !chosen.length;
    const name = form.dataset.selection || "ids";
    for (const old of form.querySelectorAll("input[data-picked]")) old.remove();
    for (const row of chosen) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name, value: row.dataset.id });
      input.dataset.picked = "";
      form.append(input);
    }
    const count = form.querySelector("[data-picked-count]");
    if (count) count.textContent = word("selected", { count: chosen.length });
  }
  for (const chips of document.querySelectorAll("[data-hide-when-picked]")) chips.hidden = chosen.length > 0;
  say(word("selected", { count: chosen.length }));
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
  if (typing(event.target) || !document.querySelector("[data-selection]")) return;
  const row = rows().includes(document.activeElement) ? document.activeElement : null;
  if (event.key === "x" && row) pick(row, !row.classList.contains("picked"));
  else if (event.key === "*") {
    const all = rows();
    const on = picked().length < all.length;
    all.forEach((one) => pick(one, on));
  } else if (event.shiftKey && (event.key === "J" || event.key === "K")) {
    pick(row, true);
    pick(step(event.key === "J" ? 1 : -1), true);
  } else return;
  event.preventDefault();
  show();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-unpick]")) return;
  picked().forEach((row) => pick(row, false));
  show();
});
