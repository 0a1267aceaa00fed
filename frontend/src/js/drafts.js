// SPDX-License-Identifier: AGPL-3.0-or-later
// <auto-save key="register:new"> around a form keeps what was typed on this machine, every 5 seconds
// and before the session ends, until the form is accepted. Passwords, files and tokens are never kept.
import { showBanner, clearBanner } from "./banners.js";
import { clock, kept, root, word } from "./page.js";

const EVERY = 5000;
const OLD = 7 * 24 * 3600 * 1000;
const PREFIX = "congso:draft:";
const SKIP = "[type=password],[type=file],[type=submit],[name=csrfmiddlewaretoken],[data-no-draft]";

/** Keeps every form on the page at once; called when the session or the network goes. */
export const keepDrafts = () => document.querySelectorAll("auto-save").forEach((element) => element.keep());

class AutoSave extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form") || this.closest("form");
    if (!this.form) return;
    this.start = JSON.stringify(this.values());
    this.changed = false;
    this.form.addEventListener("input", () => (this.changed = true));
    this.form.addEventListener("change", () => (this.changed = true));
    this.timer = setInterval(() => this.changed && this.keep(), EVERY);
    // accepted: by a redirect the page goes away, so the draft is marked as sent and dropped next time
    this.form.addEventListener("submit", () => this.keep(true));
    this.form.addEventListener("htmx:afterRequest", (event) => this.answered(event));
    this.offer();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  get key() {
    return `${PREFIX}${root.dataset.user || "-"}:${this.getAttribute("key") || location.pathname}`;
  }

  values() {
    return [...new FormData(this.form)]
      .filter(([name, value]) => typeof value === "string" && !this.skipped(name))
      .map(([name, value]) => [name, value]);
  }

  // Chosen people and agencies with their names, since an id alone cannot be shown again.
  picked() {
    const pickers = [...this.form.querySelectorAll("people-picker")].filter((one) => one.items);
    return Object.fromEntries(pickers.map((one) => [one.getAttribute("name"), one.items]));
  }

  skipped(name) {
    return [...this.form.querySelectorAll(SKIP)].some((element) => element.name === name);
  }

  keep(sent = false) {
    const values = this.values();
    if (!sent && JSON.stringify(values) === this.start) return;
    if (sent && !this.changed && !kept.get(this.key)) return;
    if (!kept.set(this.key, { at: Date.now(), sent, values, picked: this.picked() })) return;
    this.changed = false;
    const note = this.querySelector("[data-draft-saved]");
    if (note && !sent) note.textContent = word("draft_saved", { time: clock() });
  }

  answered(event) {
    if (event.detail.elt !== this.form) return;
    if (event.detail.successful) {
      kept.drop(this.key);
      clearBanner("draft");
    }
    else this.keep();
  }

  offer() {
    const draft = kept.get(this.key);
    if (!draft) return;
    // sent from a page that then went away: it arrived, unless this page shows errors or was reloaded
    const refused = this.form.querySelector("[data-error-summary]");
    if (draft.sent && !refused) {
      kept.drop(this.key);
      return;
    }
    if (refused || Date.now() - draft.at > OLD || JSON.stringify(draft.values) === this.start) return;
    showBanner("draft", word("draft_found", { time: clock(new Date(draft.at)) }), {
      action: word("draft_restore"),
      act: () => this.restore(draft),
      second: word("draft_discard"),
      other: () => { kept.drop(this.key); clearBanner("draft"); },
    });
  }

  restore(draft) {
    const byName = Map.groupBy?.(draft.values, ([name]) => name) || groups(draft.values);
    for (const [name, pairs] of byName) this.fill(name, pairs.map(([, value]) => value), draft.picked?.[name]);
    clearBanner("draft");
    this.changed = true;
  }

  fill(name, values, picked) {
    const picker = this.form.querySelector(`people-picker[name="${CSS.escape(name)}"]`);
    if (picker) {
      picker.set?.(picked || []);
      return;
    }
    if (document.querySelector(`file-drop[name="${CSS.escape(name)}"][data-rows-url]`)) {
      this.dispatchEvent(new CustomEvent("congso:restore-files", { bubbles: true, detail: { values } }));
      return;
    }
    const controls = [...this.form.elements].filter((element) => element.name === name);
    controls.forEach((control, index) => {
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (control.type !== "hidden") control.value = values[index] ?? control.value;
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}

function groups(pairs) {
  const map = new Map();
  for (const pair of pairs) map.set(pair[0], [...(map.get(pair[0]) || []), pair]);
  return map;
}

for (const key of kept.keys(PREFIX)) if (Date.now() - (kept.get(key)?.at || 0) > OLD) kept.drop(key);
customElements.define("auto-save", AutoSave);
addEventListener("pagehide", keepDrafts);
