// SPDX-License-Identifier: AGPL-3.0-or-later
// <file-drop name data-url data-max multiple>: files go up at once, three at a time, each on its own:
// one that fails does not stop the others. The form carries the ids the server gives back.
import { say } from "./live-region.js";
import { csrfToken, fileSize, icon, make, word } from "./page.js";

const AT_ONCE = 3;
const NOBODY = "00000000-0000-0000-0000-000000000000";
const KINDS = { pdf: "pdf", doc: "doc", docx: "doc", xls: "xls", xlsx: "xls", ppt: "ppt", pptx: "ppt" };
const glyphs = { pdf: () => icon("file-type-pdf"), doc: () => icon("file-type-doc"), xls: () => icon("file-type-xls"), ppt: () => icon("file-type-ppt") };
const glyph = (name) => (glyphs[KINDS[name.split(".").pop().toLowerCase()]] || (() => icon("file")))();

class FileDrop extends HTMLElement {
  connectedCallback() {
    if (this.area) return;
    this.area = this.querySelector(".drop");
    this.input = this.area.querySelector("input[type=file]");
    this.listing = this.querySelector("[data-files]");
    this.waiting = [];
    this.going = new Set();
    this.input.addEventListener("change", () => this.take(this.input.files));
    this.listing.addEventListener("click", (event) => event.target.closest("[data-remove]") && this.drop(event.target.closest(".file")));
    // where the element holds more than its box (a scan beside a form), all of it takes drops
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.over(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.over(event, false));
    this.addEventListener("drop", (event) => this.take(event.dataTransfer.files));
    this.form = this.dataset.form ? document.getElementById(this.dataset.form) : this.closest("form");
    this.guard = (event) => this.hold(event);
    this.form?.addEventListener("submit", this.guard, true);
    if (this.input.files.length) this.take(this.input.files); // chosen before this script came
  }

  disconnectedCallback() {
    for (const job of this.going) job.xhr?.abort();
    this.form?.removeEventListener("submit", this.guard, true);
  }

  get busy() { return this.going.size + this.waiting.length > 0; }

  over(event, on) {
    event.preventDefault();
    this.area.classList.toggle("over", on);
  }

  hold(event) {
    if (!this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(word("upload_busy"));
    this.listing.querySelector(".file button")?.focus();
  }

  take(files) {
    const chosen = [...files].slice(0, this.hasAttribute("multiple") ? undefined : 1);
    if (!this.hasAttribute("multiple") && chosen.length) this.listing.replaceChildren();
    for (const file of chosen) this.waiting.push(this.row(file));
    this.input.value = "";
    this.next();
  }

  row(file) {
    const note = make("span", {}, word("upload_waiting"));
    const bar = make("progress", { max: 100, value: 0, "aria-label": file.name });
    const acts = make("span", { class: "acts" });
    const body = make("div", {}, make("span", { class: "name", title: file.name }, make("span", {}, file.name)), bar, make("small", {}, note));
    const element = make("div", { class: "file" }, glyph(file.name), body, acts);
    const job = { file, element, note, bar, acts, body };
    this.listing.append(element);
    this.button(job, "x", word("cancel"), () => this.cancel(job));
    return job;
  }

  button(job, name, text, act) {
    const glyphOf = { x: () => icon("x"), refresh: () => icon("refresh"), trash: () => icon("trash") }[name];
    const element = make("button", { type: "button", class: "ib s", "aria-label": `${text}: ${job.file.name}` }, glyphOf());
    element.addEventListener("click", act);
    job.acts.append(element);
  }

  next() {
    while (this.going.size < AT_ONCE && this.waiting.length) this.send(this.waiting.shift());
  }

  send(job) {
    const limit = Number(this.dataset.max || 0);
    if (limit && job.file.size > limit) {
      this.failed(job, word("too_large", { limit: this.dataset.maxText || fileSize(limit) }), false);
      return;
    }
    this.going.add(job);
    const xhr = (job.xhr = new XMLHttpRequest());
    xhr.upload.addEventListener("progress", (event) => event.lengthComputable && this.progress(job, event));
    xhr.addEventListener("load", () => this.answer(job));
    xhr.addEventListener("error", () => this.failed(job, word("lost_read")));
    xhr.addEventListener("timeout", () => this.failed(job, word("lost_read")));
    xhr.addEventListener("loadend", () => { this.going.delete(job); this.next(); });
    const body = new FormData();
    body.append("file", job.file, job.file.name.normalize("NFC"));
    xhr.open("POST", this.dataset.url);
    xhr.setRequestHeader("X-CSRFToken", csrfToken());
    xhr.setRequestHeader("Accept", "application/json");
    xhr.send(body);
  }

  progress(job, { loaded, total }) {
    const percent = Math.floor((loaded / total) * 100);
    job.bar.value = percent;
    job.note.textContent = word("uploading", { percent, done: fileSize(loaded), total: fileSize(total) });
  }

  answer(job) {
    const data = parsed(job.xhr.responseText);
    if (job.xhr.status >= 200 && job.xhr.status < 300 && data.id) this.done(job, data);
    else {
      const key = { 401: "session_over", 403: "forbidden", 413: "too_large", 429: "slow_down", 507: "no_room" }[job.xhr.status];
      this.failed(job, data.detail || word(key || "server_error", { limit: this.dataset.maxText || "" }));
    }
  }

  done(job, data) {
    job.bar.remove();
    job.note.textContent = fileSize(data.size ?? job.file.size);
    job.body.append(make("input", { type: "hidden", name: this.getAttribute("name"), value: data.id, form: this.dataset.form || null }));
    job.element.dataset.id = data.id;
    if (this.dataset.row) this.follow(job.element, data.id);
    job.acts.replaceChildren();
    this.button(job, "trash", word("remove", { name: "" }).trim(), () => this.drop(job.element));
    say(word("upload_done", { name: job.file.name }));
    this.dispatchEvent(new CustomEvent("congso:uploaded", { bubbles: true, detail: data }));
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The server draws the row from here on: it is checked, kept, or refused with a reason.
  follow(element, id) {
    element.setAttribute(this.dataset.rowBy === "get" ? "hx-get" : "hx-post", this.dataset.row.replace(NOBODY, id));
    element.setAttribute("hx-trigger", "load");
    element.setAttribute("hx-target", "this");
    element.setAttribute("hx-swap", "outerHTML");
    window.htmx.process(element);
  }

  failed(job, reason, again = true) {
    this.going.delete(job);
    job.bar.hidden = true;
    job.note.textContent = reason;
    job.note.className = "bad";
    job.acts.replaceChildren();
    if (again) this.button(job, "refresh", word("retry"), () => this.retry(job));
    this.button(job, "trash", word("remove", { name: "" }).trim(), () => this.drop(job.element));
    say(word("upload_failed", { name: job.file.name, reason }));
  }

  retry(job) {
    job.bar.hidden = false;
    job.bar.value = 0;
    job.note.className = "";
    job.note.textContent = word("upload_waiting");
    job.acts.replaceChildren();
    this.button(job, "x", word("cancel"), () => this.cancel(job));
    this.waiting.push(job);
    this.next();
  }

  cancel(job) {
    this.waiting = this.waiting.filter((other) => other !== job);
    job.xhr?.abort();
    this.drop(job.element);
  }

  drop(element) {
    const next = element.nextElementSibling?.querySelector("button") || this.input;
    const had = element.contains(document.activeElement);
    element.remove();
    if (had) next.focus();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function parsed(text) {
  try { return JSON.parse(text) || {}; } catch { return {}; }
}

customElements.define("file-drop", FileDrop);
