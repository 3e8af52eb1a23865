"""Documents that live elsewhere: Google Drive and Docs, OneDrive, shorteners, Facebook, YouTube, LINE.

Offices publish by sharing.  A share link is no document: it must be asked in its public form.  Recognised here by its
address, without any key; what the patterns mean is written down in docs/documents.md.  What answers is often a page that
says "not for you": :mod:`crawler.read.notices`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit

from crawler.late import late
from crawler.remembered import remembered

#: Files and Google documents answer with a document, a folder with a list, a shortener with a redirect; a
#: ``detour`` names its target in its own address; the others are platforms whose pages prove nothing from outside.
Kind = Literal[
    "drive-file", "drive-folder", "google-doc", "google-sheet", "google-slides", "google-form", "google-site",
    "onedrive", "dropbox", "shortener", "detour", "facebook", "youtube", "line", "platform",
]  # fmt: skip
#: Kinds behind which documents stand, in the open or one by one in a folder.
DOCUMENTS: frozenset[Kind] = frozenset(
    {"drive-file", "drive-folder", "google-doc", "google-sheet", "google-slides", "onedrive", "dropbox"}
)


@dataclass(frozen=True, slots=True)
class Share:
    """A link to somebody else's platform.

    ``public_url`` is what to ask: the document itself, the folder's plain list, the video's preview picture; the
    link itself where there is no better.  ``fallback_url`` is asked when the first answers 403 or 500 (the owner
    forbade downloads, or the file is a Google document).  ``judgeable`` tells whether an answer proves anything.
    """

    kind: Kind
    url: str
    public_url: str
    id: str = ""
    fallback_url: str = ""
    judgeable: bool = True


_ID = r"(?P<id>[A-Za-z0-9_-]{10,})"
_USER = r"(?:/u/\d+)?"
_GOOGLE_EXPORTS: tuple[tuple[Kind, str, str, str], ...] = (
    ("google-doc", "document", "export?format=docx", "mobilebasic"),
    ("google-sheet", "spreadsheets", "export?format=xlsx", "htmlview"),
    ("google-slides", "presentation", "export/pptx", "htmlpresent"),
)
_PUBLISHED = late(r"^/(document|spreadsheets|presentation)/d/e/(2PACX-[A-Za-z0-9_-]+)/(?:pub|pubhtml|embed)")
_PUBLISHED_KINDS: dict[str, Kind] = {
    "document": "google-doc",
    "spreadsheets": "google-sheet",
    "presentation": "google-slides",
}
_SHORTENERS = frozenset(
    [
        "bit.ly",
        "j.mp",
        "tinyurl.com",
        "t.ly",
        "rb.gy",
        "cutt.ly",
        "is.gd",
        "v.gd",
        "ow.ly",
        "buff.ly",
        "shorturl.at",
        "shorturl.asia",
        "s.id",
        "t.co",
        "goo.gl",
        "lin.ee",
        "me-qr.com",
        "qrco.de",
        "qr.ae",
        "qrs.ly",
        "qr.page",
        "qrfy.io",
        "linkzip.me",
        "moi.st",
        "shorturl.gg",
        "u.nu",
        "urlzs.com",
        "lnkd.in",
        "dga.to",
        "bma.cool",
    ]
)
_PLATFORMS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("facebook", ("facebook.com", "fb.com", "fb.me", "fb.watch", "m.me")),
    ("line", ("line.me", "liff.line.me", "page.line.me")),
    ("platform", ("tiktok.com", "x.com", "twitter.com", "instagram.com", "linkedin.com", "threads.net")),
)


@remembered(4_096)
def recognise(url: str) -> Share | None:
    """The share behind ``url``, or ``None`` for an ordinary address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    if parts.scheme not in {"http", "https"} or not host:
        return None
    if (target := _detour(host, parts)) is not None:
        return Share("detour", url, target)
    if host in {"drive.google.com", "drive.usercontent.google.com"}:
        return _drive(url, parts)
    if host == "docs.google.com":
        return _docs(url, parts)
    if host == "forms.gle":
        return Share("google-form", url, url)
    if host == "sites.google.com":
        return Share("google-site", url, url)
    if host in {"youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"}:
        return _youtube(url, parts, host)
    if host in _SHORTENERS:
        return Share("shortener", url, url)
    if host.endswith(".sharepoint.com") and re.match(r"^/:[a-z]:/", parts.path):
        return Share("onedrive", url, _with_query(parts, download="1"), fallback_url=url)
    if host in {"1drv.ms", "onedrive.live.com"} or host.endswith(".sharepoint.com"):
        return Share("onedrive", url, url)
    if host == "dropbox.com":
        return Share("dropbox", url, _with_query(parts, dl="1"))
    for kind, hosts in _PLATFORMS:
        if any(host == known or host.endswith(f".{known}") for known in hosts):
            return Share(kind, url, url, judgeable=False)
    return None


#: (host, path, parameter): links that mailers, search results and published documents wrap around another.
_DETOURS = (
    ("google.com", "/url", ("q", "url")),
    ("google.co.th", "/url", ("q", "url")),
    ("l.facebook.com", "/l.php", ("u",)),
    ("lm.facebook.com", "/l.php", ("u",)),
    ("youtube.com", "/redirect", ("q",)),
)


def _detour(host: str, parts: SplitResult) -> str | None:
    """The address that a wrapped link carries within itself, or ``None``."""
    query = parse_qs(parts.query)
    for known, path, names in _DETOURS:
        if host == known and parts.path == path:
            inner = next((query[name][0] for name in names if name in query), "")
            return inner if inner.startswith(("http://", "https://")) else None
    return None


def _at(host: str, parts: SplitResult) -> str:
    """Where the public forms of ``host`` stand; a port of its own stays."""
    port = parts.netloc.rpartition("@")[2].partition(":")[2]
    return f"{parts.scheme}://{host}:{port}" if port else f"https://{host}"


def _drive(url: str, parts: SplitResult) -> Share | None:
    query = parse_qs(parts.query)
    base = _at("drive.google.com", parts)
    folder = re.search(rf"^/drive{_USER}/folders/{_ID}", parts.path) or re.search(
        r"^/folderview.*", parts.path
    )
    if folder is not None:
        key = folder.groupdict().get("id") or query.get("id", [""])[0]
        return Share("drive-folder", url, f"{base}/embeddedfolderview?id={quote(key)}", key)
    file = re.search(rf"^/file{_USER}/d/{_ID}", parts.path)
    key = file["id"] if file is not None else query.get("id", [""])[0]
    if not re.fullmatch(r"[A-Za-z0-9_-]{10,}", key):
        return None
    resource = query.get("resourcekey", [""])[0]
    asked = {"id": key, "export": "download"} | ({"resourcekey": resource} if resource else {})
    return Share(
        "drive-file",
        url,
        f"{base}/uc?{urlencode(asked)}",
        key,
        fallback_url=f"{base}/open?id={key}",
    )


def _docs(url: str, parts: SplitResult) -> Share | None:
    if parts.path.startswith("/forms/"):
        return Share("google-form", url, url)
    published = _PUBLISHED.match(parts.path)
    if published is not None:
        kind = _PUBLISHED_KINDS[published[1]]
        form = "pub?output=xlsx" if kind == "google-sheet" else "pub"
        base = f"{_at('docs.google.com', parts)}/{published[1]}/d/e/{published[2]}"
        return Share(kind, url, f"{base}/{form}", published[2], fallback_url=f"{base}/pub")
    for kind, folder, export, view in _GOOGLE_EXPORTS:
        match = re.match(rf"^/{folder}{_USER}/d/{_ID}", parts.path)
        if match is not None:
            base = f"{_at('docs.google.com', parts)}/{folder}/d/{match['id']}"
            return Share(kind, url, f"{base}/{export}", match["id"], fallback_url=f"{base}/{view}")
    file = re.match(rf"^/(?:uc|file{_USER}/d/{_ID})", parts.path)
    return _drive(url, parts) if file is not None else None


def _youtube(url: str, parts: SplitResult, host: str) -> Share:
    query = parse_qs(parts.query)
    match = re.search(r"^/(?:embed|shorts|live|v)/([\w-]{6,})", parts.path)
    key = (
        query.get("v", [""])[0]
        or (match[1] if match else "")
        or (parts.path.strip("/") if host == "youtu.be" else "")
    )
    if not re.fullmatch(r"[\w-]{6,20}", key):
        return Share("youtube", url, url, judgeable=False)
    return Share("youtube", url, f"https://img.youtube.com/vi/{key}/0.jpg", key)


def _with_query(parts: SplitResult, **changed: str) -> str:
    query = {
        name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()
    } | changed
    return parts._replace(query=urlencode(query)).geturl()
