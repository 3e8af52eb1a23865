"""Certificates at fault: the page is read, the fault is told; no TLS at all is not known."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from tests.gather.certificates import EXPIRED, Authority
from tests.gather.server import BadServer
from tests.gather.server import page as served
from tests.links.site import Site, check, file, found, links, page

LONG = "<p>" + "ข้อมูลของสำนักงาน รายงานผล การดำเนินงาน " * 40 + "</p>"


@pytest.fixture(scope="module")
def authority():
    return Authority.make()


@pytest.mark.parametrize("fault", [{}, EXPIRED, {"address": "127.0.0.9"}, {"self_signed": True}])
def test_a_certificate_at_fault_is_a_warning(tmp_path, authority, fault):
    with BadServer({"/": served(LONG)}, tls=authority.server(tmp_path, **fault)) as server:
        (one,) = found(check(server.url("/")))
    assert (one.code, one.severity, one.status) == ("links.certificate", "warning", 200)


def test_a_broken_link_behind_it_is_broken_all_the_same(tmp_path, authority):
    with BadServer(
        {"/": served(LONG + '<a href="/gone.pdf">x</a>')}, tls=authority.server(tmp_path)
    ) as server:
        gone = [one for one in found(check(server.url("/"), suggestions=0)) if one.broken]
        assert [one.url for one in gone] == [server.url("/gone.pdf")]


def test_old_tls_is_read(tmp_path, authority):
    context = authority.server(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with BadServer({"/": served(LONG)}, tls=context) as server:
        (one,) = found(check(server.url("/")))
    assert (one.code, one.detail) == ("links.certificate", "too_old")


def test_no_tls_at_all_is_not_known():
    with Site({"/": page(LONG)}) as site:
        (one,) = found(check(site.url("/").replace("http:", "https:")))
    assert (one.code, one.severity) == ("fetch.tls", "unverified")


def test_http_inside_https(tmp_path, authority):
    with Site({"/a.png": file("image/png"), "/b.pdf": file()}) as plain:
        html = f'<img src="{plain.url("/a.png")}"><a href="{plain.url("/b.pdf")}">x</a>'
        with BadServer({"/": served(LONG + html)}, tls=authority.server(tmp_path)) as server:
            codes = {one.url.rpartition("/")[2]: one.code for one in found(check(server.url("/")))}
    assert codes == {"": "links.certificate", "a.png": "links.mixed", "b.pdf": "links.insecure"}


def test_the_spider_tells_the_same(tmp_path):
    """``scrapy crawl links``: the same check as an ordinary project command."""
    out = tmp_path / "links.jsonl"
    with Site({"/": links("/gone.pdf", "/ok.pdf", more=LONG), "/ok.pdf": file()}) as site:
        command = [
            sys.executable, "-m", "scrapy", "crawl", "links", "-a", f"urls={site.url('/')}", "-O", str(out), "-s", "OIT_DELAY=0",
            "-s", "OIT_ALLOW_PRIVATE_HOSTS=1", "-s", "LOG_LEVEL=ERROR",
        ]  # fmt: skip
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=os.environ)
        assert done.returncode == 0, done.stderr
        (one,) = [json.loads(line) for line in out.read_text().splitlines()]
        assert (one["url"], one["code"], one["page"]) == (
            site.url("/gone.pdf"),
            "links.broken",
            site.url("/"),
        )
