"""What file shares and platforms say in place of the document: "not for you", "too many readers", "prove that you are human".

Told by the address that answered and by the words of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode, urljoin, urlsplit

from crawler.evidence.address import parts_of
from crawler.read.shares import DOCUMENTS
from crawler.read.walls import is_login_host

if TYPE_CHECKING:
    from crawler.read.shares import Kind, Share

#: Kinds whose public form answers with a file: a page in its place is the platform's own.
_FILES: frozenset[Kind] = DOCUMENTS - {"drive-folder"}


@dataclass(frozen=True, slots=True)
class Notice:
    """A platform's page that stands in place of the document.

    ``code``: ``restricted`` (citizens cannot see it), ``needs-login``, ``not-found``, ``quota`` (too many readers
    today), ``rate-limited`` (we are taken for a robot), ``virus-warning`` (public, too large to be scanned;
    ``next_url`` fetches it), ``form-closed``, ``interstitial`` (a shortener's page in between), ``consent`` (asks
    about cookies first), ``platform`` (a page that proves nothing).  ``blame`` as everywhere: ``site`` or ``blocker``.
    """

    code: str
    detail: str
    blame: Literal["site", "blocker"] = "site"
    next_url: str = ""


_CONSENT_HOSTS = ("consent.google.com", "consent.youtube.com")
#: What each notice says in the platforms' words; the first that is found in the visible text counts.
_NOTICES: tuple[tuple[Notice, tuple[str, ...]], ...] = (
    (
        Notice("rate-limited", "the platform takes us for a robot", "blocker"),
        ("our systems have detected unusual traffic", "automated queries"),
    ),
    (
        Notice("quota", "too many readers today: citizens are refused too"),
        (
            "too many users have viewed or downloaded this file",
            "you can.?t view or download this file at this time",
            "มีผู้ใช้ดูหรือดาวน์โหลดไฟล์นี้มากเกินไป",
        ),
    ),
    (
        Notice("restricted", "the owner shared it with some people only"),
        (
            "you need (?:access|permission)",
            "request access",
            "ask for access",
            "คุณต้องมีสิทธิ์เข้าถึง",
            "ขอสิทธิ์เข้าถึง",
            "คุณไม่มีสิทธิ์เข้าถึง",
        ),
    ),
    (
        Notice("not-found", "the file does not exist any more"),
        (
            "the file you have requested does not exist",
            "file you requested has been deleted",
            "item might not exist",
            "ไม่พบไฟล์ที่คุณขอ",
            "ไม่มีไฟล์ที่คุณขอ",
        ),
    ),
    (
        Notice("form-closed", "the form takes no answers any more"),
        ("no longer accepting responses", "ไม่รับคำตอบอีกต่อไป", "ไม่ได้เปิดรับคำตอบแล้ว"),
    ),
    (
        Notice("needs-login", "the platform asks to sign in first"),
        ("sign in to continue to google", "sign in - google accounts", "ลงชื่อเข้าใช้.{0,40}google"),
    ),
    (
        Notice("interstitial", "a shortener shows a page of its own in between"),
        (
            "you are about to (?:leave|be redirected)",
            "skip ad",
            "this (?:short )?link (?:has been flagged|is blocked)",
            "preview page for",
        ),
    ),
)
_PATTERNS = tuple((found, re.compile("|".join(words), re.IGNORECASE)) for found, words in _NOTICES)
_READ = 200_000


def wall(url: str) -> Notice | None:
    """The notice that an address is by itself, without being asked: sign in, prove that you are human, consent."""
    parts = parts_of(url)
    host = parts.hostname or ""
    if is_login_host(host) or "/servicelogin" in url.lower():
        return Notice("needs-login", f"redirected to {host or 'a sign-in page'}")
    if parts.path.startswith("/sorry/"):
        return Notice("rate-limited", "the platform takes us for a robot", "blocker")
    if host in _CONSENT_HOSTS:
        return Notice("consent", f"redirected to {host}, which asks about cookies first", "blocker")
    return None


def in_place_of(share: Share, text: str, final_url: str) -> Notice | None:
    """The notice that a page (decoded HTML) is where ``share`` was asked for; ``None`` for the shared thing itself.

    Google's reading views of its documents are the document.  Any other page in place of a file is none.
    """
    found = notice(text, final_url)
    if found is not None or share.kind not in _FILES:
        return found
    if share.kind.startswith("google-") and final_url != share.public_url:
        return None
    if share.kind == "google-doc" and final_url.endswith("/pub"):
        return None
    return Notice(
        "platform",
        f"a page of {urlsplit(final_url).hostname or 'the platform'} instead of the file",
        "blocker",
    )


def notice(text: str, final_url: str = "") -> Notice | None:
    """The platform's notice that ``text`` (a decoded HTML answer from ``final_url``) is, or ``None``."""
    if at_a_wall := wall(final_url):
        return at_a_wall
    root = _parsed(text[:_READ])
    if root is None:
        return None
    warning = _virus_warning(root, final_url)
    if warning is not None:
        return warning
    for element in root.iter("script", "style", "noscript"):
        element.text = ""
    shown = " ".join(root.text_content().split())
    return next((found for found, pattern in _PATTERNS if pattern.search(shown)), None)


def _parsed(text: str) -> Any:
    """The tree of a page, ``None`` for what is none."""
    import lxml.html  # recognising an address needs no parser
    from lxml import etree

    try:
        return lxml.html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return None


def _virus_warning(root: Any, final_url: str) -> Notice | None:
    """Google's page before a large file: it proves that the file is public, and its form fetches it."""
    form = root.find(".//form[@id='download-form']")
    if form is None:
        return None
    fields = {
        field.get("name"): field.get("value", "")
        for field in form.iter("input")
        if field.get("type") == "hidden" and field.get("name")
    }
    action = urljoin(final_url, form.get("action", ""))
    separator = "&" if "?" in action else "?"
    asked = f"{action}{separator}{urlencode(fields)}" if fields else action
    return Notice("virus-warning", "public, too large for the platform's virus scan", next_url=asked)
