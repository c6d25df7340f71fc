"""Take the screenshots of docs/images from a running page, in Chromium, with four views of each.

python scripts/take_screenshots.py [http://localhost:8501]
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
QUESTIONS = {
    "es-CL": "¿Cuáles son los seis pasos de la debida diligencia?",
    "en-US": "What does Guiding Principle 6 ask of States when they buy?",
}
WIDTHS = {"wide": (1280, 900), "narrow": (390, 844)}


def main(address: str) -> None:
    """Write answer and passage, in each language and width, as PNG files."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for locale, question in QUESTIONS.items():
            for name, (width, height) in WIDTHS.items():
                context = browser.new_context(locale=locale, viewport={"width": width, "height": height})
                page = context.new_page()
                page.set_default_timeout(120_000)
                page.goto(address)
                _take(page, question, f"{locale[:2]}-{name}")
                context.close()
        browser.close()


def _take(page: Page, question: str, name: str) -> None:
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    page.locator("blockquote").first.wait_for()
    page.get_by_test_id("stPopover").wait_for()
    page.wait_for_timeout(1_500)
    page.screenshot(path=FOLDER / f"answer-{name}.png")
    page.get_by_role("button", name="[1]").first.click()
    page.locator("mark").first.wait_for()
    page.wait_for_timeout(1_500)
    page.screenshot(path=FOLDER / f"passage-{name}.png")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8501")
