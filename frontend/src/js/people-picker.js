// SPDX-License-Identifier: AGPL-3.0-or-later
// <people-picker name data-url multiple>: a combobox with a remote list (people, units, agencies).
// The server searches without diacritics and sorts; it answers
// {"groups": [{"label": "…", "items": [{"id", "name", "note", "warn"}]}]}. An empty query asks for the recent ones.
import { say } from "./live-region.js";
import { icon, make, word } from "./page.js";

const REST = 180;
let serial = 0;

class PeoplePicker extends HTMLElement {
  connectedCallback() {
    if (this.box) return;
    this.frame = this.querySelector(".pick");
    this.box = this.frame.querySelector("input[type=text]");
    this.listId = `pick-${++serial}`;
    const { box } = this;
    const attributes = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
    this.frame.addEventListener("click", (event) => this.clicked(event));
    box.addEventListener("input", (event) => !event.isComposing && this.later());
    box.addEventListener("compositionend", () => this.later());
    box.addEventListener("focus", () => !this.still && box.matches(":focus-visible") && !this.full && this.later(0));
    box.addEventListener("click", () => this.list || this.later(0));
    box.addEventListener("keydown", (event) => this.key(event));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.shut());
    this.full = false;
    this.capacity();
  }

  disconnectedCallback() {
    this.request?.abort();
  }

  get many() { return this.hasAttribute("multiple"); }
  get chosen() { return [...this.frame.querySelectorAll(".it")]; }
  get options() { return this.list ? [...this.list.querySelectorAll("[role=option]")] : []; }

  // one person only: the box gives way to the name until it is removed
  capacity() {
    this.full = !this.many && this.chosen.length > 0;
    this.box.placeholder = this.chosen.length ? "" : this.box.placeholder || this.dataset.placeholder || "";
  }

  later(rest = REST) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), rest);
  }

  async search() {
    const query = this.box.value.trim();
    this.request?.abort();
    this.request = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", query);
    for (const item of this.chosen) url.searchParams.append("not", item.dataset.id);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: this.request.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(await answer.json(), query);
    } catch (error) {
      if (error.name !== "AbortError") this.message(word("search_failed"));
    }
  }

  show(data, query) {
    const taken = new Set(this.chosen.map((item) => item.dataset.id));
    const parts = [];
    let count = 0;
    for (const group of data.groups || []) {
      const items = group.items.filter((item) => !taken.has(String(item.id)));
      if (!items.length) continue;
      const options = items.map((item) => this.option(item, `${this.listId}-${count++}`));
      if (!group.label) parts.push(...options);
      else {
        const head = make("div", { class: "grp", id: `${this.listId}-g${parts.length}` }, group.label);
        parts.push(make("div", { role: "group", "aria-labelledby": head.id }, head, ...options));
      }
    }
    if (!count) {
      this.message(word("no_results", { query }));
      return;
    }
    this.open(parts);
    this.point(query ? this.options[0] : null);
    say(word("results", { count }));
  }

  option(item, id) {
    const element = make("div", { role: "option", id, "data-id": item.id, "data-name": item.name, "aria-selected": "false" },
      make("span", {}, item.name),
      item.warn ? make("span", { class: "warn sm" }, item.warn) : null,
      item.note ? make("small", {}, item.note) : null);
    if (item.warn) element.dataset.warn = item.warn;
    // mousedown, so that the box keeps the focus
    element.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.choose(element);
    });
    return element;
  }

  open(children) {
    this.list?.remove();
    this.list = make("div", { class: "pick-list", role: "listbox", id: this.listId, "aria-label": this.label() }, ...children);
    if (this.many) this.list.setAttribute("aria-multiselectable", "true");
    this.append(this.list);
    this.box.setAttribute("aria-expanded", "true");
    this.box.setAttribute("aria-controls", this.listId);
  }

  message(text) {
    this.shut();
    this.note = make("div", { class: "pick-list" }, make("div", { class: "none" }, text));
    this.append(this.note);
    say(text);
  }

  label() {
    return document.querySelector(`label[for="${this.box.id}"]`)?.textContent.trim() || this.box.getAttribute("aria-label") || "";
  }

  shut() {
    this.request?.abort();
    clearTimeout(this.timer);
    this.list?.remove();
    this.note?.remove();
    this.list = this.note = null;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-controls");
    this.box.removeAttribute("aria-activedescendant");
  }

  point(option) {
    for (const other of this.options) {
      other.removeAttribute("data-at");
      other.setAttribute("aria-selected", "false");
    }
    this.at = option || null;
    if (!option) {
      this.box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("data-at", "");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const options = this.options;
    const at = options.indexOf(this.at);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options.length) this.later(0);
      else this.point(options[(at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length] || options[0]);
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      // Enter in an empty, closed box stays Enter of the form
      if (this.at) {
        event.preventDefault();
        event.stopPropagation();
        this.choose(this.at);
      } else if (this.box.value) event.preventDefault();
    } else if (event.key === "Escape" && (this.list || this.note)) {
      event.preventDefault();
      event.stopPropagation();
      this.shut();
    } else if (event.key === "Backspace" && !this.box.value) {
      const last = this.chosen.at(-1);
      if (last) this.remove_(last);
    }
  }

  /** Takes the focus without offering the list at once. */
  focusQuietly() {
    this.still = true;
    this.box.focus();
    this.still = false;
  }

  /** Puts chosen ones in by their ids and names: a proposal, or a draft of this machine. */
  set(items) {
    this.chosen.forEach((item) => item.remove());
    for (const item of items) this.add(item);
    this.changed();
  }

  /** The chosen ones, as `set` takes them. */
  get items() {
    return this.chosen.map((item) => {
      const { id, warn } = item.dataset;
      const text = item.firstChild.textContent.trim();
      return warn ? { id, warn, name: text.slice(0, -` · ${warn}`.length) } : { id, name: text };
    });
  }

  add({ id, name, warn }) {
    const remove = make("button", { type: "button", "aria-label": word("remove", { name }) }, icon("x", "i-sm"));
    const item = make("span", { class: `it${warn ? " warn" : ""}`, "data-id": id, "data-warn": warn || "" }, warn ? `${name} · ${warn}` : name,
      make("input", { type: "hidden", name: this.getAttribute("name"), value: id }), remove);
    this.box.before(item);
  }

  choose(option) {
    if (!this.many) this.chosen.forEach((item) => item.remove());
    const { name, warn } = option.dataset;
    this.add(option.dataset);
    this.box.value = "";
    this.frame.classList.remove("sug");
    this.shut();
    this.changed();
    say([word("chosen", { name }), warn].filter(Boolean).join(": "));
    this.box.focus();
  }

  clicked(event) {
    const button = event.target.closest(".it button");
    if (button) this.remove_(button.closest(".it"));
    else if (event.target === this.frame) this.box.focus();
  }

  remove_(item) {
    const name = item.firstChild.textContent.trim();
    item.remove();
    this.frame.classList.remove("sug");
    this.changed();
    say(word("removed", { name }));
    this.box.focus();
  }

  changed() {
    this.capacity();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("people-picker", PeoplePicker);
