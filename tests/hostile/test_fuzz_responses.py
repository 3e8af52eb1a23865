"""Mutated responses, seeded: whatever a server says, its address gets a capture and its item a verdict.

5,000 in memory, through Scrapy's own parser, the fetcher, the ledger, the readers and the judge; 300 more over real
sockets.  ``python -m bench.hostile fuzz --times 20`` for twenty times as many; a failure prints the seed that
``python -m bench.hostile replay SEED`` plays again.
"""

from __future__ import annotations

import asyncio
import os
import random
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest

from crawler.audit.judge import judge_run
from crawler.evidence import open_evidence
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.gather.fetch import Fetcher
from crawler.gather.guard import Guard
from crawler.gather.links import LinkReader
from crawler.gather.resolver import Vetting
from crawler.gather.walk import Walk
from crawler.gather.wire import Wire
from crawler.judge.office import titles_of
from crawler.read.documents import Documents
from crawler.read.page import read_page
from tests.gather.runs import QUICK, agency, gathered
from tests.gather.server import BadServer, raw
from tests.hostile.memory import PEER, memory_web
from tests.hostile.responses import papers, response, robots
from tests.rules import rules

SEED = os.environ.get("OIT_FUZZ_SEED", "2568")
TIMES = int(os.environ.get("OIT_FUZZ_TIMES", "1"))
#: Where a long run that was cut goes on, a multiple of the batch.
FIRST = int(os.environ.get("OIT_FUZZ_FIRST", "0"))
RESPONSES, OVER_SOCKETS = 5_000 * TIMES, 300 * TIMES
BATCH = 1_000
RULES = rules()
ITEMS = [item.id for item in RULES.items]
OPTIONS = replace(
    QUICK, allow_private_hosts=False, max_body=1 << 20, retry_after=0.0, connections=200, pages_per_item=400,
    documents_per_item=400,
)  # fmt: skip
OK = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s"
NONE = b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"


def seed_of(number: int) -> str:
    return f"{SEED}:{number}"


def answer(url: str) -> tuple[bytes, random.Random]:
    """Host ``rN.example`` answers with the response N, its documents are in order; every tenth has a mad robots.txt."""
    parts = urlsplit(url)
    number = int((parts.hostname or "").removeprefix("r").removesuffix(".example") or 0)
    luck = random.Random(f"packets {url}")
    if parts.path == "/robots.txt":
        return (robots(seed_of(number)) if number % 10 == 0 else NONE), luck
    if parts.path == "/plan.pdf":
        pdf = papers()["application/pdf"]
        return OK % (b"application/pdf", len(pdf), pdf), luck
    return response(seed_of(number)), luck


def host_known(host: str, _port: int) -> list[str]:
    return [PEER] if host.startswith("r") and host.endswith(".example") else ["10.0.0.1"]


async def crawl(folder, links: LinkReader) -> list[str]:
    """The faults of ours that broke off a part of the walk."""
    writer = EvidenceWriter(folder)
    with memory_web(answer, max_body=OPTIONS.max_body, timeout=OPTIONS.timeout) as download:
        wire = Wire(download, Vetting(Guard.of(lookup=host_known), 5.0), OPTIONS)
        fetcher = Fetcher(wire, writer, OPTIONS)
        walk = Walk(writer, fetcher, links, OPTIONS)
        try:
            await walk.run()
            writer.end("gathered")
        finally:
            await fetcher.close()
            await links.close()
            wire.close()
            writer.close()
    return walk.faults


def wrong(store, url: str, seed: str) -> str:
    """What is wrong with the capture of an address, with the seed of its response; empty when nothing is."""
    capture = store.capture(url)
    if capture is None:
        return f"{seed}: no capture"
    if capture.error == "fetch.internal":
        return f"{seed}: {capture.detail}"
    if capture.size > OPTIONS.max_body:
        return f"{seed}: {capture.size} bytes"
    if capture.sha256 is not None and len(store.body(capture.sha256)) != capture.size:
        return f"{seed}: not all of its body is kept"
    return ""


@pytest.mark.parametrize("first", range(FIRST, RESPONSES, BATCH))
def test_every_mutated_response_gets_its_verdict(tmp_path, first):
    numbers = range(first, min(first + BATCH, RESPONSES))
    urls = {number: f"http://r{number}.example/page" for number in numbers}
    offices = [
        agency({item: [urls[n]] for item, n in zip(ITEMS, some, strict=False)}, name=f"office{some[0]}")
        for some in (numbers[at : at + len(ITEMS)] for at in range(0, len(numbers), len(ITEMS)))
    ]
    begin_run(tmp_path, offices, OPTIONS.as_json(), titles_of(RULES))
    links = LinkReader(titles_of(RULES), OPTIONS.max_page)
    assert asyncio.run(crawl(tmp_path, links)) == []
    assert links.failures == 0
    with open_evidence(tmp_path) as store:
        assert store.run["complete"] is True
        assert [said for number, url in urls.items() if (said := wrong(store, url, seed_of(number)))] == []
        with Documents(store, workers=1) as documents:
            documents.read_all()
            audit = judge_run(store, offices, RULES, date(2025, 4, 30), documents, {})
            read = [documents.facts(one) for one in store.captures() if one.sha256 and one.role == "declared"]
    assert [one.error for one in read if (one.error or "").startswith("limit:")] == []
    assert "fetch.internal" not in str(audit)
    assert [
        (office["id"], item["id"], item["status"])
        for office in audit["agencies"]
        for item in office["items"]
        if item["status"] not in {"pass", "fail", "unverified"}
    ] == []
    assert [[item["id"] for item in office["items"]] for office in audit["agencies"]] == [ITEMS] * len(
        offices
    )


def test_over_sockets(tmp_path):
    """The same through the whole crawler in its process; a response that keeps the connection open is waited for."""
    numbers = range(OVER_SOCKETS)
    with BadServer({f"/{n}": raw(response(f"{SEED}:socket:{n}")) for n in numbers}) as server:
        urls = [server.url(f"/{n}") for n in numbers]
        with gathered(
            tmp_path / "run",
            agency({f"O{n % 20}": urls[n::20] for n in range(20)}),
            concurrency=16,
            timeout=0.7,
            retry_after=0.0,
        ) as store:
            assert (store.run["complete"], store.run["faults"]) == (True, [])
            assert [
                said for n, url in enumerate(urls) if (said := wrong(store, url, f"{SEED}:socket:{n}"))
            ] == []


@pytest.mark.parametrize("seed", ["7:344"])
def test_what_broke_a_reader_once(seed):
    """A table with a row without cells."""
    read_page(response(seed).partition(b"\r\n\r\n")[2], "text/html; charset=utf-8")


def test_controls_between_what_stands_in_the_head_and_the_body():
    """The parser reads them and lets nobody write them: found by 2568:97958."""
    page = read_page(
        b"<html><head><main>x</main></head><body>\x14\xe0\xb9\x81\xef\xbf\xbe\x01y",
        "text/html; charset=utf-8",
    )
    assert "แy" in page.text
