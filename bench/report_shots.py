"""Pictures of every kind of page at three widths, light and dark, and the pages as printed.

    python bench/report_shots.py [FOLDER] [--out shots]

FOLDER is a rendered report; without one, a made-up audit of 50 agencies is rendered first.  Needs Chromium
and ``playwright`` (``pip install oit[dev]``); says so and ends with 2 where one of them is missing.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

WIDTHS = (390, 1280, 1920)


def pages(folder: Path) -> dict[str, Path]:
    """One page of each kind: the largest agency page and O15 (or the largest item page) show the most."""

    def largest(kind: str) -> Path:
        return max((folder / kind).glob("*.html"), key=lambda path: path.stat().st_size)

    item = folder / "items" / "O15.html"
    return {
        "city": folder / "index.html",
        "agency": largest("agencies"),
        "item": item if item.exists() else largest("items"),
        "method": folder / "method.html",
        "city-en": folder / "en" / "index.html",
    }


def picture(browser: Any, page_path: Path, target: Path) -> None:
    """The top of the overview, down to its first bodies, as a picture for the README."""
    page = browser.new_page(viewport={"width": 1280, "height": 1440}, color_scheme="light")
    page.goto(page_path.resolve().as_uri())
    page.evaluate("document.fonts.ready")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)
    print(target)


def sample(folder: Path) -> Path:
    """A made-up report with a fortnight of history."""
    from reports import render
    from tests.reports.sample import audit, nights

    render(audit(), ["csv", "xlsx", "line", "memo", "html"], folder, "th", history=nights())
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--picture", type=Path, help="only write the overview at 1280 px, for the README")
    parser.add_argument("--only", default="", help="only pages whose kind contains this")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("playwright is not installed: pip install 'oit[dev]'", file=sys.stderr)
        return 2
    if not chromium:
        print("no Chromium found: apt-get install chromium", file=sys.stderr)
        return 2
    folder = options.folder or sample(Path(tempfile.mkdtemp(prefix="oit-shots-")))
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if options.picture:
            picture(browser, folder / "index.html", options.picture)
            return 0
        for kind, path in pages(folder).items():
            if options.only not in kind:
                continue
            for scheme in ("light", "dark"):
                for width in WIDTHS if scheme == "light" else WIDTHS[1:2]:
                    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                    page.goto(path.resolve().as_uri())
                    page.evaluate("document.fonts.ready")
                    target = options.out / f"{kind}-{width}-{scheme}.png"
                    page.screenshot(path=target, full_page=True)
                    print(target)
                    page.close()
            page = browser.new_page()
            page.goto(path.resolve().as_uri())
            target = options.out / f"{kind}-print.pdf"
            page.pdf(path=target, prefer_css_page_size=True, print_background=True)
            print(target)
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
