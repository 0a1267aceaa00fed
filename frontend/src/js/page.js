// SPDX-License-Identifier: AGPL-3.0-or-later
// What all modules know of the page: its words, its data, and how to make an element.
export const root = document.documentElement;

let words;

/** The text of a key in the page's language, with {name} places filled. */
export function word(key, values = {}) {
  words ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** The CSRF token, from the form field every page carries (the cookie may be HttpOnly). */
export const csrfToken = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

/** An element: make("button", { class: "b", type: "button" }, "text", child, …). */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

/** An icon of the sprite; decoration only. */
export function icon(name, css = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `i ${css}`.trim());
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${root.dataset.sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

/** A size as people write it: 2,4 MB (2.4 MB in English). */
export function fileSize(bytes) {
  const number = (value, digits) => value.toLocaleString(root.lang || "vi", { maximumFractionDigits: digits });
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1023.5) return `${number(bytes / 1024, 0)} KB`;
  if (bytes < 1024 ** 3) return `${number(bytes / 1024 ** 2, 1)} MB`;
  return `${number(bytes / 1024 ** 3, 1)} GB`;
}

/** Hours and minutes of now, 08:42. */
export const clock = (date = new Date()) =>
  `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;

/** What is kept on this machine; a browser may refuse it, and then nothing is kept. */
export const kept = {
  get(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
  },
  drop(key) {
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  },
  keys(prefix) {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(prefix)); } catch { return []; }
  },
};
