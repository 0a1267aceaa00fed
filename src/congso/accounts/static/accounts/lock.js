// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen lock: a dialog over the page, which stays as it is with everything typed in it.
const LOCK = "/accounts/lock/";
const asked = { "HX-Request": "true" };
let dialog = null;

function show(html) {
  if (!dialog) {
    dialog = document.createElement("dialog");
    dialog.className = "lock";
    dialog.setAttribute("aria-labelledby", "locked");
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
  }
  // The fragment is our own, made by the server; it has no script.
  dialog.innerHTML = html;
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("#unlock-password").focus();
}

async function open() {
  if (dialog?.open) return;
  const response = await fetch(LOCK, { headers: asked });
  if (response.status === 423) show(await response.text());
  else if (response.redirected || response.status === 401) location.reload();
}

function close() {
  dialog?.close();
  dialog?.remove();
  dialog = null;
}

async function send(form) {
  const response = await fetch(form.action, { method: "POST", headers: asked, body: new FormData(form) });
  if (response.status === 204) {
    close();
    document.dispatchEvent(new CustomEvent("congso:unlocked"));
  } else if (response.status === 422) show(await response.text());
  else location.reload();
}

async function useKey(button) {
  const form = button.closest("form");
  try {
    const answer = await fetch(button.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    const { request_options: options } = await answer.json();
    form.elements.credential.value = JSON.stringify(await window.webauthnJSON.get(options));
  } catch {
    form.querySelector("[data-lock-error]").hidden = false;
    return;
  }
  if (dialog) await send(form);
  else form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!dialog?.contains(form) || event.submitter?.hasAttribute("data-lock-leave")) return;
  event.preventDefault();
  send(form);
});

document.addEventListener("click", async (event) => {
  const key = event.target.closest("[data-unlock-key]");
  if (key) useKey(key);
  if (event.target.closest("[data-lock-now]")) {
    event.preventDefault();
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    const response = await fetch(LOCK, { method: "POST", headers: { ...asked, "X-CSRFToken": token } });
    if (response.status === 423) show(await response.text());
  }
});

document.addEventListener("congso:locked", open);

// Nobody is there: when the time is up, ask the server, which also knows what other tabs did.
let timer = 0;
function plan(seconds) {
  clearTimeout(timer);
  if (seconds > 0) timer = setTimeout(look, (seconds + 1) * 1000);
}

async function look() {
  const response = await fetch(LOCK, { headers: { ...asked, "X-Congso-Poll": "lock" } });
  if (response.status === 423) show(await response.text());
  else plan(Number(response.headers.get("X-Session-Seconds")));
}

document.addEventListener("htmx:afterRequest", (event) => {
  const left = event.detail.xhr?.getResponseHeader("X-Session-Seconds");
  if (left) plan(Number(left));
});
document.addEventListener("congso:unlocked", look);
plan(Number(document.documentElement.dataset.sessionSeconds));
