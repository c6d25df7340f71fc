"""One walk through the page as a reader takes it, in a real Chromium against a real server."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from settings import ROOT, Settings

CHROMIUM = Path("/usr/bin/chromium")
WAIT_MILLISECONDS = 120_000


@pytest.fixture(scope="module")
def address(built: Settings) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env={**os.environ, "COTEJO_DATA": str(built.data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["wide", "narrow"])
def page(request: pytest.FixtureRequest) -> Iterator[Page]:
    if not CHROMIUM.is_file():
        pytest.fail("There is no Chromium. Install it: scripts/install-system-packages")
    width, height = request.param
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        context = browser.new_context(locale="es-CL", viewport={"width": width, "height": height})
        page = context.new_page()
        page.set_default_timeout(WAIT_MILLISECONDS)
        yield page
        browser.close()


def test_ask_in_spanish_open_the_passage_see_the_highlight_switch_language(
    page: Page, address: str
) -> None:
    expect.set_options(timeout=WAIT_MILLISECONDS)
    page.goto(address)
    question = page.get_by_placeholder("Escriba su pregunta")
    question.fill("¿Quién dirige la Sesión 3?")
    question.press("Enter")
    expect(page.locator("blockquote").first).to_contain_text("Daniel Morris")

    page.get_by_role("button", name="[1] Programa del taller, Sesión 3").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("mark")).to_contain_text("Natalie Evans")
    expect(panel.locator("mark")).to_be_in_viewport()
    expect(panel).to_contain_text("Inglés")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)

    if page.viewport_size and page.viewport_size["width"] < 600:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_placeholder("Write your question")).to_be_attached()
    expect(page.locator("blockquote").first).to_contain_text("Daniel Morris")
    expect(page.get_by_role("button", name="[1] Workshop brief, Session 3 (Spanish)")).to_be_attached()


def test_a_permalink_opens_the_quote(page: Page, address: str) -> None:
    page.goto(f"{address}/library?source=ungp-6&at=&lang=en&quote=21-80")
    expect(page.locator("mark")).to_be_visible(timeout=WAIT_MILLISECONDS)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
