"""What one answer is: a redirect, a page, a wall, an error, a torso.  Pure: bytes and headers in, words out."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, replace
from sys import intern
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes, urljoin

from crawler.evidence.address import evidence_key
from crawler.evidence.body import NOTHING
from crawler.evidence.coding import NO_FLAW
from crawler.gather.unreached import Unreached, of_status
from crawler.read.charset import decode_thai, header_charset
from crawler.read.page_kind import said_to_be_html
from crawler.read.walls import challenge, crashed, visible_length, visible_markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.evidence.coding import Flaw
    from crawler.evidence.warc import Exchange

_REDIRECTS = (301, 302, 303, 307, 308)
_REFRESH_WITHIN = 5.0
HEAD_BYTES = 65_536
_MAX_HEADER_TEXT = 64 * 1024
_META = re.compile(r"<meta\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![a-z-])([a-z-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_REFRESH = re.compile(
    r"""\s*(?P<delay>\d{0,9})[\d.]*(?:\s*[;,]\s*|\s+)(?:url\s*=\s*)?["']?(?P<target>[^"']+)""", re.IGNORECASE
)
_SCRIPTED = re.compile(
    r"""\blocation(?:\.href)?\s{0,9}=\s{0,9}["']([^"'\s]{1,2000})["']"""
    r"""|\blocation\.(?:replace|assign)\(\s{0,9}["']([^"'\s]{1,2000})["']""",
)
_HOLDS = re.compile(r"<(?:a|area|embed|form|frame|iframe|img|object|video)\b", re.IGNORECASE)
_SHOWS_NOTHING = 80
_MARKUP = re.compile(
    rb"\s*+(?>(?:(?><!--.*?-->)\s*+)*)<(?:!doctype|html|head|body|meta|title|script|\?xml)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One hop's answer, recorded.

    ``exchange`` is without its body, its request and its headers, which are ``headers`` as people read them: an answer
    lives as long as the run, and shares them with its captures.  ``sha256`` and ``size`` are the decoded body's.
    ``leads_to`` is where the answer sends its reader at once, as written; ``failed`` why it is no usable page; ``detail``
    a remark; ``sets_cookie`` that it leaves a cookie, so that it speaks for its asker only.
    """

    exchange: Exchange
    headers: Mapping[str, str]
    sha256: str
    size: int
    page: bool
    leads_to: str | None
    failed: Unreached | None
    detail: str = ""
    truncated: bool = False
    sets_cookie: bool = False


def read_answer(exchange: Exchange, sha256: str, head: bytes, size: int, flaw: Flaw = NO_FLAW) -> Answer:
    """What one answer is: a redirect, a page, a wall, an error, a torso.

    ``head`` has the first bytes of the decoded body (HEAD_BYTES are looked at), ``size`` counts all of them.
    """
    content_type = exchange.header("content-type")
    page = is_page(content_type, head[:2048])
    wanted = page or exchange.status >= 400
    text = decode_thai(head[:HEAD_BYTES], header_charset(content_type)).text if wanted else ""
    fault = flaw.fault or ("truncated" if exchange.truncated else None)
    detail = flaw.detail or ("fewer bytes came than were announced" if exchange.truncated else "")
    return Answer(
        exchange=replace(exchange, body=NOTHING, request_headers=(), headers=()),
        headers=_kept(exchange),
        sha256=sha256,
        size=size,
        page=page,
        leads_to=redirect_of(exchange.status, exchange.header("location"))
        or (sent_on(exchange.url, text) if page and exchange.status == 200 else None),
        failed=_failure(exchange, text, fault, detail),
        detail=detail,
        truncated=fault == "truncated",
        sets_cookie=bool(exchange.header("set-cookie")),
    )


def redirect_of(status: int, location: str) -> str | None:
    """Where a redirect points, percent-encoded byte for byte; ``None`` when the answer is no redirect."""
    value = location.strip()
    if status not in _REDIRECTS or not value:
        return None
    return slashes(quote_from_bytes(value.encode("latin-1"), safe="%/:@!$&'()*+,;=~-._[]|?#\\ "))


def slashes(written: str) -> str:
    r"""Backslashes before the query are slashes to every browser, ``http:\\host`` too."""
    path, mark, query = written.partition("?")
    return path.replace("\\", "/") + mark + query


def sent_on(url: str, text: str) -> str | None:
    """Where the page at ``url`` sends its reader within seconds: by a refresh, or a script when it shows nothing else."""
    return _refresh(url, text) or _script(url, text)


def _script(url: str, text: str) -> str | None:
    """Where a page goes that is nothing but a script that goes there."""
    if "location" not in text:
        return None
    found = _SCRIPTED.search(text)
    if found is None or visible_length(text) > _SHOWS_NOTHING or _HOLDS.search(text):
        return None
    return _elsewhere(url, found[1] or found[2])


def _refresh(url: str, text: str) -> str | None:
    """Where a refresh leads; a page that only reloads itself sends nobody anywhere."""
    if "refresh" not in text.lower():
        return None
    for tag in _META.findall(visible_markup(text)):
        named = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
        refresh = _REFRESH.match(named.get("content", ""))
        if named.get("http-equiv", "").strip().lower() != "refresh" or refresh is None:
            continue
        soon = float(refresh["delay"] or 0) <= _REFRESH_WITHIN
        return _elsewhere(url, refresh["target"].strip()) if soon else None
    return None


def _elsewhere(url: str, written: str) -> str | None:
    """The address that a page names, unless it is the page's own, or none that a browser would follow."""
    try:
        target = urljoin(url, slashes(written))
    except ValueError:
        return None
    return target if evidence_key(target) != url else None


def _failure(exchange: Exchange, text: str, fault: str | None, detail: str) -> Unreached | None:
    """Why an answer is no usable page, or ``None``."""
    headers = {name.lower(): value for name, value in exchange.headers}
    if refused := refusal(exchange.status, headers, text):
        return refused
    if fault == "too_large":
        return Unreached("fetch.too_large", detail)
    return Unreached("fetch.truncated", detail) if fault else None


def refusal(status: int, headers: Mapping[str, str], text: str) -> Unreached | None:
    """Why an answer is no usable page by its status, its headers (lower-case names) and what it says, or ``None``."""
    if wall := challenge(status, headers, text):
        return Unreached("access.challenge", f"{wall} answered instead of the site (HTTP {status})")
    if failed := of_status(status):
        return failed
    promised = headers.get("content-type", "text/html")  # a page that comes as a file is the file's own fault
    if said_to_be_html(promised) and (crash := crashed(text)):
        return Unreached("fetch.server_error", f"HTTP {status}, but the page says: {crash}")
    return None


def is_page(content_type: str, head: bytes) -> bool:
    """Whether a body is an HTML page, by its bytes first."""
    if head.startswith((b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        return False
    return "html" in content_type.lower() or _MARKUP.match(head[:2048]) is not None


def _kept(exchange: Exchange) -> dict[str, str]:
    """Headers by lower-case name, the first of each; raw Thai in them made readable; bounded; what recurs, once."""
    kept: dict[str, str] = {}
    room = _MAX_HEADER_TEXT
    for name, value in exchange.headers:
        lower = name.lower()
        if lower in kept or lower == "set-cookie":
            continue
        room -= len(name) + len(value)
        if room < 0:
            break
        kept[intern(lower)] = intern(_readable(value))
    return kept


def _readable(value: str) -> str:
    raw = value.encode("latin-1")
    for charset in ("utf-8", "cp874"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return value
