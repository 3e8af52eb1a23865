"""From a link as written to the address that is asked, quickly."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.read.page_links import resolve

#: Addresses that :func:`wire_url` leaves as they are.
_PLAIN = re.compile(
    r"https?://(?:(?:[a-z0-9-]+\.)+[a-z]{2,}|(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3})(?::(?!80/|443/)[1-9]\d{1,4})?/"
    r"(?:[A-Za-z0-9_~/=+,@!$&'()*:-]|;(?!\?|\Z)|\.(?![./?]|\Z)|%[0-9A-Fa-f]{2})*(?:\?(?:[A-Za-z0-9_~/=+,;@!$&'()*:.?-]|%[0-9A-Fa-f]{2})+)?"
)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xls[xmb]?|pptx?|od[tsp]|rtf|csv|tsv|txt|xml|json|zip|rar|7z|gz|jpe?g|png|gif|webp|svg|ico|bmp|tiff?"
    r"|css|m?js|woff2?|ttf|eot|mp[34]|avi|mov|wmv|exe|apk)$",
    re.IGNORECASE,
)
#: A link that begins so may mean the page itself with something behind it.
_WHOLE = frozenset({"", "?", ";", " ", "\t", "\r", "\n", "\f", "\v", "\u00a0"})
#: What looks like a slash to a browser.
SLASHES = frozenset({"/", "\\"})
_HOSTED = re.compile(r"(?:https?:)?//[^\W_]")
_OTHER_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")


def scope_of(raw: str, url: str, base: str | None) -> str:
    """What of the page's address the meaning of ``raw`` depends on: links alike within it lead alike."""
    if base is not None:
        return f"{url} {base}"
    first = raw[:1]
    if first == "/" and raw[1:2] not in SLASHES:
        return url[: url.index("/", 8)]
    if first in _WHOLE:
        return url
    if _HOSTED.match(raw):
        return "" if first != "/" else url[: url.index("/", 8)]
    if first in SLASHES or raw[:4].lower() == "http":
        return url
    return url[: url.partition("?")[0].rindex("/") + 1]


def absolute(raw: str, url: str, base: str | None) -> str | None:
    """The wired address of ``raw`` on the page ``url``, without fragment; ``None`` when it names no web page.

    Raises InvalidUrlError when it means a web address that no browser could open.
    """
    if base is None:
        address = raw.partition("#")[0]
        if address.startswith("/") and not address.startswith("//"):
            address = url[: url.index("/", 8)] + address
        if _PLAIN.fullmatch(address):
            return address
    found = resolve(raw, url, base)
    if found is not None:
        return wire_url(found)
    if scheme_of(raw) in ("http", "https"):
        return wire_url(raw)
    return None


def fragment_of(raw: str) -> str:
    """What stands after ``#``, percent-decoded; empty when there is none."""
    fragment = raw.partition("#")[2].strip()
    return unquote(fragment) if "%" in fragment else fragment


def is_file(url: str) -> bool:
    """Whether the path of an address ends like a document's, a picture's, a script's: no page to be followed."""
    return _FILE.search(url.partition("?")[0]) is not None


def scheme_of(raw: str) -> str:
    """The scheme that a link names, lower-case; empty when it names none."""
    match = _OTHER_SCHEME.match(raw)
    return match[1].lower() if match else ""


__all__ = ["SLASHES", "InvalidUrlError", "absolute", "fragment_of", "is_file", "scheme_of", "scope_of"]
