// SPDX-License-Identifier: AGPL-3.0-or-later
// The keyboard map. Single letters never fire while somebody types or an input method composes.
import { openDialog } from "./dialogs.js";
import { keepDrafts } from "./drafts.js";
import { root } from "./page.js";

const GO = { b: "desk", d: "incoming", t: "mail", l: "calendar" };
const PLACES = { desk: "/", incoming: "/documents/", mail: "/mail/", calendar: "/calendar/" };
const PANES = ["#menu", "[data-pane=list]", "[data-pane=detail]", "[data-pane=work]"];
let waitingForPlace = 0;

const visible = (element) => Boolean(element) && element.getClientRects().length > 0;
const typing = (target) =>
  target instanceof Element && (target.closest("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select") || target.isContentEditable);
export const rows = () => [...document.querySelectorAll("[data-rows] .row, [data-rows] .qr")].filter(visible);

/** Moves to the next or previous row and returns it. */
export function step(by) {
  const list = rows();
  if (!list.length) return null;
  let at = list.indexOf(document.activeElement);
  const fresh = at < 0;
  if (fresh) at = list.findIndex((row) => row.hasAttribute("aria-current"));
  const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
  next.focus();
  return next;
}

function press(selector) {
  const element = [...document.querySelectorAll(selector)].find(visible);
  if (!element || element.disabled) return false;
  if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) element.focus();
  else element.click();
  return true;
}

const single = {
  "/": () => {
    const box = document.querySelector("#search input");
    if (box && !visible(box)) document.querySelector("[data-act=search]")?.click();
    box?.focus();
    box?.select();
  },
  "?": () => openDialog("keys"),
  j: () => step(1),
  k: () => step(-1),
  o: () => document.activeElement?.matches(".row, .qr") && document.activeElement.click(),
  g: () => { waitingForPlace = Date.now(); },
};

function letter(event) {
  const key = event.shiftKey ? event.key : event.key.toLowerCase(); // Caps Lock is no Shift
  if (waitingForPlace && Date.now() - waitingForPlace < 1500) {
    const place = GO[key];
    waitingForPlace = 0;
    if (!place) return false;
    location.assign(document.querySelector(`[data-go=${place}]`)?.href || PLACES[place]);
    return true;
  }
  // a control names its own key: data-key="v"; that is how pages add theirs
  if (press(`[data-key="${CSS.escape(key)}"]`)) return true;
  if (!single[key]) return false;
  single[key]();
  return true;
}

function pane(index) {
  const element = document.querySelector(PANES[index]);
  if (!visible(element)) return false;
  const inside = [...element.querySelectorAll("[aria-current], a[href], button, input, textarea, select")].find(visible);
  (inside || element).focus();
  return true;
}

function nextPane(back) {
  const there = PANES.map((selector) => document.querySelector(selector)).filter(visible);
  const at = there.findIndex((element) => element.contains(document.activeElement));
  const next = there[(at + (back ? -1 : 1) + there.length) % there.length];
  if (next) pane(PANES.findIndex((selector) => next.matches(selector)));
}

function primarySubmit(target) {
  const form = target.closest?.("form") || document.querySelector("form[data-main]");
  const button = form && [...document.querySelectorAll(".b.p")].find((one) => visible(one) && (one.form === form || one.getAttribute("form") === form.id));
  if (!form) return press("[data-primary]");
  if (button) button.click();
  else form.requestSubmit();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const { key, target } = event;
  if (key === "F6" && !event.ctrlKey) {
    nextPane(event.shiftKey);
    event.preventDefault();
  } else if ((event.ctrlKey || event.metaKey) && key === "Enter") {
    if (primarySubmit(target)) event.preventDefault();
  } else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "s") {
    if (document.querySelector("auto-save, [data-key-save]")) {
      keepDrafts();
      press("[data-key-save]");
      event.preventDefault();
    }
  } else if (event.altKey && !event.ctrlKey && /^[1-4]$/.test(key)) {
    if (pane(Number(key) - 1)) event.preventDefault();
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && root.dataset.keys !== "off") {
    if (typing(target) || document.querySelector("dialog[open]")) return;
    if (letter(event)) event.preventDefault();
  }
});
