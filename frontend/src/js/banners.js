// SPDX-License-Identifier: AGPL-3.0-or-later
// Page-wide banners above the content; one per reason, so the same trouble is said once.
import { icon, make, word } from "./page.js";

const ICONS = { red: "alert-circle", amber: "alert-triangle", blue: "info-circle", green: "circle-check" };
const place = () => document.getElementById("banners");

/** Shows (or replaces) the banner of a reason; `act` runs when its button is pressed. */
export function showBanner(reason, text, { tone = "blue", action = "", act = null, second = "", other = null } = {}) {
  const host = place();
  if (!host) return null;
  clearBanner(reason);
  const buttons = make("span", { class: "acts" });
  if (action) buttons.append(button(action, act));
  if (second) buttons.append(button(second, other));
  const close = make("button", { class: "ib s", type: "button", "aria-label": word("close") }, icon("x"));
  close.addEventListener("click", () => clearBanner(reason));
  buttons.append(close);
  const banner = make("div", { class: `al t-${tone}`, "data-reason": reason }, icon(glyph(tone)), make("p", {}, text), buttons);
  host.append(banner);
  return banner;
}

/** Takes the banner of a reason away. */
export function clearBanner(reason) {
  place()?.querySelector(`[data-reason="${reason}"]`)?.remove();
}

const glyph = (tone) => ICONS[tone] || "info-circle";

function button(text, act) {
  const element = make("button", { class: "b s", type: "button" }, text);
  element.addEventListener("click", () => act?.());
  return element;
}
