// SPDX-License-Identifier: AGPL-3.0-or-later
// <queue-keys> around the distribution form: Enter accepts, digits choose the leader, letters go to
// fields. Keys belong to controls (data-key), so here is only Enter, which must never fire by accident.
class QueueKeys extends HTMLElement {
  connectedCallback() {
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
  }

  key(event) {
    if (event.key !== "Enter" || event.repeat || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || document.querySelector("dialog[open], .pick-list")) return;
    if (event.target.closest?.("input:not([type=radio]), textarea, select, button, a, summary, [contenteditable]")) return;
    const accept = this.querySelector("[data-primary]");
    if (!accept || accept.disabled || accept.closest(".htmx-request")) return;
    event.preventDefault();
    accept.click();
  }
}

customElements.define("queue-keys", QueueKeys);
