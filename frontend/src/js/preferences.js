// SPDX-License-Identifier: AGPL-3.0-or-later
// Theme, text size and single keys: shown at once, kept on the account. Without script the form posts.
import { csrfToken, root, word } from "./page.js";
import { showBanner } from "./banners.js";

const SIZES = ["", "lg", "xl"];
const show = {
  theme(button, value) {
    root.dataset.theme = value;
    button.value = value === "dark" ? "light" : "dark";
  },
  text_size(button, value) {
    if (value) root.dataset.text = value;
    else delete root.dataset.text;
    button.value = SIZES[(SIZES.indexOf(value) + 1) % SIZES.length];
  },
  keys_enabled(button, value) {
    root.dataset.keys = value;
    button.value = value === "on" ? "off" : "on";
    button.textContent = value === "on" ? button.dataset.off : button.dataset.on;
  },
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-preferences]") || !button || !(button.name in show)) return;
  event.preventDefault();
  const { name, value } = button;
  show[name](button, value);
  if (!root.dataset.preferences) return;
  try {
    const body = new URLSearchParams({ [name]: value });
    const headers = { "X-CSRFToken": csrfToken(), "HX-Request": "true" };
    const answer = await fetch(root.dataset.preferences, { method: "POST", body, headers, redirect: "manual" });
    if (answer.status >= 400) throw new Error(String(answer.status));
  } catch {
    showBanner("error", word("lost_read"), { tone: "amber" });
  }
});
