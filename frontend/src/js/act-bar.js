// SPDX-License-Identifier: AGPL-3.0-or-later
// The bar of acts stays one row: when it would wrap, lesser acts move into its menu "…".
const watched = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));

function fit(bar) {
  bar.classList.remove("tight");
  const shown = [...bar.children].filter((child) => child.offsetWidth);
  const wraps = shown.some((child) => child.offsetTop > shown[0].offsetTop + shown[0].offsetHeight / 2);
  bar.classList.toggle("tight", wraps);
}

function watch(within) {
  for (const bar of within.querySelectorAll(".det .abar")) {
    watched.observe(bar);
    fit(bar);
  }
}

watch(document);
document.fonts?.ready.then(() => watch(document));
document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
