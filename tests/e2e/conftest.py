# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real browser against pages served in this process: what the browser tests share."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_socket import enable_socket
from tests.e2e.served import served

from congso.organisation.tests.factories import Agency, make_agency

# Playwright leaves an event loop in this thread; Django would then refuse every query in it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

REPOSITORY = Path(__file__).resolve().parents[2]
RESULTS = REPOSITORY / "test-results"
DIST = REPOSITORY / "frontend" / "dist"
AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# One line per violation of the content security policy, noted before any script of the page runs.
WATCH_POLICY = """
window.policyViolations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.policyViolations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# What lies half under a bar at the foot of the screen is looked at again where scrolling brings it:
# small there as well, or held under the bar, it stays a finding.
RUN_AXE = """
async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await axe.run(document, { runOnly: rules });
  const isSmallInSight = async (node) => {
    const [control] = node.target.map((selector) => document.querySelector(selector));
    control.scrollIntoView({ block: "center" });
    const again = await axe.run(control, { runOnly: ["target-size"] });
    return again.violations.length > 0;
  };
  const said = [];
  for (const one of violations) {
    const places = [];
    for (const node of one.nodes)
      if (one.id !== "target-size" || (await isSmallInSight(node))) places.push(node.html);
    const shown = places.slice(0, 3).map((html) => html.slice(0, 160)).join(" | ");
    if (places.length) said.push(`${one.impact} ${one.id}: ${shown}`);
  }
  return said;
}
"""


def browser_path() -> str | None:
    """The Chromium to test with: as named, or as installed."""
    named = os.environ.get("CONGSO_TEST_BROWSER", "")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    if not path or not Path(path).exists():
        pytest.fail("no Chromium here: set CONGSO_TEST_BROWSER")
    with sync_playwright() as playwright:
        # Chromium is driven through a pipe of its own; the tests' closed network does not touch it
        chromium = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")  # no longer: its settings would be those of every later test
def sample_server() -> Iterator[str]:
    """The developers' pages without database or sign-in; gives the base address."""
    if not (DIST / "app.css").exists():
        pytest.fail("frontend/dist is not built: npm run build")
    with override_settings(
        ROOT_URLCONF="congso.ui.urls",
        CONGSO_UI_SAMPLES=True,
        ALLOWED_HOSTS=["*"],
        STATICFILES_DIRS=[DIST],
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
        ],
    ):
        enable_socket()
        with served() as address:
            yield address


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, sample_server: str, socket_enabled: None) -> Iterator[OpenPage]:
    """Opens a sample page in a window of its own: open_page("register", 1366, 768)."""
    contexts = []

    def open_(
        name: str, width: int = 1440, height: int = 900, theme: str = "light", text: str = ""
    ) -> Page:
        phone = width < 600
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            is_mobile=phone,
            has_touch=phone,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_init_script(WATCH_POLICY)
        page = context.new_page()
        troubles: list[str] = []
        page.troubles = troubles  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: line.type == "error" and troubles.append(line.text))
        path = "" if name == "components" else f"{name}/"
        page.goto(f"{sample_server}/ui/components/{path}?theme={theme}&text={text}")
        page.wait_for_function("document.fonts.status === 'loaded' && window.htmx")
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def check_page() -> Callable[[Page, str], None]:
    """What must hold for every page: policy kept, no error, accessible, no sideways scroll."""

    def check(page: Page, picture: str) -> None:
        RESULTS.mkdir(exist_ok=True)
        page.screenshot(path=RESULTS / f"{picture}.png")
        assert page.evaluate("window.policyViolations") == []
        assert page.troubles == []  # type: ignore[attr-defined]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{wide} px too wide"
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN_AXE) == []

    return check


# --- the product itself, signed in as people of the small test agency


@pytest.fixture
def agency(transactional_db: None, settings: Any, tmp_path: Path) -> Agency:
    settings.CONGSO_ENV = SimpleNamespace(
        data=SimpleNamespace(data_dir=tmp_path, blobs=(tmp_path / "blobs").as_uri()),
        scan=SimpleNamespace(clamd=None),
    )
    return make_agency()


@pytest.fixture
def site(transactional_db: None, socket_enabled: None, settings: Any) -> Iterator[str]:
    """The product served for this test alone; at rest before the tables are emptied."""
    # the live stream of counters never ends: it would hold a thread of this server for each page
    settings.CONGSO_UI_URLS = {**settings.CONGSO_UI_URLS, "events": "", "counts": ""}
    with served() as address:
        yield address


@pytest.fixture
def visit(agency: Agency, browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page signed in as a person, in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_(
        path: str, login: str = "diepptn", size: tuple[int, int] = (1366, 768), theme: str = ""
    ) -> Page:
        client = Client()  # of its own: a second sign-in of one client ends the first
        client.force_login(agency.people[login])
        context = browser.new_context(
            base_url=site,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            reduced_motion="reduce",
            is_mobile=size[0] < 600,
            has_touch=size[0] < 600,
        )
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH_POLICY)
        page = context.new_page()
        page.troubles = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.troubles.append(str(error)))  # type: ignore[attr-defined]
        page.goto(path)
        page.wait_for_function("window.htmx && document.fonts.status === 'loaded'")
        if theme:
            page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        return page

    yield open_
    for context in contexts:
        context.close()
