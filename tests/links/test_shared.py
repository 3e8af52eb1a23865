"""Truth on worlds and pages that this project does not hold: skipped where ``../shared`` is missing."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import urllib.request
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urljoin, urlsplit

import pytest

from crawler.links.options import LinkOptions
from crawler.links.run import LinkCheck, Start
from crawler.read.charset import decode_thai
from tests.links.site import NETWORK, check, found

SHARED = Path(os.environ.get("OIT_SHARED") or Path(__file__).resolve().parents[3] / "shared")
LAB = SHARED / "lab"
PAGE = SHARED / "data" / "real-site" / "phichai"
PORT = 8791
#: Statuses by which a server says that there is nothing.
GONE = {400, 404, 410}

needs_lab = pytest.mark.skipif(not (LAB / "server.py").exists(), reason=f"no lab in {LAB}")
needs_page = pytest.mark.skipif(not PAGE.exists(), reason=f"no real page in {PAGE}")


# ------------------------------------------------------------------------------------ the real page


@pytest.fixture
def phichai():
    handler = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(PAGE))) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@needs_page
@pytest.mark.parametrize("recursive", [False, True])
def test_exactly_nine_links_of_the_real_page_are_broken(phichai, recursive):
    checked = check(phichai + "ita68.html", recursive=recursive)
    gone = {one.url.rpartition("/")[2]: one for one in found(checked) if one.broken}
    assert sorted(gone) == ["moit1-1-68.pdf", *(f"moit2-1.{n}-68.pdf" for n in range(1, 9))]
    moved = {name: one.suggestion.rpartition("/")[2] for name, one in gone.items() if one.suggestion}
    on_disk = {path.name for path in (PAGE / "assets" / "document" / "pdf").iterdir()}
    assert moved == {name: name.replace("-68", "") for name in gone if name.replace("-68", "") in on_disk}
    html = (PAGE / "ita68.html").read_text("utf-8", "replace")
    lines = html.split("\n")  # the parser counts to the end of the tag, which may be a line further down
    assert all(name in "".join(lines[one.line - 2 : one.line]) for name, one in gone.items())


# ------------------------------------------------------------------------------------------ the lab


@pytest.fixture(scope="module")
def world():
    """The lab's server, and its own idea of what every address answers."""
    command = [sys.executable, str(LAB / "server.py"), str(LAB / "worlds" / "dev"), "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        spec = importlib.util.spec_from_file_location("lab_server", LAB / "server.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        lab = module.Lab(str(LAB / "worlds" / "dev"), port=PORT)
        yield lab, module
        process.terminate()


@pytest.fixture(scope="module")
def checked(world):
    lab, _ = world
    hosts = [host for host, known in lab.world["hosts"].items() if len(known.get("routes", {})) > 20]
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"http://{hosts[0]}:{PORT}/__lab__/reset").close()
    sites = sorted({f"http://{host}:{PORT}/{_slug(lab, host)}" for host in hosts})
    exact = [
        f"http://{host}:{PORT}{path}"
        for host in hosts
        for path in [*lab.world["hosts"][host]["prefix"], *lab.world["hosts"][host]["routes"]]
        if "/page/" in path or "/ita68/" in path
    ]
    network = replace(NETWORK, timeout=2, concurrency=8, retry_after=3)
    starts = [Start(url, site=url + "/") for url in sites] + [Start(url) for url in exact]
    return LinkCheck(LinkOptions(network=network, recursive=True, document_bytes=0)).run(starts)


def _slug(lab, host):
    paths = [path.split("/")[1] for path in lab.world["hosts"][host]["prefix"]]
    return max(set(paths), key=paths.count)


def truth(lab, module, url, seen=()):
    """Whether an address is gone, by the world's own table: following redirects, knowing nothing of our code."""
    parts = urlsplit(url)
    if not parts.hostname.startswith("127."):
        return parts.hostname.endswith(".invalid")
    if parts.hostname not in lab.world["hosts"] or parts.scheme != "http":
        return False
    route = lab.find(parts.hostname, module.canon(parts.path.encode()), parts.query)
    if "redirect" in route:
        target = urljoin(url, lab.port_fix(route["redirect"]))
        return target in seen or truth(lab, module, target, (*seen, url, target))
    headers = {name.lower() for name in route.get("headers", {})}
    return route.get("status", 200) in GONE and "cf-mitigated" not in headers


@needs_lab
def test_recall_and_precision_are_one(world, checked):
    lab, module = world
    robots = {
        one.url for one in checked.addresses if one.health is not None and one.health.code == "access.robots"
    }
    gone = {one.url for one in checked.addresses if truth(lab, module, one.url)} - robots
    said = {one.url for one in found(checked) if one.broken and one.cause != "presence.soft_404"}
    assert len(gone) > 5
    assert said == gone


@needs_lab
def test_what_is_called_empty_is_empty(world, checked):
    """Soft 404s of the world: pages of a few words, and what leads to a home page."""
    lab, module = world
    said = {one.url: one for one in found(checked) if one.broken and one.cause == "presence.soft_404"}
    assert len(said) >= 4
    for url, one in said.items():
        parts = urlsplit(url)
        route = lab.find(parts.hostname, module.canon(parts.path.encode()), parts.query)
        text = decode_thai(lab.payload(route)[0]).text if "redirect" not in route else ""
        assert "redirect" in route or any(words in text for words in ("ไม่พบ", "ปรับปรุง", "Not available")), one


@needs_lab
def test_no_alarm_from_walls_and_weather(world, checked):
    lab, _ = world
    alarms = {one.url for one in found(checked) if one.broken}
    kinds = ("hang", "reset", "first", "head", "delay", "truncate", "endless", "drip", "stall_after")
    for host, known in lab.world["hosts"].items():
        for path, route in {**known.get("prefix", {}), **known.get("routes", {})}.items():
            walled = route.get("status") in (401, 403, 429, 500, 502, 503)
            if walled or any(kind in route for kind in kinds):
                assert f"http://{host}:{PORT}{path}" not in alarms
    assert json.dumps(sorted(alarms))
