"""Pictures of every kind of page at three widths, light and dark, and the pages as printed.

    python bench/report_shots.py [FOLDER] [--out shots]

FOLDER is a rendered report; without one, a made-up audit of 50 agencies is rendered first, and with it three special
nights: nothing to mend (``spotless``), nothing seen (``walled``), not to be believed (``withheld``).  Printed pages are
also drawn as pictures.  Needs Chromium and ``playwright`` (the development extra); says so and ends with 2 where one of
them is missing.
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
SPECIAL = ("spotless", "walled", "withheld")


def pages(folder: Path) -> dict[str, Path]:
    """One page of each kind, those of special nights below ``folder`` too."""
    found = kinds(folder)
    for night in SPECIAL:
        if (folder / night).is_dir():
            found |= {
                f"{night}-{kind}": path
                for kind, path in kinds(folder / night).items()
                if kind in ("city", "agency", "item")
            }
    return found


def kinds(folder: Path) -> dict[str, Path]:
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
    """A made-up report with a fortnight of history, and the special nights below it."""
    from checklists import load_checklist
    from reports import render
    from tests.reports import sample

    rules = load_checklist("bma-district-2568")
    formats = ["csv", "xlsx", "line", "memo", "html"]
    render(sample.audit(), formats, folder, "th", history=sample.nights(), checklist=rules)
    for night in SPECIAL:
        render(getattr(sample, night)(), formats, folder / night, "th", checklist=rules)
    return folder


def shoot(browser: Any, kind: str, path: Path, out: Path) -> None:
    """One page: at every width in light, at the middle one in dark."""
    for scheme, widths in (("light", WIDTHS), ("dark", WIDTHS[1:2])):
        for width in widths:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page.goto(path.resolve().as_uri())
            page.evaluate("document.fonts.ready")
            target = out / f"{kind}-{width}-{scheme}.png"
            page.screenshot(path=target, full_page=True)
            print(target)
            page.close()


def printed(browser: Any, kind: str, path: Path, out: Path) -> None:
    """One page as PDF, and its sheets as pictures."""
    import pypdfium2

    page = browser.new_page()
    page.goto(path.resolve().as_uri())
    target = out / f"{kind}-print.pdf"
    page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    print(target)
    page.close()
    for number, sheet in enumerate(pypdfium2.PdfDocument(target), 1):
        sheet.render(scale=1.5).to_pil().save(out / f"{kind}-print-{number}.png")


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
        print("playwright is not installed: pip install -e '.[dev]'", file=sys.stderr)
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
            shoot(browser, kind, path, options.out)
            printed(browser, kind, path, options.out)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
