// SPDX-License-Identifier: AGPL-3.0-or-later
// Ties buttons to django-allauth's security key scripts (loaded before) without a line in the page.
(() => {
  const forms = window.allauth?.webauthn?.forms;
  const shown = (on) => {
    for (const place of document.querySelectorAll("[data-security-key-error]")) place.hidden = !on;
  };
  const setup = {
    login: (button) => forms.loginForm({ ids: { login: button.id, credential: button.dataset.credential } }),
    authenticate: (button) =>
      forms.authenticateForm({
        ids: { authenticate: button.id, credential: button.dataset.credential },
        data: JSON.parse(button.dataset.options),
      }),
    add: (button) =>
      forms.addForm({
        ids: { add: button.id, credential: button.dataset.credential, passwordless: button.dataset.passwordless },
        data: JSON.parse(button.dataset.options),
      }),
  };
  for (const button of document.querySelectorAll("[data-security-key]")) {
    // Browsers offer security keys on https and localhost only.
    if (!forms || !window.webauthnJSON?.supported()) {
      button.disabled = true;
      continue;
    }
    setup[button.dataset.securityKey](button);
    button.addEventListener("click", () => shown(false));
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    shown(true);
  });
})();
