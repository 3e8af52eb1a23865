"""A thousand documents, one of which changed: it alone travels and is read, and nobody could tell from the verdicts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

import pytest

from checklists import load_checklist
from crawler.audit.judge import judge_run
from crawler.evidence import open_evidence
from crawler.gather.run import gather
from crawler.judge.office import titles_of
from crawler.read.documents import Documents
from tests.gather.runs import QUICK, agency
from tests.gather.server import BadServer, Connection

RULES = load_checklist("bma-district-2568")
ITEMS = ("O5", "O6", "O7", "O9", "O10", "O13", "O14", "O18", "O19", "O21")
EACH = 100
CHANGED = "/O7/0.csv"


def title(item: str) -> str:
    rule = next(one for one in RULES.items if one.id == item)
    return rule.elements[0].title.th if rule.elements else rule.title.th


def listing(item: str) -> bytes:
    links = "".join(f'<li><a href="/{item}/{n}.csv">{title(item)} ฉบับที่ {n}</a></li>' for n in range(EACH))
    return f"<!doctype html><html><body><h1>{title(item)}</h1><ul>{links}</ul></body></html>".encode()


def table(item: str, n: int, year: int = 2568) -> bytes:
    return f"{title(item)} ประจำปีงบประมาณ พ.ศ. {year}\nลำดับ,เรื่อง\n1,{item} ฉบับที่ {n}\n".encode()


@dataclass
class Site:
    """Ten pages with a hundred tables each; ``sent`` are the paths whose bodies went out."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bodies = {f"/{item}": listing(item) for item in ITEMS}
        self.bodies |= {f"/{item}/{n}.csv": table(item, n) for item in ITEMS for n in range(EACH)}

    async def __call__(self, connection: Connection) -> None:
        body = self.bodies.get(connection.path)
        if body is None:
            await connection.send(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        mark = f'"{hashlib.sha256(body).hexdigest()}"'
        kind = "text/csv" if connection.path.endswith(".csv") else "text/html; charset=utf-8"
        if connection.headers.get("if-none-match") == mark:
            await connection.send(f"HTTP/1.1 304 Same\r\nETag: {mark}\r\nConnection: close\r\n\r\n".encode())
            return
        self.sent.append(connection.path)
        head = f"HTTP/1.1 200 Yes\r\nContent-Type: {kind}\r\nETag: {mark}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
        await connection.send(head.encode() + body)


@pytest.fixture(scope="module")
def site():
    return Site()


def gathered(folder, server, site, previous=""):
    site.sent.clear()
    office = agency({item: [server.url(f"/{item}")] for item in ITEMS})
    gather([office], folder, type(QUICK)(**{**QUICK.as_json(), "previous": str(previous)}), titles_of(RULES))
    return [path for path in site.sent if path != "/robots.txt"]


def judged(folder, cache):
    """The agencies as they stand in the audit without the moments of asking; how many pages and documents were read for it."""
    with open_evidence(folder) as store, Documents(store, cache=cache) as documents:
        read = documents.read_all()
        audit = judge_run(store, store.agencies(), RULES, date(2025, 4, 30), documents, {})
    return timeless(audit["agencies"][0]), read


def timeless(value):
    if isinstance(value, dict):
        return {key: timeless(one) for key, one in value.items() if key != "fetched_at"}
    return [timeless(one) for one in value] if isinstance(value, list) else value


def test_one_document_of_a_thousand(tmp_path, site):
    with BadServer(otherwise=site) as server:
        assert len(gathered(tmp_path / "1", server, site)) == len(ITEMS) * (EACH + 1)
        before, read = judged(tmp_path / "1", tmp_path / "facts.sqlite")
        assert read == len(ITEMS) * (EACH + 1)
        site.bodies[CHANGED] = table("O7", 0, year=2560)
        assert gathered(tmp_path / "2", server, site, previous=tmp_path / "1") == [CHANGED]
        warm, read = judged(tmp_path / "2", tmp_path / "facts.sqlite")
        assert read == 1
        assert len(gathered(tmp_path / "full", server, site)) == len(ITEMS) * (EACH + 1)
        full, read = judged(tmp_path / "full", tmp_path / "fresh.sqlite")
        assert read == len(ITEMS) * (EACH + 1)
    assert warm == full
    assert warm != before
