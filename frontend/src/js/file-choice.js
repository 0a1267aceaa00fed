// SPDX-License-Identifier: AGPL-3.0-or-later
// <file-choice>: a file input in the words of the product; the name of the chosen file beside it.
class FileChoice extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("input[type=file]");
    this.chosen = this.querySelector("[data-chosen]");
    this.none = this.chosen.textContent;
    this.input.addEventListener("change", () => this.show());
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.over(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.over(event, false));
    this.addEventListener("drop", (event) => this.take(event.dataTransfer.files));
    this.show();
  }

  over(event, on) {
    event.preventDefault();
    this.classList.toggle("over", on);
  }

  take(files) {
    if (!files.length) return;
    const kept = new DataTransfer();
    for (const file of this.input.multiple ? files : [files[0]]) kept.items.add(file);
    this.input.files = kept.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  show() {
    const names = [...this.input.files].map((file) => file.name);
    this.chosen.textContent = names.join(", ") || this.none;
    this.chosen.classList.toggle("muted", !names.length);
  }
}

customElements.define("file-choice", FileChoice);
