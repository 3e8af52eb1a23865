"""The spiders as ordinary commands of Scrapy, from the root of the project."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from crawler.evidence import open_evidence
from tests.gather.server import BadServer, document, page

ROOT = Path(__file__).parents[2]


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )


def test_the_spiders_are_listed():
    assert "declared" in scrapy("list").stdout.split()


def test_crawl_declared(tmp_path):
    link = '<h1>O1 โครงสร้าง</h1><div><p><a href="/plan.pdf">โครงสร้างหน่วยงาน</a></p></div>'
    with BadServer({"/o1": page(link), "/plan.pdf": document()}) as server:
        targets = {
            "version": 1,
            "agencies": [
                {"id": "office", "code": "1", "name_th": "สำนักงาน", "name_en": "Office", "site": server.url("/"),
                 "declared": {"O1": [server.url("/o1")]}}
            ],
        }  # fmt: skip
        (tmp_path / "targets.yaml").write_text(json.dumps(targets), encoding="utf-8")
        out, captures = tmp_path / "run", tmp_path / "captures.jsonl"
        scrapy(
            "crawl", "declared", "-a", f"targets={tmp_path / 'targets.yaml'}", "-a", f"out={out}",
            "-s", "OIT_ALLOW_PRIVATE_HOSTS=1", "-s", "OIT_DELAY=0", "-o", str(captures),
        )  # fmt: skip
    with open_evidence(out) as store:
        assert store.run["complete"] is True
        assert store.capture(server.url("/plan.pdf")).status == 200
    (line,) = captures.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["status"] == 200


def test_no_port_is_open_and_the_guard_is_in_place():
    from crawler import settings

    assert settings.TELNETCONSOLE_ENABLED is False
    assert settings.REMOTE_CONTROL_ENABLED is False
    assert settings.HTTPCACHE_ENABLED is False
    assert settings.HTTPPROXY_ENABLED is False
    assert settings.TWISTED_DNS_RESOLVER == "crawler.gather.resolver.GuardedResolver"
    assert settings.DOWNLOADER_MIDDLEWARES["crawler.gather.policy.UrlPolicyMiddleware"] < 50
    assert {scheme for scheme, handler in settings.DOWNLOAD_HANDLERS.items() if handler} == {"http", "https"}
