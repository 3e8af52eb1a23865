"""One libcurl handle: a request in, an answer or the reason why there is none out."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import pycurl

from crawler.evidence.coding import ACCEPTED, decode_body
from crawler.gather.robots import MAX_BYTES
from crawler.gather.unreached import Unreached
from crawler.links.html import PageLinks, characters_shown, read_links
from crawler.read.page_kind import looks_like_html

if TYPE_CHECKING:
    from crawler.gather.options import GatherOptions
    from crawler.links.origin import Pins

#: A refusal's body is read so far: enough to know a bot wall.
MAX_REFUSAL = 64 * 1024
#: A page that shows so many characters beside its links is no wall, and says more than that it is missing.
MUCH_SHOWN = 3_000
#: Of a page that is only looked at: enough for its words and its anchors.
MAX_GLANCE = 512 * 1024
#: An unwanted body of at most so many bytes is read to its end, because that keeps the connection.
SWALLOWED = 16 * 1024


class Want(IntEnum):
    """How much of an answer is read."""

    HEAD = 0
    HEADERS = 1
    """GET, broken off behind the headers (a refusal is read)."""
    GLANCE = 2
    """GET; of an HTML body the first part."""
    PAGE = 3
    """GET; the body only if it is HTML."""
    BODY = 4
    """GET, the whole body."""
    RULES = 5
    """GET; of a robots.txt what is obeyed of it."""


@dataclass(slots=True)
class Answer:
    """An HTTP answer.

    Headers have lower-case names, the last of each counts, a byte a character; ``cookies`` holds the
    Set-Cookie lines.  ``body`` is decoded and may be cut: ``fault`` says why: ``cut`` (more than was
    wanted), ``too_large``, ``truncated``, ``unknown`` (an encoding nobody asked for).
    """

    url: str
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...]
    body: bytes
    fault: str | None = None
    _page: PageLinks | None = None
    _shown: int = -1

    @property
    def page(self) -> PageLinks | None:
        """The body read as a page; ``None`` when it is none."""
        if self._page is None and self.body and looks_like_html(self.body[:4096], self.content_type):
            self._page = read_links(self.body, self.headers.get("content-type", ""))
        return self._page if self._page is not None and self._page.root is not None else None

    @property
    def shown(self) -> int:
        """How many characters the page shows beside its links, counted up to :data:`MUCH_SHOWN`."""
        if self._shown < 0:
            self._shown = characters_shown(self.page.root, MUCH_SHOWN) if self.page is not None else 0
        return self._shown

    def forget_page(self) -> None:
        """Let the parsed page go: it is ten times its body."""
        self._page = None

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower-case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


#: libcurl's error → finding code, whether the host was silent.
_ERRORS: dict[int, tuple[str, bool]] = {
    pycurl.E_COULDNT_RESOLVE_HOST: ("fetch.connection", True),
    pycurl.E_COULDNT_CONNECT: ("fetch.connection", True),
    pycurl.E_OPERATION_TIMEDOUT: ("fetch.timeout", True),
    pycurl.E_GOT_NOTHING: ("fetch.connection", True),
    pycurl.E_RECV_ERROR: ("fetch.connection", True),
    pycurl.E_SEND_ERROR: ("fetch.connection", True),
    pycurl.E_UNSUPPORTED_PROTOCOL: ("fetch.connection", False),
    pycurl.E_HTTP2: ("fetch.connection", False),
    pycurl.E_SSL_CONNECT_ERROR: ("fetch.tls", False),
    pycurl.E_SSL_CIPHER: ("fetch.tls", False),
    pycurl.E_SSL_PEER_CERTIFICATE: ("fetch.tls", False),
    pycurl.E_PARTIAL_FILE: ("fetch.truncated", False),
    pycurl.E_FILESIZE_EXCEEDED: ("fetch.too_large", False),
    pycurl.E_URL_MALFORMAT: ("presence.http_error", False),
    8: ("fetch.connection", False),  # WEIRD_SERVER_REPLY: no HTTP
    100: ("fetch.too_large", False),  # TOO_LARGE: headers without end
}
#: What libcurl calls a failure to receive, told apart by its words.
_RECEIVING = (
    ("Too large response headers", ("fetch.too_large", False)),
    ("chunk hex-length", ("fetch.truncated", False)),
    ("Illegal or missing hexadecimal", ("fetch.truncated", False)),
)
_UNKNOWN_ERROR = ("fetch.internal", False)
_PAGES = ("text/html", "application/xhtml")


class Handle:
    """A reusable libcurl handle with its buffers."""

    def __init__(self, options: GatherOptions) -> None:
        self._max_page = options.max_page
        self._max_body = options.max_body
        self._lines: list[bytes] = []
        self._body = bytearray()
        self._want = Want.HEAD
        self._limit = 0
        self._stopped = False
        self._began = False
        self._refused: str | None = None
        self._pins: Pins | None = None
        self._method: bool | None = None
        self._resolve: tuple[str, ...] = ()
        self._cookies = ""
        self._sockets: list[socket.socket] = []
        self.curl = curl = pycurl.Curl()
        for option, value in (
            (pycurl.NOSIGNAL, 1),
            (pycurl.FOLLOWLOCATION, 0),
            (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
            (pycurl.PROXY, ""),
            (pycurl.PATH_AS_IS, 1),
            (
                pycurl.SSL_VERIFYPEER,
                0,
            ),  # a citizen may click the warning away; crawler.gather.tls names the fault
            (pycurl.SSL_VERIFYHOST, 0),
            (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_0),  # nor is an old one a reason not to look
            (pycurl.SSL_CIPHER_LIST, "DEFAULT:@SECLEVEL=0"),
            (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
            (pycurl.USERAGENT, options.user_agent),
            (pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in HEADERS.items()]),
            (pycurl.TIMEOUT_MS, int(options.timeout * 1000)),
            (pycurl.CONNECTTIMEOUT_MS, int(min(10.0, options.timeout) * 1000)),
            (pycurl.OPENSOCKETFUNCTION, self._open_socket),
            (pycurl.HEADERFUNCTION, self._lines.append),
            (pycurl.WRITEFUNCTION, self._write),
        ):
            curl.setopt(option, value)

    def prepare(self, url: str, want: Want, pins: Pins, cookies: str) -> None:
        """Make ready for one request to a vetted origin."""
        curl = self.curl
        curl.setopt(pycurl.URL, url)
        head = want is Want.HEAD
        if head is not self._method:
            self._method = head
            curl.setopt(pycurl.NOBODY if head else pycurl.HTTPGET, 1)
        if pins.resolve != self._resolve:
            self._resolve = pins.resolve
            curl.setopt(pycurl.RESOLVE, list(pins.resolve))
        if cookies != self._cookies:
            self._cookies = cookies
            curl.setopt(pycurl.COOKIE, cookies) if cookies else curl.unsetopt(pycurl.COOKIE)
        self._want, self._pins = want, pins
        self._began = self._stopped = False
        self._refused = None

    # ---------------------------------------------------------------------------- libcurl calls

    def _open_socket(self, purpose: int, address: Any) -> Any:
        """The last gate: a socket only for an address that was vetted for this origin."""
        del purpose
        family, kind, protocol, (ip, port, *_) = address
        ip = ip.decode() if isinstance(ip, bytes) else ip
        assert self._pins is not None
        if str(ipaddress.ip_address(ip.partition("%")[0])) not in self._pins.addresses:
            self._refused = f"{ip} was not vetted"
            return pycurl.SOCKET_BAD
        opened = socket.socket(family, kind, protocol)
        self._sockets.append(opened)
        try:  # libcurl connects by itself: Python's audit hooks, the tripwire among them, hear of it here
            sys.audit("socket.connect", opened, (ip, port))
        except OSError as caught:
            self._refused = str(caught)
            return pycurl.SOCKET_BAD
        return opened

    def _write(self, data: bytes) -> int | None:
        if not self._began:
            self._began = True
            self._limit = self._wanted()
        if self._limit < 0:
            return None
        self._body += data
        if len(self._body) > self._limit:
            self._stopped = True
            return 0
        return None

    def _wanted(self) -> int:
        """How many bytes of the body are kept; -1: read it to its end and keep nothing."""
        status, headers, _ = read_head(self._lines)
        if self._want is Want.BODY:
            return self._max_body
        if status >= 400:
            return MAX_REFUSAL
        if self._want is Want.RULES:
            return MAX_BYTES
        kind = headers.get("content-type", "")
        if self._want is not Want.HEADERS and (not kind or kind.lower().startswith(_PAGES)):
            return self._max_page if self._want is Want.PAGE else MAX_GLANCE
        length = headers.get("content-length", "")
        return -1 if length.isdigit() and int(length[:9]) <= SWALLOWED else 0

    # ---------------------------------------------------------------------------- what came of it

    def result(self, url: str, code: int, words: str) -> Answer | Unreached:
        """The answer, or why there is none; the handle is free again."""
        for opened in self._sockets:  # libcurl has its own descriptor of each
            opened.close()
        self._sockets.clear()
        lines, body = self._lines[:], bytes(self._body)
        self._lines.clear()
        self._body.clear()
        if self._refused:
            return Unreached("fetch.blocked_address", self._refused)
        broken_off = self._stopped and code == pycurl.E_WRITE_ERROR
        known, silent = _meaning(code, words)
        if code and not broken_off and known != "fetch.truncated":
            return Unreached(known, words or f"curl {code}", silent=silent)
        status, headers, cookies = read_head(lines)
        if not 100 <= status <= 999:
            return Unreached("fetch.connection", "no HTTP answer", silent=True)
        fault = None if not code else "truncated" if not broken_off else self._why_broken_off(status)
        encoding = headers.get("content-encoding", "")
        if body and encoding:
            body, flaw = decode_body(body, encoding, self._max_page)
            fault = fault or flaw.fault
        return Answer(url, status, headers, cookies, body, fault)

    def _why_broken_off(self, status: int) -> str:
        wanted_whole = self._want in (Want.PAGE, Want.BODY) and self._limit > 0 and status < 400
        return "too_large" if wanted_whole else "cut"

    def close(self) -> None:
        """Free the handle."""
        self.curl.close()
        for opened in self._sockets:
            opened.close()


def _meaning(code: int, words: str) -> tuple[str, bool]:
    if code == pycurl.E_RECV_ERROR:
        for beginning, meant in _RECEIVING:
            if words.startswith(beginning):
                return meant
    return _ERRORS.get(code, _UNKNOWN_ERROR)


HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
    "Accept-Language": "th,en;q=0.7",
    "Accept-Encoding": ACCEPTED,
    "Expect": "",
}


def read_head(lines: list[bytes]) -> tuple[int, dict[str, str], tuple[str, ...]]:
    """Status, headers and Set-Cookie lines of the last head in ``lines`` (100 and 103 come before it)."""
    status = 0
    headers: dict[str, str] = {}
    cookies: list[str] = []
    for line in b"".join(lines).decode("latin-1").split("\r\n"):
        if line[:5] == "HTTP/":
            part = line.split(None, 2)
            status = int(part[1]) if len(part) > 1 and len(part[1]) == 3 and part[1].isdecimal() else 0
            headers, cookies = {}, []
            continue
        name, colon, value = line.partition(":")
        if colon:
            name = name.strip().lower()
            if name == "set-cookie":
                cookies.append(value.strip())
            else:
                headers[name] = value.strip()
    return status, headers, tuple(cookies)
