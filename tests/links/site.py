"""A small web on loopback for link checks: paths to replies, aware of HEAD, with names by a fake name service."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from crawler.gather.guard import Guard
from crawler.gather.options import GatherOptions
from crawler.links.excuses import Excuses
from crawler.links.findings import Finding, findings
from crawler.links.options import LinkOptions
from crawler.links.run import Checked, LinkCheck, Start

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """An answer; ``head`` is another status for HEAD, ``never``: no answer at all."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    head: int | None = None
    never: bool = False


def page(text: str = "", *, title: str = "หน้า", status: int = 200, **headers: str) -> Reply:
    """A page with a paragraph of its own."""
    html = f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title></head><body>{text}</body></html>"
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(html.encode(), status, (("Content-Type", HTML), *named))


def links(*urls: str, more: str = "") -> Reply:
    """A page that links to these addresses."""
    rows = "".join(f'<li><a href="{url}">เอกสาร {at}</a></li>\n' for at, url in enumerate(urls))
    return page(f"<h1>รายการเอกสาร</h1><ul>{rows}</ul>{more}")


def file(kind: str = "application/pdf", body: bytes = b"%PDF-1.4\n%%EOF\n") -> Reply:
    """A document."""
    return Reply(body, headers=(("Content-Type", kind),))


def redirect(location: str, status: int = 302, **headers: str) -> Reply:
    """A redirect; the location is sent as UTF-8 bytes."""
    raw = location.encode().decode("latin-1")
    return Reply(b"", status, (("Location", raw), *((k.replace("_", "-"), v) for k, v in headers.items())))


Route = Reply | Sequence[Reply] | Callable[[str, Mapping[str, str]], Reply]
NOT_FOUND = page("<h1>404 Not Found</h1>", title="404 Not Found", status=404)


@dataclass
class Site:
    """A running server; use as a context manager.  A list of replies is answered in turn, the last one stays."""

    routes: Mapping[str, Route]
    otherwise: Route = NOT_FOUND
    requests: list[tuple[str, str]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.over = threading.Event()
        handler = type("Handler", (_Handler,), {"site": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """The address of a path."""
        return f"http://{host}:{self.port}{path}"

    @property
    def asked(self) -> list[str]:
        """``METHOD path`` in order, robots.txt left out."""
        return [f"{method} {path}" for method, path in self.requests if path != "/robots.txt"]

    def reply(self, method: str, path: str, headers: Mapping[str, str]) -> Reply:
        """What is answered to one request."""
        with self._lock:
            self.requests.append((method, path))
            route = self.routes.get(path, self.otherwise)
            if callable(route):
                return route(path, headers)
            if isinstance(route, Reply):
                return route
            self._counts[path] += 1
            return route[min(self._counts[path], len(route)) - 1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer."""
        reply = self.site.reply(self.command, self.path, self.headers)
        if reply.never:
            self.site.over.wait()
            self.close_connection = True
            return
        status = reply.head if self.command == "HEAD" and reply.head else reply.status
        self.send_response_only(status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    do_HEAD = do_GET  # noqa: N815


NETWORK = GatherOptions(
    delay=0, concurrency=4, allow_private_hosts=True, timeout=5, retry_after=0.01, give_up_after=1000
)


def check(
    *urls: str,
    guard: Guard | None = None,
    network: GatherOptions = NETWORK,
    cache: Any = None,
    **options: Any,
) -> Checked:
    """Check these start pages."""
    return LinkCheck(LinkOptions(network=network, **options), cache=cache, guard=guard).run(
        [Start(url) for url in urls]
    )


def found(checked: Checked, excuses: Excuses | None = None) -> tuple[Finding, ...]:
    """The findings of a check."""
    return findings(checked, excuses or Excuses())


def codes(checked: Checked, site: Site) -> dict[str, str]:
    """Path → ``code`` or ``code (cause)`` of every finding that is no mere remark."""
    base = site.url("")
    return {
        one.url.removeprefix(base): one.code if one.code == one.cause else f"{one.code} ({one.cause})"
        for one in found(checked)
        if one.severity != "info"
    }


def broken(checked: Checked, site: Site) -> set[str]:
    """The paths of the broken links."""
    return {one.url.removeprefix(site.url("")) for one in found(checked) if one.broken}


def named(site: Site, *names: str) -> Guard:
    """A guard under which these names lead to the site."""

    def lookup(host: str, _port: int) -> list[str]:
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ["127.0.0.1"]

    return Guard.of(private=True, lookup=lookup)


def with_headers(reply: Reply, **headers: str) -> Reply:
    """The reply with more headers."""
    return replace(reply, headers=(*reply.headers, *((k.replace("_", "-"), v) for k, v in headers.items())))
