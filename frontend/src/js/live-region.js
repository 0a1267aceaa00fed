// SPDX-License-Identifier: AGPL-3.0-or-later
// The one polite live region. Only what changed is said, and the same text is said again if repeated.
const region = () => document.getElementById("live");
let turn = 0;

/** Says a sentence to people who listen to the page. */
export function say(text) {
  const element = region();
  if (!element) return;
  element.textContent = "";
  clearTimeout(turn);
  turn = setTimeout(() => (element.textContent = text), 60);
}

document.addEventListener("congso:say", (event) => say(event.detail.message || event.detail.value || ""));
