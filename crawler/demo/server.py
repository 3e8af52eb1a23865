"""Serve a folder of invented web sites on loopback, faults included.

A *world* is a folder::

    routes.yaml     one entry a site: its stand-in host name, and the answers that are no plain file
    targets.yaml    what the agencies declared (addresses with the stand-in host names)
    sites/SLUG/…    the files of each site

Every site gets a port of its own (macOS has only 127.0.0.1), unless its entry names another loopback
``address``.  Inside pages, redirects and the targets file the stand-in addresses (``http://oss.demo.invalid``)
are replaced by the real ones when served.

A route is keyed by its exact path, percent-encoded, with the query if it has one.  Its fields:

``file`` or ``body``
    what is sent: a file of the site's folder, or a text.
``status``, ``type``, ``headers``, ``redirect``
    the answer's head.
``delay``, ``hang``
    seconds to wait before the answer; seconds to keep silent and then hang up.
``truncate``
    bytes really sent of those announced.
``announce``
    the Content-Length claimed.
``first``
    another route that answers the first ``times`` requests; ``times`` is a field of it.

Run ``python -m crawler.demo.server WORLD`` to look around in a browser.
"""

from __future__ import annotations

import contextlib
import mimetypes
import posixpath
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_from_bytes, unquote_to_bytes

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
LOOPBACK = "127.0.0.1"
_SAFE = "/-._~!$&'()*+,;=:@"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NOT_FOUND = {
    "status": 404,
    "body": "<html><head><title>404 Not Found</title></head><h1>Not Found</h1></html>",
}


class PortInUseError(OSError):
    """A port that the sites need is taken; the message says which."""


@dataclass(slots=True)
class Site:
    """One site of a world: its files, its special answers and where it listens.

    ``routes`` maps exact paths to route fields (see the module); ``default`` answers what is neither a route
    nor a file.
    """

    slug: str
    host: str
    folder: Path
    routes: Mapping[str, Mapping[str, Any]]
    default: Mapping[str, Any] = field(default_factory=lambda: _NOT_FOUND)
    address: str = LOOPBACK
    port: int = 0
    asked: dict[str, int] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The real address of the site, without a slash at its end."""
        return f"http://{self.address}:{self.port}"

    def route(self, path: str, query: str) -> Mapping[str, Any]:
        """Find the answer to one request: a route, a file, or the default."""
        for key in (f"{path}?{query}" if query else path, path):
            if key in self.routes:
                return self._turn(key, self.routes[key])
        name = unquote_to_bytes(path).decode("utf-8", "replace").lstrip("/")
        for candidate in (name, posixpath.join(name, "index.html")):
            if candidate and self._inside(candidate):
                return {"file": candidate}
        return self.default

    def _turn(self, key: str, route: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give the route itself, or its ``first`` answer while that lasts."""
        first = route.get("first")
        if first is None:
            return route
        self.asked[key] = self.asked.get(key, 0) + 1
        return first if self.asked[key] <= int(first.get("times", 1)) else route

    def _inside(self, name: str) -> Path | None:
        """Find the file ``name`` of the folder; a name that climbs out of it is no file."""
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder.resolve()) and path.is_file() else None

    def payload(self, route: Mapping[str, Any]) -> tuple[bytes, str]:
        """Return the body and the media type of a route, before addresses are filled in."""
        if "file" in route:
            path = self.folder / str(route["file"])
            kind = _TYPES.get(path.suffix.lower()) or mimetypes.guess_type(path.name)[0]
            return path.read_bytes(), str(route.get("type", kind or "application/octet-stream"))
        return str(route.get("body", "")).encode(), str(route.get("type", "text/html; charset=utf-8"))


def canonical(raw: str) -> str:
    """One spelling per path: percent-decoded, dot segments removed, encoded again byte for byte."""
    path = b"/" + unquote_to_bytes(raw.encode("latin-1")).lstrip(b"/")
    tail = b"/" if path.endswith(b"/") and path != b"/" else b""
    return quote_from_bytes(posixpath.normpath(path) + tail, safe=_SAFE)


def _key(target: str) -> str:
    path, mark, query = target.partition("?")
    return canonical(quote(path, safe=_SAFE + "%")) + mark + query


def load_world(folder: Path) -> list[Site]:
    """Read the sites of a world folder, in the order of its ``routes.yaml``."""
    described = yaml.safe_load((folder / "routes.yaml").read_text(encoding="utf-8"))["sites"]
    return [
        Site(
            slug=slug,
            host=site["host"],
            folder=folder / "sites" / slug,
            routes={_key(path): route for path, route in (site.get("routes") or {}).items()},
            default=site.get("default") or _NOT_FOUND,
            address=site.get("address", LOOPBACK),
        )
        for slug, site in described.items()
    ]


@dataclass(slots=True)
class DemoWeb:
    """A world being served: its real targets file, the sites by slug, and the requests so far.

    ``requests`` holds ``(slug, method, target)`` in the order of arrival.
    """

    folder: Path
    targets_path: Path
    sites: Mapping[str, Site]
    requests: list[tuple[str, str, str]]
    servers: list[ThreadingTCPServer]
    stopping: threading.Event

    def fill_in(self, text: bytes) -> bytes:
        """Return ``text`` with every stand-in address replaced by the real one."""
        for site in self.sites.values():
            text = text.replace(f"http://{site.host}".encode(), site.base.encode())
            text = text.replace(f"https://{site.host}".encode(), site.base.replace("http", "https").encode())
        return text

    def stop(self) -> None:
        """Close every port and remove the temporary targets file."""
        self.stopping.set()
        for server in self.servers:
            server.shutdown()
            server.server_close()
        shutil.rmtree(self.targets_path.parent, ignore_errors=True)


class _Server(ThreadingTCPServer):
    """A plain server: the standard HTTP one looks its own name up in the DNS, which may take seconds."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore it: a client that hangs up is everyday life, not worth a traceback."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "DemoWeb"
    sys_version = ""
    site: Site
    web: DemoWeb

    def do_GET(self) -> None:
        raw_path, _, query = self.path.partition("?")
        self.web.requests.append((self.site.slug, self.command, self.path))
        self._answer(self.site.route(canonical(raw_path), query))

    do_HEAD = do_GET  # noqa: N815 (the base class looks it up by this name)

    def _answer(self, route: Mapping[str, Any]) -> None:
        stopped = self.web.stopping.wait(float(route.get("delay", 0)) or float(route.get("hang", 0)))
        if stopped or "hang" in route:
            self.close_connection = True
            return
        body, kind = self.site.payload(route)
        if kind.startswith("text/"):
            body = self.web.fill_in(body)
        status = int(route.get("status", 302 if "redirect" in route else 200))
        self.send_response(status, HTTPStatus(status).phrase)
        self.send_header("Content-Type", kind)
        if "redirect" in route:
            self.send_header("Location", self.web.fill_in(str(route["redirect"]).encode()).decode())
        for name, value in (route.get("headers") or {}).items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(route.get("announce", len(body))))
        self.end_headers()
        if self.command == "HEAD":
            return
        if "truncate" in route or "announce" in route:
            self.close_connection = True
            body = body[: int(route.get("truncate", len(body)))]
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
        """Say nothing: :attr:`DemoWeb.requests` keeps what was asked."""


@contextlib.contextmanager
def serve_demo(folder: Path = HERE, *, port: int = 0) -> Iterator[DemoWeb]:
    """Serve the world in ``folder`` while the ``with`` block runs.

    ``port`` is the first site's, the others take those after it; 0 lets the system choose.  Sites with an
    ``address`` of their own all listen on ``port`` itself where one is given.
    Raises :class:`PortInUseError` when a port is taken.
    """
    sites = load_world(folder)
    web = DemoWeb(
        folder=folder,
        targets_path=Path(tempfile.mkdtemp(prefix="oit-demo-")) / "targets.yaml",
        sites={site.slug: site for site in sites},
        requests=[],
        servers=[],
        stopping=threading.Event(),
    )
    try:
        for number, site in enumerate(sites):
            shared = site.address == LOOPBACK
            web.servers.append(_listen(web, site, port + number if port and shared else port))
        targets = web.fill_in((folder / "targets.yaml").read_bytes())
        web.targets_path.write_bytes(targets)
        yield web
    finally:
        web.stop()


def _listen(web: DemoWeb, site: Site, port: int) -> ThreadingTCPServer:
    handler = type("Handler", (_Handler,), {"site": site, "web": web})
    try:
        server = _Server((site.address, port), handler)
    except OSError as error:
        message = f"cannot serve {site.slug} at {site.address}:{port}: {error.strerror or error}"
        raise PortInUseError(message) from error
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def main() -> None:
    """Serve a world until interrupted, saying where."""
    import argparse

    parser = argparse.ArgumentParser(description="Serve a folder of invented web sites on loopback.")
    parser.add_argument("world", nargs="?", type=Path, default=HERE)
    parser.add_argument("--port", type=int, default=0, help="the first site's port")
    parser.add_argument("--write-targets", type=Path, help="copy the targets file here")
    options = parser.parse_args()
    try:
        _serve_until_interrupted(options.world, options.port, options.write_targets)
    except PortInUseError as error:
        parser.error(str(error))


def _serve_until_interrupted(world: Path, port: int, write_targets: Path | None) -> None:
    with serve_demo(world, port=port) as web:
        if write_targets:
            shutil.copyfile(web.targets_path, write_targets)
        for site in web.sites.values():
            print(f"{site.slug:20} {site.base}/")
        print(f"targets: {write_targets or web.targets_path}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            web.stopping.wait()


if __name__ == "__main__":
    main()
