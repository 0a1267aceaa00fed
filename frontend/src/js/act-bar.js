// SPDX-License-Identifier: AGPL-3.0-or-later
// The bar of acts stays one row: when it would wrap, lesser acts move into its menu "…".
const watched = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));

const parts = (bar, css) => [...bar.querySelectorAll(`:scope > ${css}, :scope > form > ${css}`)];

function wraps(bar) {
  const [first, ...others] = parts(bar, "*").filter((part) => part.offsetWidth);
  return others.some((part) => part.offsetTop > first.offsetTop + first.offsetHeight / 2);
}

// From the last one on, until the row holds what is left; the menu then has all lesser acts.
function fit(bar) {
  const lesser = parts(bar, ".opt");
  lesser.forEach((part) => part.classList.remove("gone"));
  bar.classList.remove("tight");
  while (lesser.length && wraps(bar)) {
    bar.classList.add("tight");
    lesser.pop().classList.add("gone");
  }
}

function watch(within) {
  for (const bar of within.querySelectorAll(".det .abar")) {
    watched.observe(bar);
    fit(bar);
  }
}

// On a phone the bar gives way to the buttons of a form that is open beside the paper.
function giveWay() {
  const open = Boolean(document.querySelector("#work form[data-main]"));
  for (const bar of document.querySelectorAll(".det .abar")) bar.classList.toggle("away", open);
}

watch(document);
giveWay();
document.fonts?.ready.then(() => watch(document));
document.addEventListener("htmx:load", (event) => {
  watch(event.detail.elt);
  giveWay();
});
