"""The sample sites as served: special answers, whole links, stable bytes."""

from __future__ import annotations

import http.client
import socket
from collections import Counter
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup

from crawler.demo.server import HERE, PortInUseError, canonical, serve_demo

#: Links that lead nowhere on purpose, by the ending of their address.
BROKEN_ON_PURPOSE = ("O6-manual-2568.pdf", "O2.plan-en.pdf")


@pytest.fixture(scope="module")
def web():
    with serve_demo() as served:
        yield served


def get(url: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    try:
        target = quote(parts.path or "/", safe="/%") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def declared(web) -> list[tuple[str, str, str]]:
    agencies = yaml.safe_load(web.targets_path.read_text(encoding="utf-8"))["agencies"]
    return [(a["id"], item, url) for a in agencies for item, urls in a["declared"].items() for url in urls]


def test_every_site_has_a_port_of_its_own_and_targets_name_it(web):
    assert len({site.port for site in web.sites.values()}) == len(web.sites) == 7
    assert ".invalid" not in web.targets_path.read_text(encoding="utf-8")
    assert Counter(agency for agency, _, _ in declared(web))["suanmali"] == 22


def test_declared_pages_answer_as_their_routes_say(web):
    seen = Counter(get(urldefrag(url).url)[0] for _, _, url in declared(web))
    assert seen == {200: 104, 403: 2, 404: 1, 500: 1, 302: 1}


def test_every_link_of_every_page_leads_somewhere(web):
    pages = [urldefrag(url).url for _, _, url in declared(web)]
    seen: dict[str, int] = {}
    broken = []
    for page in dict.fromkeys(pages):
        status, headers, body = get(page)
        if status != 200 or "html" not in headers["content-type"]:
            continue
        for tag, name in (("a", "href"), ("img", "src"), ("object", "data"), ("link", "href")):
            for element in BeautifulSoup(body, "lxml").find_all(tag):
                target = urldefrag(urljoin(page, element.get(name))).url
                if target not in seen:
                    seen[target] = get(target)[0]
                if seen[target] == 404:
                    broken.append(target)
    assert len(seen) > 250
    assert {url.rpartition("/")[2] for url in broken} - {""} == set(BROKEN_ON_PURPOSE)


def test_page_in_tis_620_that_claims_nothing(web):
    url = next(url for agency, item, url in declared(web) if (agency, item) == ("thungmakham", "O1"))
    _, headers, body = get(url)
    assert headers["content-type"] == "text/html"
    assert b"charset" not in body
    assert "สำนักงานเขตทุ่งมะขาม" in body.decode("tis-620")


def test_challenge_carries_its_header(web):
    url = next(url for agency, item, url in declared(web) if (agency, item) == ("saladaengnoi", "O12"))
    status, headers, _ = get(url)
    assert (status, headers["cf-mitigated"]) == (403, "challenge")


def test_head_has_the_length_and_no_body(web):
    status, headers, body = get(web.sites["suanmali"].base + "/index.html", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 100


def test_no_file_outside_a_site_is_served(web):
    assert get(web.sites["suanmali"].base + "/..%2f..%2froutes.yaml")[0] == 404


def test_port_in_use_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=f"suanmali at 127.0.0.1:{port}"), serve_demo(port=port):
            pass


def test_temporary_targets_file_is_removed():
    with serve_demo() as web:
        assert web.targets_path.exists()
    assert not web.targets_path.exists()


@pytest.mark.parametrize(
    ("raw", "one_spelling"),
    [
        ("/a%20b/./c/../d", "/a%20b/d"),
        ("//a", "/a"),
        ("/a/", "/a/"),
        ("/%e0%b8%81", "/%E0%B8%81"),
        ("/%A1%28x%29", "/%A1(x)"),
    ],
)
def test_canonical_paths(raw, one_spelling):
    assert canonical(raw) == one_spelling


def test_expected_verdicts_cover_every_item_and_name_a_reason():
    expected = yaml.safe_load((HERE / "expected.yaml").read_text(encoding="utf-8"))
    assert len(expected) == 5
    for items in expected.values():
        assert list(items) == [f"O{n}" for n in range(1, 23)]
        for verdict in items.values():
            assert verdict["status"] in {"pass", "fail", "unverified", "waived"}
            assert verdict["why"]
            assert bool(verdict["codes"]) == (verdict["status"] in {"fail", "unverified"})
    assert {v["status"] for v in expected["suanmali"].values()} == {"pass"}


def test_sample_sites_stay_small():
    assert sum(path.stat().st_size for path in (HERE / "sites").rglob("*") if path.is_file()) < 4_000_000
