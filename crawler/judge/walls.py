"""Pages that answer 200 and are not the page: sign-in forms, *not found* in kind words, the home page again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.evidence.address import host_of, parts_of
from crawler.late import late
from crawler.read.link_kinds import looks_like_document
from crawler.read.wall_words import ASK_ACCESS, DEFAULT_PAGES, PARKED, REFUSED, SIGN_IN
from crawler.read.walls import is_login_host, is_login_path
from crawler.remembered import remembered
from crawler.thai.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Capture
    from crawler.read.page import PageFacts
    from crawler.read.page_facts import Piece
    from crawler.read.scope import Scope

_SIGN_IN_WORDS = tuple(fold(words) for words in (*ASK_ACCESS, *SIGN_IN, *REFUSED))
_MISSING_TH = tuple(
    fold(words)
    for words in (
        "ไม่พบหน้า", "ไม่พบหน้าเว็บ", "ไม่พบข้อมูล", "ไม่พบเนื้อหา", "ไม่พบเอกสาร", "ไม่พบไฟล์", "ไม่พบบทความ", "ไม่มีหน้านี้", "ไม่มีหน้าที่ท่าน", "หน้าที่คุณค้นหา", "หน้าที่ท่านต้องการไม่",
        "หน้านี้ไม่มีอยู่", "ขออภัยไม่พบ", "ขออภัย ไม่มีข้อมูล", "ไม่สามารถแสดงผล", "ไม่สามารถแสดงหน้า", "เนื้อหานี้ถูกลบ", "ถูกลบไปแล้ว", "ถูกย้ายหรือลบ", "ลบหรือย้าย", "ลิงก์หมดอายุ", "ลิงก์นี้หมดอายุ",
        "อยู่ระหว่างปรับปรุง", "อยู่ระหว่างการปรับปรุง", "กำลังปรับปรุง", "ปิดปรับปรุง", "อยู่ระหว่างดำเนินการจัดทำ", "อยู่ระหว่างจัดทำ", "อยู่ระหว่างการจัดทำ", "อยู่ระหว่างการพัฒนา", "อยู่ระหว่างพัฒนา",
        "กำลังจัดทำ", "กำลังดำเนินการปรับปรุง", "อยู่ระหว่างอัปเดต", "เว็บไซต์อยู่ระหว่าง", "อยู่ระหว่างการก่อสร้าง", "ยังไม่มีข้อมูล", "ยังไม่เปิดให้บริการ", "ยังไม่พร้อมใช้งาน", "ไม่พร้อมใช้งาน", "ไม่พร้อมให้บริการ",
        "ยุติการให้บริการ", "ยกเลิกการให้บริการ", "ปิดให้บริการ", "เลิกให้บริการ",
    )
)  # fmt: skip
#: What servers and their makers say; in the title of a page too.
_MISSING_EN = tuple(
    fold(words)
    for words in (
        "page not found", "not found", "not available", "file not found", "does not exist", "doesn't exist", "no longer available",
        "under construction", "coming soon", "under maintenance", "page cannot be found", "nothing was found", "nothing found",
        "404 error", "error 404", "page you requested", "page you are looking for", "temporarily unavailable", "site is being updated", "has been removed", "has been deleted", "link has expired",
        *PARKED, *DEFAULT_PAGES,
    )
)  # fmt: skip
_MISSING = late("|".join(map(re.escape, (*_MISSING_TH, *_MISSING_EN))))
#: The content is being worked on: *อยู่ระหว่าง* (or *อยู่ในขั้นตอน*) and a word of work.
_AT_WORK = late(
    r"(?:อยู่(?:ใน)?(?:ระหว่าง|ขั้นตอน|ช่วง)|กำลัง)(?:การ|ดำเนินการ|ดาเนินการ)*(?:ปรับปรุง|จัดทา|ดาเนินการ|พัฒนา|รวบรวม|นาเข้า|อัปเดต|อัพเดท|อัพเดต|ก่อสร้าง|ย้าย|โอน|แก้ไข|ทดสอบ|เรียบเรียง)"
)
_LITTLE, _LONG = 220, 1_200
#: Words of a real record: a page that lists a table or documents is not missing, whatever a line of it says.
_HOME_NAMES = frozenset(
    {"", "index", "home", "main", "default", "index.php", "index.html", "index.htm", "home.php", "main.php"}
)


def asks_to_sign_in(capture: Capture, page: PageFacts | None) -> str | None:
    """The words or the address by which an answer shows that one must sign in first."""
    host = host_of(capture.final_url)
    if is_login_host(host):
        return host
    if page is None:
        return None
    moved = capture.hops and capture.final_url != capture.url
    said = _brief(page)
    short = bool(said) and len(said) < 600
    if page.password_field and (moved or (short and not _offers_content(page))):
        return one_line(page.title or page.text, 120) or "password"
    if moved and short and is_login_path(parts_of(capture.final_url).path):
        return capture.final_url
    if short:
        for words in _SIGN_IN_WORDS:
            if words in said:
                return _sentence(page, words)
    return None


@remembered(256)  # as many pages as one agency has
def _brief(page: PageFacts) -> str:
    """What a page says, folded; nothing of one that says much, and that one is not read to its end."""
    size = 0
    for piece in page.pieces:
        size += 0 if piece.navigation else len(piece.text)
        if size >= _LONG:
            return ""
    text = f"{page.title} {page.text}"
    return fold(text) if len(text) < _LONG else ""


def _offers_content(page: PageFacts) -> bool:
    """Whether a page has something to read beside the sign-in box that some portals show on every page."""
    links = [
        link
        for link in page.links
        if not link.navigation and link.kind != "image" and not link.raw.startswith("#")
    ]
    documents = any(looks_like_document(link.raw) for link in links)
    return documents or len(links) > 3 or any(t.table.rows for t in page.tables if not t.navigation)


def _sentence(page: PageFacts, key: str) -> str:
    for text in (*[piece.text for piece in page.pieces], page.title):
        if key in fold(text):
            return one_line(text, 160)
    return one_line(page.title or page.text, 160)


def says_missing(page: PageFacts, scope: Scope) -> str | None:
    """The sentence that says *missing*, on a page that says hardly anything else."""
    if any(page.tables[at].table.rows for at in scope.tables):
        return None
    said = [piece for piece in scope.pieces if piece.text]
    size = 0
    for piece in said:
        size += len(fold(piece.text))
        if size > 2 * _LITTLE:
            return None
    if any(link.kind in {"frame", "embed"} for link in scope.links):
        return None
    if size > _LITTLE:
        return _title_says_missing(page)
    documents = sum(link.kind == "a" and not link.raw.startswith(("#", "/")) for link in scope.links)
    if documents > 3:
        return None
    for piece in said:
        if _is_missing(piece):
            return None if _says_more_elsewhere(said, piece) else one_line(piece.text, 160)
    return _title_says_missing(page)


def _says_more_elsewhere(said: Sequence[Piece], missing: Piece) -> bool:
    """Whether only one part of a page is missing: another says something below a heading of its own.

    A notice in bold looks like a heading: what stands behind it, the foot of the page for one, is no part of its own.
    """
    return bool(missing.headings) and any(
        _part(piece, missing) not in {(), missing.headings} and not piece.level and not _is_missing(piece)
        for piece in said
    )


def _part(piece: Piece, missing: Piece) -> tuple[str, ...]:
    """The headings that a piece stands below, without the notice itself."""
    return tuple(heading for heading in piece.headings if heading != missing.text)


def _is_missing(piece: Piece) -> bool:
    key = fold(piece.text)
    return _MISSING.search(key) is not None or _AT_WORK.search(key) is not None


def _title_says_missing(page: PageFacts) -> str | None:
    key = fold(page.title)
    return one_line(page.title, 160) if any(map(key.__contains__, _MISSING_EN)) else None


def is_home(asked: str, capture: Capture, home: Capture | None, site: str) -> bool:
    """Whether an address that is not the home page led there, or shows it again byte for byte."""
    if _same(asked, site):
        return False
    same_bytes = home is not None and bool(home.sha256) and home.sha256 == capture.sha256
    if not capture.hops or _same(asked, capture.final_url):
        return same_bytes and not _is_named_home(asked, site)
    if _same(capture.final_url, site) or (home is not None and _same(capture.final_url, home.final_url)):
        return True
    return same_bytes or _is_named_home(capture.final_url, site)


def _is_named_home(address: str, site: str) -> bool:
    """Whether an address is that of a home page by its name."""
    parts, root = parts_of(address), parts_of(site)
    below = parts.path.rstrip("/").removeprefix(root.path.rstrip("/")).strip("/").lower()
    return parts.netloc == root.netloc and below in _HOME_NAMES and not parts.query


def _same(one: str, other: str) -> bool:
    a, b = parts_of(one), parts_of(other)
    return (a.netloc, a.path.rstrip("/"), a.query) == (b.netloc, b.path.rstrip("/"), b.query)
