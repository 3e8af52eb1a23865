"""Large answers: in pieces from the network to the evidence."""

from __future__ import annotations

import gzip

from crawler.evidence import body as bodies
from tests.gather.runs import agency, gathered
from tests.gather.server import Answer, BadServer

LARGE = b"%PDF-1.4\n" + bytes(range(256)) * (3 * bodies.IN_MEMORY // 256)
PDF = ("Content-Type", "application/pdf")


def test_every_byte_arrives_and_nothing_is_left_beside_the_evidence(tmp_path):
    routes = {
        "/plain.pdf": Answer(LARGE, headers=(PDF,)),
        "/packed.pdf": Answer(gzip.compress(LARGE, 1, mtime=0), headers=(PDF, ("Content-Encoding", "gzip"))),
    }
    with BadServer(routes) as server:
        urls = [server.url(path) for path in routes]
        with gathered(tmp_path / "run", agency({"O1": urls})) as store:
            for url in urls:
                capture = store.capture(url)
                assert (capture.error, capture.size) == (None, len(LARGE))
                assert store.body(capture.sha256) == LARGE
            assert [one.name for one in (tmp_path / "run" / "evidence").iterdir()] == ["oit-00001.warc.gz"]


def test_what_inflates_beyond_the_limit_is_cut_there(tmp_path):
    bomb = gzip.compress(bytes(8 * bodies.IN_MEMORY), 9, mtime=0)
    with BadServer({"/bomb.pdf": Answer(bomb, headers=(PDF, ("Content-Encoding", "gzip")))}) as server:
        url = server.url("/bomb.pdf")
        with gathered(tmp_path / "run", agency({"O1": [url]}), max_body=2 * bodies.IN_MEMORY) as store:
            capture = store.capture(url)
            assert (capture.error, capture.size) == ("fetch.too_large", 2 * bodies.IN_MEMORY)
