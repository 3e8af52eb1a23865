"""Addresses as people declare them, as they go over the wire, and as evidence is filed under.

Officers paste addresses from browsers, chats and Word: with spaces, Thai letters, TIS-620 percent codes, a
backslash, no scheme.  :func:`wire_url` does what a browser does with them and nothing more; what is already
percent-encoded keeps its bytes, because ``%C3%D2%C2`` (TIS-620) and its UTF-8 spelling are different files.
"""

from __future__ import annotations

import ipaddress
import posixpath
import re
import unicodedata
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from crawler.remembered import remembered

MAX_URL = 8_000
"""Longest address that is sent, in bytes: what the common web servers still read as a request line."""

_STRIPPED = "".join(map(chr, range(0x21))) + "\u00a0\u200b\ufeff"
_SCHEME = re.compile(r"^([a-zA-Z][a-zA-Z0-9+.-]*):")
_BARE_HOST = re.compile(r"^(?:[^\s/?#@:.]+\.)+[^\s/?#@:.]{2,}(?::\d+)?(?:[/?#]|$)")
_INNER_BREAKS = re.compile(r"[\t\r\n]")
_UNESCAPED_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NEEDS_NO_ESCAPE = re.compile(r"[A-Za-z0-9/._~-]*")
_PATH_SAFE = "%/:@!$&'()*+,;=~-._[]|"
#: What the evidence key of a text begins with that is no address.
_NO_ADDRESS = "invalid:"
_QUERY_SAFE = _PATH_SAFE + "?"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NO_WEB_PAGE = frozenset({"blob", "data", "file", "ftp", "ftps", "gopher", "s3", "sftp", "smb", "ws", "wss"})
"""Schemes that lead somewhere, but nowhere that we go: the guard refuses them by name."""
NO_SUCH_HOST = "no such host"
"""What stands behind a host that the name service does not know, in the detail of a failure."""
_UNKNOWN_HOST = re.compile(rf"(\S+): {NO_SUCH_HOST}")


class InvalidUrlError(ValueError):
    """The text is no address that any browser could open; the message says why."""


@remembered(4_096)
def wire_url(text: str) -> str:
    """``text`` as an absolute, fragmentless address in ASCII; idempotent.

    Raises InvalidUrlError for what no browser could open (empty, no host, a port that is no port).

    >>> wire_url(" HTTP://Example.go.th/แผน งาน.pdf#หน้า2 ")
    'http://example.go.th/%E0%B9%81%E0%B8%9C%E0%B8%99%20%E0%B8%87%E0%B8%B2%E0%B8%99.pdf'
    """
    url = _INNER_BREAKS.sub("", _whole(text).strip(_STRIPPED)).partition("#")[0]
    if not url:
        raise InvalidUrlError("the address is empty")
    if url.startswith("//") or (not _SCHEME.match(url) and _BARE_HOST.match(url)):
        url = "http://" + url.lstrip("/")
    elif _BARE_HOST.match(url) and "://" not in url:  # example.go.th:8080/x looks like a scheme
        url = "http://" + url
    scheme_match = _SCHEME.match(url)
    if scheme_match is None:
        raise InvalidUrlError("no web address: it has neither http:// nor a host name")
    scheme = scheme_match.group(1).lower()
    if scheme in _NO_WEB_PAGE:
        return _parsable(_escape(url, _QUERY_SAFE))
    if scheme not in _DEFAULT_PORTS:
        raise InvalidUrlError(f"{scheme}: is no web address")
    rest = url[scheme_match.end() :].replace("\\", "/").lstrip("/")
    try:
        parts = urlsplit(f"{scheme}://{rest}")
        port = parts.port
    except ValueError as wrong:
        raise InvalidUrlError(str(wrong)) from wrong
    userinfo, _, _ = parts.netloc.rpartition("@")
    netloc = ascii_host(parts.hostname or "")
    if ":" in netloc:
        netloc = f"[{netloc}]"
    if port is not None and port != _DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    if userinfo:
        netloc = f"{quote(userinfo, safe=_PATH_SAFE)}@{netloc}"
    path = _escape(_without_dots(parts.path) or "/", _PATH_SAFE)
    query = _escape(parts.query, _QUERY_SAFE)
    wired = f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")
    if len(wired) > MAX_URL:
        raise InvalidUrlError(f"the address has {len(wired)} bytes; web servers read up to {MAX_URL}")
    return wired


def _escape(text: str, safe: str) -> str:
    """Percent-encode what may not stand in an address, keeping every escape that is already there."""
    if _NEEDS_NO_ESCAPE.fullmatch(text):
        return text
    return quote(_UNESCAPED_PERCENT.sub("%25", text), safe=safe)


def _without_dots(path: str) -> str:
    if "/." not in path:
        return path
    clean = posixpath.normpath(path)
    clean = "/" + clean.lstrip("/")
    return clean + "/" if path.endswith(("/", "/.", "/..")) and clean != "/" else clean


@lru_cache(maxsize=1 << 10)
def ascii_host(host: str) -> str:
    """A host name as the resolver wants it: lower-case ASCII, number forms of addresses made plain.

    Raises InvalidUrlError when it is empty, or a name that cannot exist.

    >>> ascii_host("สำนักงานเขต.ไทย"), ascii_host("0x7f.1"), ascii_host("①②⑦.0.0.1")
    ('xn--12cco1dqc9i9bhe9m2f.xn--o3cw4h', '127.0.0.1', '127.0.0.1')
    """
    if "%" in host and ":" not in host:
        host = unquote(host)  # as browsers do: a Location header may hold a Thai host in raw letters
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").strip().rstrip(".").lower()
    if not plain:
        raise InvalidUrlError("no host name")
    if ":" in plain:
        try:
            return str(ipaddress.IPv6Address(plain.partition("%")[0]))
        except ValueError as wrong:
            raise InvalidUrlError(f"no IPv6 address: {host}") from wrong
    if re.fullmatch(r"\d+|0x[0-9a-f]*", plain.rpartition(".")[2]):
        import socket  # few sites have no name

        try:
            return socket.inet_ntoa(socket.inet_aton(plain))
        except (OSError, ValueError) as wrong:  # ValueError: a NUL among the digits
            raise InvalidUrlError(f"no IPv4 address: {host}") from wrong
    if plain.isascii():
        if re.search(r"[^a-z0-9._-]", plain) or ".." in plain or len(plain) > 253:
            raise InvalidUrlError(f"no host name: {host}")
        return plain
    import idna  # its tables are large, and few hosts are written in Thai

    try:
        encoded = idna.encode(plain, uts46=True).decode("ascii")
    except idna.IDNAError as wrong:
        raise InvalidUrlError(f"no host name: {host}") from wrong
    # Letters may vanish in the encoding (a soft hyphen) and leave a number or another name: ask once more.
    return ascii_host(encoded)


def evidence_key(text: str) -> str:
    """The name under which the capture of an address is filed; every text has one.

    Two spellings that send the same request share a key.
    """
    try:
        return wire_url(text)
    except InvalidUrlError:
        return _NO_ADDRESS + _whole(text).partition("#")[0].strip(_STRIPPED)


def is_no_address(key: str) -> bool:
    """Whether an evidence key is that of a text that can never be asked for.

    >>> is_no_address(evidence_key("")), is_no_address(evidence_key("http://a.example/"))
    (True, False)
    """
    return key.startswith(_NO_ADDRESS)


def _whole(text: str) -> str:
    """``text`` without lone surrogates, which neither a request nor a database can hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def fragment_of(text: str) -> str:
    """What stands after ``#``, as declared; empty when there is none."""
    return text.strip(_STRIPPED).partition("#")[2]


@remembered(4_096)
def parts_of(text: str) -> SplitResult:
    """The parts of what a stranger wrote as an address; of what is none, all is path.

    >>> parts_of("http://[bad/x").hostname, parts_of("http://[bad/x").path
    (None, 'http://[bad/x')
    """
    try:
        return urlsplit(text)
    except ValueError:
        return SplitResult("", "", text, "", "")


@remembered(2_048)
def host_of(text: str) -> str:
    """The host in what a stranger wrote as an address, in small letters; empty where there is none."""
    return parts_of(text).hostname or ""


def is_front_page(text: str) -> bool:
    """Whether an address is that of a whole site: no path, and nothing asked of it.

    >>> is_front_page("https://school.ac.th/"), is_front_page("https://school.ac.th/?page_id=2")
    (True, False)
    """
    parts = parts_of(text)
    return parts.path in {"", "/"} and not parts.query


def unknown_host(url: str, detail: str) -> str | None:
    """The host of ``url`` if the detail of its failure says that the name service knows no such one."""
    match = _UNKNOWN_HOST.search(detail)
    return (
        None if match is None else host_of(url) or match[1]
    )  # as it was written, if it was written as an address


@remembered(2_048)
def readable_path(text: str) -> str:
    """The path of an address with its escapes undone: UTF-8 where it is, else TIS-620."""
    path = parts_of(text).path
    try:
        return unquote(path, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        return unquote(path, encoding="cp874", errors="replace")


@remembered(2_048)
def defragged(text: str) -> tuple[str, str]:
    """What stands before and after ``#``, of whatever a stranger wrote as an address."""
    parts = parts_of(text)
    return parts._replace(fragment="").geturl(), parts.fragment


def _parsable(url: str) -> str:
    """``url`` itself; raises InvalidUrlError where not even its parts can be told apart."""
    try:
        urlsplit(url)
    except ValueError as wrong:
        raise InvalidUrlError(str(wrong)) from wrong
    return url


def host_port(url: str) -> tuple[str, int]:
    """Host and port that a wired address is sent to."""
    parts = urlsplit(url)
    return parts.hostname or "", _DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port


def origin(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


_ACTION = re.compile(r"delete|remove|save|logout|signout|submit|vote|unsubscribe", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


def pattern_of(url: str) -> str | None:
    """The family of pages that one script or folder of a site serves; ``None`` where asking is not safe.

    A number stands for a record, and what follows it is decoration (``/page/sub/6203/ชื่อ``): a page that
    cannot exist needs another number, not another title.

    >>> pattern_of("http://a.go.th/page/sub/6203/title"), pattern_of("http://a.go.th/ita/o12.html")
    ('http://a.go.th/page/sub/#/*', 'http://a.go.th/ita/*.html')
    >>> pattern_of("http://a.go.th/index.php?mod=news&id=5")
    'http://a.go.th/index.php?mod=news&id=#'
    """
    return _other_page(url, number="#", word="*")


def impossible_pages(url: str, token: str) -> tuple[str, ...]:
    """Two addresses of the same family that no site serves: ``token`` (hexadecimal) makes them up."""
    seeds = (token, token[::-1])
    made = (_other_page(url, number=str(1_970_000_000 + int(s[:6], 16)), word=f"oit-{s}") for s in seeds)
    return tuple(dict.fromkeys(one for one in made if one is not None))


def _other_page(url: str, *, number: str, word: str) -> str | None:
    if _ACTION.search(url):
        return None
    parts = urlsplit(url)
    if parts.query:
        pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape", encoding="latin-1")
        if not any(_NUMBER.fullmatch(value) for _, value in pairs):
            pairs = [*pairs[:-1], (pairs[-1][0], word)] if pairs else [(word, "")]
        query = urlencode(
            [(k, number if _NUMBER.fullmatch(v) else v) for k, v in pairs], safe="#*", encoding="latin-1"
        )
        return urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")) + "?" + query
    *folder, last = parts.path.split("/")
    numbered = [i for i, segment in enumerate(folder) if _NUMBER.fullmatch(segment)]
    if numbered:
        folder = [
            number if i == numbered[-1] else segment for i, segment in enumerate(folder[: numbered[-1] + 1])
        ]
        last = word
    elif _NUMBER.fullmatch(last):
        last = number
    else:
        stem, dot, extension = last.rpartition(".")
        last = f"{word}.{extension}" if dot and stem and len(extension) <= 5 else word
    return urlunsplit((parts.scheme, parts.netloc, "/".join([*folder, last]), "", ""))
