// SPDX-License-Identifier: AGPL-3.0-or-later
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
