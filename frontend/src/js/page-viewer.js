// SPDX-License-Identifier: AGPL-3.0-or-later
// <page-viewer>: pictures of pages, loaded as they come near. Zoom, turn, [ and ], with or without the
// arrival stamp. Without script the pages simply stand one under the other.
import { kept, root, word } from "./page.js";

const STEPS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

class PageViewer extends HTMLElement {
  connectedCallback() {
    if (this.area) return;
    this.area = this.querySelector(".pages");
    this.turned = 0;
    this.zoom = kept.get("congso:zoom") || 1;
    this.addEventListener("click", (event) => this.act(event.target.closest("[data-view]")?.dataset.view));
    this.keys = (event) => this.key(event);
    document.addEventListener("keydown", this.keys);
    this.area?.addEventListener("scroll", () => this.label(), { passive: true });
    this.setZoom(this.zoom);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.keys);
  }

  get pages() { return [...this.area.querySelectorAll(".pg")]; }

  get current() {
    const middle = this.area.scrollTop + this.area.clientHeight / 3;
    const { pages } = this;
    const at = pages.findIndex((page) => page.offsetTop - this.area.offsetTop + page.offsetHeight > middle);
    return at < 0 ? pages.length - 1 : at;
  }

  act(name) {
    const step = STEPS.indexOf(STEPS.find((one) => one >= this.zoom - 0.01));
    if (name === "in") this.setZoom(STEPS[Math.min(step + 1, STEPS.length - 1)]);
    else if (name === "out") this.setZoom(STEPS[Math.max(step - 1, 0)]);
    else if (name === "fit") this.setZoom(1);
    else if (name === "turn") this.turn();
    else if (name === "next") this.go(this.current + 1);
    else if (name === "back") this.go(this.current - 1);
    else if (name === "full") this.full();
    else if (name === "stamp") this.classList.toggle("no-stamp");
  }

  setZoom(value) {
    this.zoom = value;
    this.area.style.setProperty("--zoom", value);
    kept.set("congso:zoom", value);
    this.label();
  }

  // a page turned on its side is as high as it was wide
  turn() {
    const before = this.turned;
    this.turned = (this.turned + 90) % 360;
    for (const page of this.pages) {
      page.classList.remove(`turn-${before}`);
      page.classList.toggle(`turn-${this.turned}`, this.turned > 0);
      const [image, overlay] = [page.querySelector("img"), page.querySelector(".overlay")];
      if (!image) continue;
      const side = this.turned % 180 !== 0;
      const width = image.getAttribute("width"), height = image.getAttribute("height");
      page.style.aspectRatio = side ? `${height} / ${width}` : "";
      const part = side ? `${(width / height) * 100}%` : "";
      for (const layer of [image, overlay]) if (layer) layer.style.width = part;
    }
  }

  go(index) {
    const page = this.pages[Math.max(0, Math.min(this.pages.length - 1, index))];
    if (page) this.area.scrollTo({ top: page.offsetTop - this.area.offsetTop - 8 });
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.requestFullscreen?.();
  }

  label() {
    const element = this.querySelector("[data-page-label]");
    if (element && this.pages.length) element.textContent = word("page_of", { page: this.current + 1, pages: this.pages.length });
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]") || !this.isConnected) return;
    if (event.key === "[") this.act("back");
    else if (event.key === "]") this.act("next");
  }
}

customElements.define("page-viewer", PageViewer);
