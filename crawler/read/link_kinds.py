"""What a link is by its own words and address: a button, a file, a code for a camera, a letter or a call, a script's errand, nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.evidence.address import parts_of
from crawler.read.shares import DOCUMENTS, recognise

if TYPE_CHECKING:
    from crawler.read.page_facts import PageLink

#: The words of a button, and of no paper.
GENERIC = re.compile(
    r"^\W*+(?:ดาวน์โหลด|ดาวโหลด|download|คลิก(?:ที่นี่|ดู|อ่าน|เพื่อ\S*)?|click(?: here)?|ที่นี่|here|เปิด(?:ดู|ไฟล์)?|ดู(?:เอกสาร|รายละเอียด|ข้อมูล|ไฟล์)?"
    r"|อ่าน(?:ต่อ|เพิ่มเติม)?|view|link|ลิงก์|ลิงค์|pdf|excel|xlsx?|docx?|csv|word|zip|file|ไฟล์|เอกสาร(?:แนบ|ประกอบ)?|รายละเอียด|more|url)(?>(?:\s*+(?:pdf|excel|csv|word|ไฟล์|เอกสาร|\d++))*)\W*$",
    re.IGNORECASE,
)
#: What leads from the name of a place to the place, and from no title to a paper.
_ASIDE = re.compile(
    r"\W*(?:ดู)?(?:แผนที่|พิกัด|(?:google\s*)?maps?|เว็บ(?:ไซ[ตด]์)?|web\s*site|เพจ|เฟซ?บุ๊[กค]|face\s*book|line|https?:\S+|www\.\S+)\W*",
    re.IGNORECASE,
)
#: How the name of a file ends that may be a paper.
FILE_NAME = re.compile(
    r"\.(?:pdf|xlsx?|xlsm|ods|csv|tsv|docx?|odt|rtf|pptx?|zip|rar|7z|json|xml|jpe?g|png|gif|webp)$",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"[0-9๐-๙]{1,3}[,.][0-9๐-๙]|(?!2[45]|20[12]|๒[๔๕])[0-9๐-๙]{4}")
_QR = re.compile(r"(?<![a-z])qr(?:[-_ ]?code)?(?![a-z])|คิวอาร์", re.IGNORECASE)
_POSTBACK = re.compile(r"dopostback", re.IGNORECASE)
_WHOM = {"mailto:": re.compile("@"), "tel:": re.compile(r"[0-9๐-๙]{3}")}
#: Addresses that nobody has filled in, in small letters.
BLANK = frozenset(
    {"", "#", "#!", "javascript:void(0)", "javascript:void(0);", "javascript:;", "javascript:", "about:blank"}
)
_NOWHERE = re.compile(r"^(?:#!?|javascript:.*)?$", re.IGNORECASE | re.DOTALL)


def is_button(words: str) -> bool:
    """Whether a link's words only say that it can be pressed: none, or ``ดาวน์โหลด``."""
    return not words.strip() or GENERIC.match(words) is not None


def leads_aside(words: str) -> bool:
    """Whether a link so called stands beside the name of a place, to show the way there or its own site."""
    return _ASIDE.fullmatch(words) is not None


def gives_figures(words: str) -> bool:
    """Whether a cell holds a figure of its own: no year, no number of a row."""
    return _FIGURE.search(words) is not None


def is_contact(link: PageLink) -> bool:
    """Whether a link writes a letter or calls somebody: no paper stands behind it."""
    return link.raw.lower().startswith(tuple(_WHOM))


def says_whom(link: PageLink) -> bool:
    """Whether the words of such a link are the address or the number itself, which a reader may copy."""
    return any(link.raw.lower().startswith(way) and said.search(link.text) for way, said in _WHOM.items())


def is_qr(link: PageLink) -> bool:
    """Whether a picture calls itself a QR code: it shows nothing, it leads somewhere by a telephone's camera."""
    return link.kind == "image" and _QR.search(f"{link.text} {link.raw.rpartition('/')[2]}") is not None


def leads_nowhere(link: PageLink) -> bool:
    """Whether a link has no address that could be asked: ``#``, or a script's name."""
    return link.kind == "a" and _NOWHERE.match(link.raw.strip()) is not None


def is_out_of_reach(link: PageLink) -> bool:
    """Whether only a person gets where a link leads: a browser that sends a form (``__doPostBack``), a camera."""
    return is_qr(link) or (link.kind == "a" and _POSTBACK.search(link.raw) is not None)


def looks_like_document(url: str) -> bool:
    """Whether the path of ``url`` ends like a file's."""
    return bool(FILE_NAME.search(parts_of(url).path))


def leads_to_document(url: str) -> bool:
    """Whether a file stands behind ``url``, by the end of its path or because it is a share of one."""
    return looks_like_document(url) or ((share := recognise(url)) is not None and share.kind in DOCUMENTS)
