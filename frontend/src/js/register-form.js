// SPDX-License-Identifier: AGPL-3.0-or-later
// <register-form>: the clerk's form beside the scan. Shows the fields the kind of paper asks for, fills
// empty fields from page one and marks them, checks for doubles, and keeps the keyboard going.
import { say } from "./live-region.js";
import { csrfToken, icon, make, word } from "./page.js";

const REST = 250;
// In the order in which a paper is read; the first empty one gets the focus.
const ORDER = ["issuer", "symbol", "issued_on", "subject", "meets_on"];

class RegisterForm extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("input", (event) => this.touched(event.target));
    this.addEventListener("focusout", (event) => event.target.closest("people-picker[name=issuer]") && this.check());
    this.addEventListener("congso:restore-files", (event) => this.restoreFiles(event.detail.values));
    this.addEventListener("htmx:afterSettle", (event) => this.settled(event));
    this.addEventListener("htmx:configRequest", (event) => this.sending(event));
    addEventListener("pagehide", () => this.release());
    this.begin(!this.querySelector("[data-error-summary]"));
  }

  disconnectedCallback() {
    this.release();
  }

  // Left by whatever way: the other clerk need not wait until the claim runs out.
  release() {
    const url = this.querySelector("#claim")?.dataset.release;
    if (url) navigator.sendBeacon(url, new URLSearchParams({ csrfmiddlewaretoken: csrfToken() }));
  }

  get form() { return this.querySelector("#register"); }
  control(name) { return this.form?.elements[name]; }

  begin(focus) {
    this.known = new Set();
    this.filled = [];
    this.asked = null;
    this.numbered = null;
    this.shownFile = this.querySelector("[name=main]:checked")?.value || "";
    this.show();
    this.files(this.querySelector(".scan page-viewer") !== null);
    if (focus) this.focusNext();
    this.check(true);
  }

  settled(event) {
    if (event.detail.elt === this) this.begin(event.detail.xhr?.status !== 422);
    else for (const row of this.querySelectorAll(".file[data-new]")) this.arrived(row);
  }

  // What still has its amber edge keeps it when the form comes back with errors.
  sending(event) {
    if (event.detail.elt !== this.form) return;
    const marked = [...this.querySelectorAll(".field .sug")].map((one) => one.closest(".field").querySelector("[name]").name);
    event.detail.parameters.suggested = marked.map((name) => (name === "issuer_typed" ? "issuer" : name)).join(" ");
  }

  changed(event) {
    const { target } = event;
    this.touched(target);
    if (target.name === "office") this.number();
    if (["type", "secrecy", "is_restricted", "is_missing_annex", "has_no_number"].includes(target.name)) this.show();
    if (target.name === "main") this.asked = target;
    if (target.matches?.("file-drop") || target.name === "main") this.files();
    if (["symbol", "office", "main"].includes(target.name) || target.matches?.("people-picker[name=issuer]")) this.check();
  }

  // What a person has typed is not proposed again and no longer marked.
  touched(target) {
    const field = target.closest?.(".field");
    if (!field || this.filling) return;
    this.known.add(target.name || target.getAttribute("name") || target.closest("people-picker")?.getAttribute("name"));
    this.unmark(field);
  }

  show() {
    const { form } = this;
    if (!form) return;
    const type = this.control("type")?.value;
    const has = (list) => (list || "").split(" ").includes(type);
    const secret = this.control("secrecy")?.value !== "normal";
    const state = {
      meeting: has(form.dataset.meetingTypes),
      petition: has(form.dataset.petitionTypes),
      restricted: this.control("is_restricted")?.checked,
      missing: this.control("is_missing_annex")?.checked,
      secret,
      open: !secret,
    };
    for (const part of this.querySelectorAll("[data-when]")) part.hidden = !state[part.dataset.when];
    this.number();
  }

  // Another kind or book was chosen: which number the paper is likely to get there.
  number() {
    const asked = `${this.control("type")?.value} ${this.control("office")?.value}`;
    const known = this.numbered;
    this.numbered = asked;
    if (known !== null && known !== asked) this.querySelector("#expected")?.dispatchEvent(new CustomEvent("congso:number"));
  }

  focusNext() {
    const suggested = this.querySelector(".field [data-unsure]");
    const empty = ORDER.map((name) => this.box(name)).find((box) => box && !box.closest("[hidden]") && !this.valueOf(box));
    const next = empty || suggested || this.querySelector("[data-primary]");
    const picker = next?.closest("people-picker");
    if (matchMedia("(pointer: coarse)").matches) return; // a keyboard on the screen hides the scan
    if (picker?.focusQuietly) picker.focusQuietly();
    else next?.focus({ focusVisible: true });
  }

  box(name) {
    return name === "issuer" ? this.querySelector("#id_issuer") : this.control(name);
  }

  valueOf(box) {
    const picker = box.closest?.("people-picker");
    return picker ? picker.querySelector(".it") || box.value : box.value?.trim();
  }

  // --- files
  arrived(row) {
    row.removeAttribute("data-new");
    this.files();
  }

  // The first one that bears a number, else the first with pages, until a person says otherwise.
  files(quiet = false) {
    const mains = [...this.querySelectorAll("[name=main]")];
    const asked = mains.find((one) => one.checked && one === this.asked);
    const paged = mains.find((one) => Number(one.closest(".file").dataset.pages) > 0);
    const numbered = mains.find((one) => "numbered" in one.closest(".file").dataset);
    const main = asked || (quiet && mains.find((one) => one.checked)) || numbered || paged || mains[0];
    if (main) main.checked = true;
    if (quiet) return;
    const shown = main?.value || "";
    if (shown !== this.shownFile) {
      this.shownFile = shown;
      this.querySelector("#scan")?.dispatchEvent(new CustomEvent("congso:files"));
      this.propose(JSON.parse(main?.closest(".file").dataset.proposed || "{}"));
    }
    this.check();
  }

  async restoreFiles(values) {
    const place = this.querySelector("[data-files]");
    const url = new URL(this.querySelector("file-drop").dataset.rowsUrl, location.href);
    for (const value of values) url.searchParams.append("files", value);
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    place.innerHTML = await answer.text();
    this.files();
  }

  // --- what page one proposes
  propose(values) {
    const filled = [];
    this.filling = true;
    this.withdraw();
    for (const [name, proposed] of Object.entries(values)) if (this.fill(name, proposed)) filled.push(name);
    this.filling = false;
    this.filled = filled;
    this.show();
    if (!filled.length) return;
    this.querySelector("[data-sug-note]")?.removeAttribute("hidden");
    say(this.querySelector("[data-sug-note]")?.textContent || "");
    this.check();
    this.focusNext();
  }

  // A better main file came: what the other one proposed and nobody has touched goes again.
  withdraw() {
    for (const name of this.filled || []) {
      if (this.known.has(name)) continue;
      const control = name === "issuer" ? this.box(name) : this.control(name);
      if (name === "issuer") control.closest("people-picker").set([]);
      else if (control instanceof RadioNodeList) control.value = "0";
      else if (name !== "type") control.value = "";
      if (!(control instanceof RadioNodeList)) this.unmark(control.closest(".field"));
    }
  }

  fill(name, { value, label, sure }) {
    if (this.known.has(name)) return false;
    if (name === "issuer") return this.pick(value, label, sure);
    const control = this.control(name);
    if (!control) return false;
    if (control instanceof RadioNodeList) {
      if (control.value !== "0") return false;
      control.value = value;
      return true;
    }
    if (name !== "type" && control.value.trim()) return false;
    if (name === "type" && control.value === value) return true;
    control.value = value;
    this.mark(control, sure);
    return true;
  }

  pick(value, label, sure) {
    const picker = this.querySelector("people-picker[name=issuer]");
    if (!picker || picker.querySelector(".it") || picker.querySelector("input[type=text]").value) return false;
    picker.set([{ id: value, name: label }]);
    this.mark(picker.querySelector("input[type=text]"), sure);
    return true;
  }

  mark(control, sure) {
    const field = control.closest(".field");
    const frame = control.closest(".pick") || control;
    frame.classList.add("sug");
    frame.classList.toggle("unsure", !sure);
    control.toggleAttribute("data-unsure", !sure);
    if (!field.querySelector(".ocr")) {
      const note = make("span", { class: "ocr", id: `${control.id}-ocr` }, icon("scan", "i-sm"), word("from_scan"));
      field.append(note);
      const before = control.getAttribute("aria-describedby");
      control.setAttribute("aria-describedby", [before, note.id].filter(Boolean).join(" "));
    }
  }

  unmark(field) {
    for (const one of field.querySelectorAll(".sug")) one.classList.remove("sug", "unsure");
    for (const one of field.querySelectorAll("[data-unsure]")) one.removeAttribute("data-unsure");
    field.querySelector(".ocr")?.remove();
  }

  // --- is it here already?
  check(quiet = false) {
    if (quiet && !this.control("symbol")?.value && !this.querySelector("[name=main]:checked")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.querySelector("#duplicates")?.dispatchEvent(new CustomEvent("congso:check")), REST);
  }
}

customElements.define("register-form", RegisterForm);
